import Foundation
import IdentifyMessages
import Testing

/// Goal: the reader takes JSON and nothing else, says where it breaks, and finds every field that
/// identity resolution needs. Method: tables; then random damage, with Foundation's parser as referee.
@Suite struct MessageReaderTests {
    private func read(_ text: String) throws -> (MessageFields, [UInt8]) {
        try read(Array(text.utf8))
    }

    private func read(_ bytes: [UInt8]) throws -> (MessageFields, [UInt8]) {
        var fields = MessageFields()
        try bytes.withUnsafeBytes { try MessageReader.read($0, into: &fields) }
        return (fields, bytes)
    }

    private func text(_ value: JSONValue, _ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { String(decoding: value.text(in: $0), as: UTF8.self) }
    }

    private func json(_ value: JSONValue, _ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { String(decoding: value.json(in: $0), as: UTF8.self) }
    }

    @Test func everyFieldIsFound() throws {
        let (fields, bytes) = try read(
            #"""
             { "type" : "identify", "messageId":"m-1","userId":"u1","anonymousId":"a1","groupId":"g1",
              "timestamp":"2026-01-31T10:00:00Z","sentAt":null,
              "traits":{"email":"a@b.co","n":12.50,"t":true,"f":false,"z":null,"o":{"a":[1,{"b":[]}]},
                        "na\u006de":"x\ty"},
              "context":{"device":{"type":"ios","id":"d1","advertisingId":"ad","adTrackingEnabled":true,"token":"t"},
                 "externalIds":[{"id":"p1","type":"phone","collection":"users","encoding":"none"},{}],
                 "integrations":{"Google Analytics":{"clientId":"GA1"},"X":{"clientId":"no"}},
                 "traits":{"phone":"p2"},"groupId":"g2","library":{"name":"x"}},
              "integrations":{"All":false,"Personas":true}}
            """#)
        #expect(text(fields.type, bytes) == "identify")
        #expect(text(fields.messageID, bytes) == "m-1")
        #expect(text(fields.userID, bytes) == "u1")
        #expect(text(fields.anonymousID, bytes) == "a1")
        #expect(text(fields.groupID, bytes) == "g1")
        #expect(text(fields.timestamp, bytes) == "2026-01-31T10:00:00Z")
        #expect(fields.traitMembers.map { text($0.name, bytes) } == ["email", "n", "t", "f", "z", "o", "name"])
        #expect(fields.traitMembers.map { json($0.value, bytes) } == [
            #""a@b.co""#, "12.50", "true", "false", "null", #"{"a":[1,{"b":[]}]}"#, #""x\ty""#,
        ])
        #expect(text(fields.traitMembers[6].value, bytes) == "x\ty")
        #expect(text(fields.device.type, bytes) == "ios")
        #expect(text(fields.device.id, bytes) == "d1")
        #expect(text(fields.device.advertisingID, bytes) == "ad")
        #expect(fields.device.adTrackingEnabled.kind == .true)
        #expect(text(fields.device.token, bytes) == "t")
        #expect(fields.externalIDs.count == 2)
        #expect(text(fields.externalIDs[0].id, bytes) == "p1")
        #expect(text(fields.externalIDs[0].encoding, bytes) == "none")
        #expect(fields.externalIDs[1].id.kind == .absent)
        #expect(text(fields.googleClientID, bytes) == "GA1")
        #expect(text(fields.contextGroupID, bytes) == "g2")
        #expect(fields.contextTraitMembers.map { text($0.value, bytes) } == ["p2"])
        #expect(json(fields.integrations, bytes) == #"{"All":false,"Personas":true}"#)
        #expect(fields.personas.kind == .true)
        #expect(json(fields.message, bytes).first == "{")
    }

    @Test func ofMembersThatStandTwiceTheLastCounts() throws {
        let (fields, bytes) = try read(
            #"{"userId":"a","userId":"b","traits":{"x":1},"traits":{"y":2},"context":{"device":{"id":"1"}},"context":{}}"#)
        #expect(text(fields.userID, bytes) == "b")
        #expect(fields.traitMembers.map { text($0.name, bytes) } == ["y"])
        #expect(fields.device.id.kind == .absent)
    }

    @Test func fieldsAreEmptiedBetweenMessages() throws {
        var fields = MessageFields()
        let first = Array(#"{"userId":"a","traits":{"x":1},"context":{"groupId":"g"}}"#.utf8)
        try first.withUnsafeBytes { try MessageReader.read($0, into: &fields) }
        try Array("{}".utf8).withUnsafeBytes { try MessageReader.read($0, into: &fields) }
        #expect(fields.userID.kind == .absent && fields.traitMembers.isEmpty)
        #expect(fields.contextGroupID.kind == .absent)
    }

    @Test(arguments: [
        (#"a"#, "a"), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u00e9\u20AC"#, "é€"),
        (#"\ud83d\ude00!"#, "😀!"), (#"\ud83d"#, "\u{FFFD}"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"),
        (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\u0000"#, "\0"), (#"Zoë \\u0041"#, #"Zoë \u0041"#),
        (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
    ])
    func escapesAreUndone(raw: String, content: String) throws {
        let (fields, bytes) = try read(#"{"userId":""# + raw + #""}"#)
        #expect(text(fields.userID, bytes) == content)
    }

    @Test(arguments: [
        ("", 0, MalformedJSON.Reason.unexpectedEnd), (" ", 1, .unexpectedEnd), ("[]", 0, .notAnObject),
        ("{", 1, .unexpectedEnd), (#"{"a""#, 4, .unexpectedEnd), (#"{"a":}"#, 5, .unexpectedByte(0x7D)),
        (#"{"a":1,}"#, 7, .unexpectedByte(0x7D)), (#"{"a":1 "b":2}"#, 7, .unexpectedByte(0x22)),
        (#"{"a":1}x"#, 7, .trailingBytes), (#"{'a':1}"#, 1, .unexpectedByte(0x27)),
        (#"{"a":01}"#, 5, .badNumber), (#"{"a":-}"#, 5, .badNumber), (#"{"a":1.}"#, 5, .badNumber),
        (#"{"a":1e}"#, 5, .badNumber), (#"{"a":.5}"#, 5, .unexpectedByte(0x2E)), (#"{"a":+1}"#, 5, .unexpectedByte(0x2B)),
        (#"{"a":1.2.3}"#, 5, .badNumber), (#"{"a":1x}"#, 6, .unexpectedByte(0x78)),
        (#"{"a":nul}"#, 8, .unexpectedByte(0x7D)), (#"{"a":NaN}"#, 5, .unexpectedByte(0x4E)),
        (#"{"a":"\x"}"#, 6, .badEscape), (#"{"a":"\u12g4"}"#, 6, .badEscape), (#"{"a":"\u12"#, 6, .unexpectedEnd),
        ("{\"a\":\"x\ny\"}", 7, .controlCharacter(10)), ("{\"a\":\"\0\"}", 6, .controlCharacter(0)),
        (#"{"a":[1 2]}"#, 8, .unexpectedByte(0x32)), (#"{"a":[1,]}"#, 8, .unexpectedByte(0x5D)),
        (#"{"a":"x"#, 7, .unexpectedEnd), (#"{"a":"x\"#, 7, .unexpectedEnd), (#"{1:2}"#, 1, .unexpectedByte(0x31)),
        ("{}\0", 2, .trailingBytes), ("\u{FEFF}{}", 0, .notAnObject),
    ])
    func whatIsNoMessageIsRefusedWithItsPlace(json: String, byte: Int, reason: MalformedJSON.Reason) {
        #expect(throws: MalformedJSON(reason, byte: byte)) { try read(json) }
        #expect(!MalformedJSON(reason, byte: byte).description.isEmpty)
    }

    @Test(arguments: [
        [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3],
        [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
    func invalidUTF8IsRefused(bad: [UInt8]) {
        for padding in [0, 14, 15, 16, 17, 40] {
            let start = Array(#"{"a":""#.utf8) + [UInt8](repeating: 0x61, count: padding)
            #expect(throws: MalformedJSON(.invalidUTF8, byte: start.count)) {
                try read(start + bad + Array(#""}"#.utf8))
            }
        }
    }

    @Test func valuesMayNestAsDeepAsTheDesignSays() throws {
        func message(_ depth: Int, _ opening: String, _ closing: String) -> String {
            #"{"traits":{"x":"# + String(repeating: opening, count: depth)
                + String(repeating: closing, count: depth) + "}}"
        }
        _ = try read(message(32, "[", "]"))
        #expect(throws: MalformedJSON(.tooDeep, byte: 15 + 32)) { try read(message(33, "[", "]")) }
        #expect(throws: MalformedJSON.self) { try read(String(repeating: #"{"a":"#, count: 100_000)) }
        #expect(throws: MalformedJSON.self) {
            try read(#"{"context":{"externalIds":[{"id":"# + String(repeating: "[", count: 40))
        }
    }

    @Test(arguments: [
        #"{"batch":[]}"#, #"{"batch":[{}],"sentAt":"x"}"#, #"{"writeKey":"k","batch":[{"userId":"1"},{}]}"#,
    ])
    func aBatchBodyIsRead(body: String) throws {
        let bytes = Array(body.utf8)
        try bytes.withUnsafeBytes { text in
            let batch = try BatchBody(text)
            var seen = 0
            try batch.forEachMessage(in: text) { (index, _) throws(MalformedJSON) in
                #expect(index == seen)
                seen += 1
            }
            #expect(seen == batch.messages.count)
            #expect((batch.writeKey.kind == .string) == body.contains("writeKey"))
        }
    }

    @Test(arguments: [
        (#"{}"#, MalformedJSON.Reason.noBatch), (#"{"batch":{}}"#, .noBatch), (#"[]"#, .notAnObject),
        (#"{"batch":[1]}"#, .notAnObject), (#"{"batch":[{}]"#, .unexpectedEnd), (#"{"batch":[{},]}"#, .unexpectedByte(0x5D)),
    ])
    func whatIsNoBatchBodyIsRefused(body: String, reason: MalformedJSON.Reason) {
        let error = #expect(throws: MalformedJSON.self) {
            try Array(body.utf8).withUnsafeBytes { text in
                try BatchBody(text).forEachMessage(in: text) { (_, _) throws(MalformedJSON) in }
            }
        }
        #expect(error?.reason == reason)
    }

    /// Random damage to real messages: no trap, and yes or no as Foundation's parser says.
    @Test func damagedMessagesAreJudgedAsTheRefereeDoes() throws {
        let seeds = [
            #"{"type":"identify","messageId":"rollcall-EXAMPLE-1-1","userId":"u1","timestamp":"2026-01-31T10:00:00Z","traits":{"email":"zoe@example.com","First Name":"Zoë","ltv":12.5,"newsletter":true,"imported_from":"crm"},"context":{"library":{"name":"rollcall","version":"1"}}}"#,
            #"{"traits":{"a":[1,-0.5e+10,{"b":null}],"c":"\u00e9\ud83d\ude00\n"},"context":{"externalIds":[{"id":"x","type":"phone"}],"device":{"type":"ios"}},"integrations":{"All":false}}"#,
        ].map { Array($0.utf8) }
        let alphabet = Array("{}[]\":,\\u0e1-+. tn".utf8) + [0x00, 0x0A, 0xC3, 0xA9, 0xFF, 0xED]
        var state: UInt64 = 0x1234_5678_9ABC_DEF1
        func draw(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        var accepted = 0
        for round in 0..<6_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...draw(3) where !bytes.isEmpty {
                let place = draw(bytes.count)
                switch draw(4) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(alphabet[draw(alphabet.count)], at: place)
                case 2: bytes.removeSubrange(place...)
                default: bytes[place] = alphabet[draw(alphabet.count)]
                }
            }
            var fields = MessageFields()
            var verdict: MalformedJSON?
            do {
                try bytes.withUnsafeBytes { try MessageReader.read($0, into: &fields) }
                accepted += 1
            } catch let error as MalformedJSON {
                verdict = error
                #expect((0...bytes.count).contains(error.byte))
            }
            let referee = (try? JSONSerialization.jsonObject(with: Data(bytes))) is [String: Any]
            // Foundation refuses lone surrogates, which RFC 8259 leaves open, and takes a text in
            // another encoding where it sees a NUL.
            let isOpen = bytes.contains(0) || String(decoding: bytes, as: UTF8.self).contains(#"\ud"#)
                || String(decoding: bytes, as: UTF8.self).contains(#"\uD"#)
            if !isOpen {
                #expect((verdict == nil) == referee, "\(String(decoding: bytes, as: UTF8.self)) \(String(describing: verdict))")
            }
        }
        #expect(accepted > 300)
    }
}
