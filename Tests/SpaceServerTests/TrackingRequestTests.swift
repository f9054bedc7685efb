import HTTPTypes
import IdentifyMessages
import Testing

@testable import SpaceServer

/// What the Tracking API makes of request bodies.
@Suite struct TrackingRequestTests {
    /// 2026-01-31T12:00:30Z.
    static let receivedAt = 1_769_860_830_000

    static func read(
        _ kind: TrackingRequest.Kind, _ body: String
    ) throws -> TrackingRequest {
        try Array(body.utf8).withUnsafeBytes { text in
            try TrackingRequest(kind, text, receivedAt: receivedAt)
        }
    }

    static func messages(_ request: TrackingRequest) -> [String] {
        guard let buffer = request.messages else { return [] }
        return buffer.ends.indices.map {
            String(decoding: buffer.bytes[buffer.byteRange(ofMessage: $0)], as: UTF8.self)
        }
    }

    /// A single call and the code that it is dropped with; `nil`: it is kept.
    static func check(_ type: MessageType, _ body: String, _ code: DiscardCode?) throws {
        let request = try read(.single(type), body)
        #expect(request.discards[0] == code?.rawValue, "\(type) \(body)")
        #expect(request.firstDropped?.code == code && request.count == 1)
        let message = try #require(messages(request).first)
        #expect((message == body) == (code != nil), "what is dropped stays as it came")
    }

    @Test(arguments: [
        (.identify, #"{"userId":"u"}"#, nil),
        (.identify, #"{"anonymousId":"a","userId":null}"#, nil),
        (.identify, #"{"traits":{}}"#, .noUserAnonID),
        (.identify, #"{"userId":null,"anonymousId":null}"#, .noUserAnonID),
        (.identify, #"{"userId":""}"#, .idNotString),
        (.identify, #"{"userId":5}"#, .idNotString),
        (.identify, #"{"userId":"u","anonymousId":7}"#, .idNotString),
        (.identify, #"{"userId":"u","traits":[]}"#, .traitsNotObject),
        (.identify, #"{"userId":"u","traits":null}"#, nil),
        (.group, #"{"userId":"u"}"#, .idRequired),
        (.group, #"{"userId":"u","groupId":3}"#, .idNotString),
        (.group, #"{"userId":"u","groupId":"g","traits":"x"}"#, .traitsNotObject),
        (.track, #"{"userId":"u"}"#, .eventNotDefined),
        (.track, #"{"userId":"u","event":7}"#, .eventNotString),
        (.track, #"{"userId":"u","event":""}"#, .eventNotString),
        (.track, #"{"userId":"u","event":"E","properties":5}"#, .propertiesNotObject),
        (.track, #"{"userId":"u","event":"E"}"#, nil),
        (.page, #"{"userId":"u","name":""}"#, .nameNotString),
        (.page, #"{"userId":"u","name":"n","category":1}"#, .categoryNotString),
        (.screen, #"{"userId":"u","properties":"p"}"#, .propertiesNotObject),
        (.screen, #"{"userId":"u"}"#, nil),
        (.alias, #"{"userId":"u"}"#, .idRequired),
        (.alias, #"{"previousId":"p"}"#, .idRequired),
        (.alias, #"{"userId":"u","previousId":"p"}"#, nil),
        (.identify, #"{"userId":"u","context":{"consent":{}}}"#, .consentPreferencesMissing),
        (.identify, #"{"userId":"u","context":{"consent":3}}"#, .consentNotObject),
        (
            .identify, #"{"userId":"u","context":{"consent":{"categoryPreferences":1}}}"#,
            .consentPreferencesNotObject
        ),
        (
            .identify, #"{"userId":"u","context":{"consent":{"categoryPreferences":{"a":1}}}}"#,
            .consentPreferencesNotBool
        ),
        (
            .identify, #"{"userId":"u","context":{"device":{"advertisingId":1}}}"#,
            .advertisingIDNotString
        ),
    ] as [(MessageType, String, DiscardCode?)])
    func aCallIsDroppedAsSegmentDoes(type: MessageType, body: String, code: DiscardCode?) throws {
        try Self.check(type, body, code)
    }

    @Test func aMessageIDOfOneHundredBytesIsTheLongest() throws {
        for (count, code) in [(100, nil), (101, DiscardCode.badRequest)] {
            let id = String(repeating: "m", count: count)
            try Self.check(.identify, #"{"userId":"u","messageId":"\#(id)"}"#, code)
        }
    }

    /// The example of `tracking-api` §7: a client's clock that is five minutes fast.
    @Test(arguments: [
        (#""timestamp":"2026-01-31T12:00:00Z","sentAt":"2026-01-31T12:05:00Z""#, "2026-01-31T11:55:30.000Z"),
        (#""timestamp":"2026-01-31T12:00:00Z""#, "2026-01-31T12:00:00.000Z"),
        (#""sentAt":"2026-01-31T12:05:00Z""#, "2026-01-31T12:00:30.000Z"),
        (#""timestamp":"yesterday""#, "2026-01-31T12:00:30.000Z"),
        (#""timestamp":"2020-01-01","sentAt":"2026-01-31T12:00:30Z""#, "2020-01-01T00:00:00.000Z"),
    ])
    func clockSkewIsTakenOut(members: String, timestamp: String) throws {
        let request = try Self.read(.single(.identify), #"{"userId":"u",\#(members)}"#)
        let message = try #require(Self.messages(request).first)
        #expect(message.contains(#""timestamp":"\#(timestamp)""#), "\(message)")
    }

    @Test func theBatchsContextIsMergedIntoEachItemWhichWins() throws {
        let body = """
            {"writeKey":"k","sentAt":null,"context":{"app":{"name":"A","build":1},"ip":"1.2.3.4"},
             "integrations":{"All":true,"X":false},
             "batch":[{"type":"identify","userId":"u","messageId":"1","context":{"app":{"build":2},"locale":"de"}},
                      {"type":"track","userId":"u","event":"E","messageId":"2","integrations":{"X":true}}]}
            """
        let request = try Self.read(.batch, body)
        let messages = Self.messages(request)
        #expect(request.writeKey == "k" && messages.count == 2 && request.discards.isEmpty)
        #expect(messages[0].contains(#""context":{"app":{"name":"A","build":2},"ip":"1.2.3.4","locale":"de"}"#))
        #expect(messages[0].contains(#""integrations":{"All":true,"X":false}"#))
        #expect(messages[1].contains(#""context":{"app":{"name":"A","build":1},"ip":"1.2.3.4"}"#))
        #expect(messages[1].contains(#""integrations":{"All":true,"X":true}"#))
        #expect(!messages[0].contains("writeKey"))
    }

    @Test func aMessageWithoutAnIDGetsOne() throws {
        let body = #"{"batch":[{"type":"page","userId":"u"},{"type":"page","userId":"u"}]}"#
        let messages = Self.messages(try Self.read(.batch, body))
        #expect(messages.count == 2 && messages[0] != messages[1])
        #expect(messages.allSatisfy { $0.contains(#""messageId":"api-"#) })
    }

    @Test func ofABatchTheFirst2500MessagesAreKept() throws {
        let item = #"{"type":"page","userId":"u"}"#
        let body = #"{"batch":["# + [String](repeating: item, count: 2_501).joined(separator: ",") + "]}"
        let request = try Self.read(.batch, body)
        #expect(request.count == 2_501 && request.discards == [2_500: "bad_request"])
    }

    @Test(arguments: [
        (TrackingRequest.Kind.batch, "{}", "invalid_json"),
        (.batch, #"{"batch":{}}"#, "invalid_json"),
        (.batch, "", "invalid_json"),
        (.batch, #"{"batch":[}"#, "invalid_json"),
        (.single(.identify), "[]", "invalid_json"),
        (.single(.identify), "{} x", "invalid_json"),
        (.single(.identify), "{\"a\":\"\u{1}\"}", "invalid_json"),
    ])
    func whatIsNoJSONIsRefused(kind: TrackingRequest.Kind, body: String, code: String) {
        let error = #expect(throws: ServerError.self) { try Self.read(kind, body) }
        #expect(error?.code == code && error?.status == .badRequest)
    }

    @Test func sizesAreHeldToAtTheirLimitAndOnePast() throws {
        func single(_ count: Int) -> String {
            let head = #"{"userId":"u","x":""#
            return head + String(repeating: "a", count: count - head.utf8.count - 2) + #""}"#
        }
        _ = try Self.read(.single(.identify), single(32_768))
        #expect(throws: ServerError.self) { try Self.read(.single(.identify), single(32_769)) }
        func batch(_ count: Int) -> String {
            #"{"batch":["# + single(count).replacing("{", with: #"{"type":"identify","#, maxReplacements: 1) + "]}"
        }
        _ = try Self.read(.batch, batch(32_768 - 18))
        #expect(throws: ServerError.self) { try Self.read(.batch, batch(32_769)) }
    }

    @Test func whatABatchHoldsThatIsNoMessageIsShownAndDropped() throws {
        let request = try Self.read(.batch, #"{"batch":[5,{"type":"nonsense","userId":"u"},{"userId":"u"},null]}"#)
        #expect(request.discards == [0: "bad_request", 1: "bad_request", 2: "bad_request", 3: "bad_request"])
        #expect(Self.messages(request)[0] == "5")
        let empty = try Self.read(.batch, #"{"batch":[]}"#)
        #expect(empty.messages == nil && empty.firstDropped?.code == .emptyBatch)
    }
}
