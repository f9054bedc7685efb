import IdentifyMessages
import ProfileSpace
import Testing

/// Goal: messages that come outside of imports are stored once, shown and counted. Method: small calls
/// of `receive`, alone and many at once.
@Suite struct ReceivingTests {
    private static let now = SpaceHarness.start

    private func call(
        _ messages: [String], discards: [Int: String] = [:], source: String = "web", at time: Int = now
    ) -> ReceivedMessages {
        var buffer = JSONBuffer()
        for (index, message) in messages.enumerated() {
            buffer.append(Array(message.utf8))
            buffer.endMessage(row: index + 1)
        }
        return ReceivedMessages(
            buffer.take() ?? MessageBuffer(bytes: [], ends: [], rows: []), discards: discards,
            source: source, receivedAt: time)
    }

    private func identify(_ id: String, _ user: String, _ traits: String = "{}") -> String {
        #"{"type":"identify","messageId":"\#(id)","userId":"\#(user)","traits":\#(traits)}"#
    }

    @Test func everyKindHasItsEffect() async throws {
        let harness = try SpaceHarness()
        let verdicts = try await harness.space.receive(
            call([
                identify("m1", "u", #"{"a":1}"#),
                #"{"type":"track","messageId":"m2","userId":"u","event":"Bought","properties":{"x":1}}"#,
                #"{"type":"page","messageId":"m3","anonymousId":"n","name":"Home"}"#,
                #"{"type":"group","messageId":"m4","userId":"u","groupId":"g","traits":{"plan":"p","z":1}}"#,
                #"{"type":"group","messageId":"m5","userId":"u","groupId":"g","traits":{"z":null,"y":[2]}}"#,
                #"{"type":"track","messageId":"m6","userId":"0","event":"Lost"}"#,
                "{broken", "{}",
                #"{"type":"identify","messageId":"m7","userId":"w","integrations":{"Personas":false}}"#,
            ], discards: [7: "no_user_anon_id"]))
        #expect(
            verdicts.map(\.name) == [
                "allowed", "allowed", "allowed", "allowed", "allowed", "rejected", "rejected", "rejected",
                "filtered",
            ])
        #expect(verdicts[5].code == "No matching identifiers on event")
        #expect(verdicts[7] == .rejected("no_user_anon_id"))
        let profile = try #require(try harness.space.profile(type: "user_id", value: "u"))
        // Only Identify changes traits.
        #expect(try harness.traits("user_id", "u") == ["a": "1"])
        #expect(profile.firstOrigin?.messageID == "m1")
        #expect(profile.firstOrigin?.source == "web")
        #expect(profile.firstOrigin?.run == nil)
        #expect(profile.links.map(\.groupID) == [Array("g".utf8)])
        let account = try #require(try harness.space.account(groupID: "g"))
        #expect(String(decoding: account.traits, as: UTF8.self) == #"{"plan":"p","y":[2]}"#)
        #expect(account.users == [profile.number])
        #expect(try harness.space.profileCount() == 2)
    }

    @Test func eventsAreListedByTimeAndFoundAfterAMerge() async throws {
        let harness = try SpaceHarness()
        func track(_ number: Int, _ id: String, hour: Int) -> String {
            let time = Timestamp.text(milliseconds: Self.now + hour * 3_600_000)
            return #"{"type":"track","messageId":"t\#(number)","\#(id)","event":"E\#(number % 3)","timestamp":"\#(time)"}"#
        }
        let messages = (0..<9).map { track($0, $0 < 5 ? #"anonymousId":"a"# : #"userId":"u"#, hour: 9 - $0) }
        _ = try await harness.space.receive(call(messages))
        _ = try await harness.space.receive(
            call([#"{"type":"identify","messageId":"m","userId":"u","anonymousId":"a"}"#]))
        let number = try #require(try harness.space.profile(type: "user_id", value: "u")?.number)
        let all = try harness.space.events(of: number)
        #expect(all.map(\.origin?.messageID) == (0..<9).map { "t\($0)" })
        var query = EventQuery()
        query.limit = 4
        var seen: [Int] = []
        while true {
            let page = try harness.space.events(of: number, query)
            if page.isEmpty { break }
            seen += page.map(\.number)
            query.after = page.last?.cursor
        }
        #expect(seen == all.map(\.number))
        query = EventQuery()
        query.include = ["E0", "E1"]
        query.exclude = ["E1"]
        query.ascending = true
        query.start = Self.now + 3 * 3_600_000
        #expect(try harness.space.events(of: number, query).map(\.origin?.messageID) == ["t3", "t0"])
    }

    @Test func aMessageIsTakenOnce() async throws {
        let harness = try SpaceHarness()
        // Rows of a run that came as a batch are known when they come as messages, and the other way.
        try await harness.send((1...3).map { SpaceHarness.message(["user_id=r\($0)"]) }, run: "R")
        let ids = ["rollcall-R-1-2", "rollcall-R-1-4", "rollcall-R-1-4", "x", "x", "rollcall-R-1-5-2", "rollcall-R-1-5"]
        let messages = ids.enumerated().map { identify($1, "m\($0)") }
        let verdicts = try await harness.space.receive(call(messages))
        #expect(verdicts.map(\.name) == ["duplicate", "allowed", "duplicate", "allowed", "duplicate", "allowed", "allowed"])
        let again = try await harness.space.receive(call(messages, source: "other"))
        #expect(again.allSatisfy { $0 == .duplicate })
        let before = try harness.content()
        try await harness.send(
            (4...5).map { SpaceHarness.message(["user_id=late\($0)"]) }, run: "R", firstRow: 4)
        #expect(try harness.content() == before)
        #expect(try harness.space.profile(type: "user_id", value: "m1")?.firstOrigin?.row == 4)
    }

    @Test func manyCallersAtOnceLoseNothing() async throws {
        let harness = try SpaceHarness()
        try await withThrowingTaskGroup(of: [MessageVerdict].self) { group in
            for caller in 0..<40 {
                group.addTask {
                    try await harness.space.receive(
                        self.call(
                            (0..<50).map { self.identify("c\(caller)-\($0 % 49)", "u\(caller * 7 + $0)") },
                            source: "s\(caller % 3)"))
                }
            }
            for try await verdicts in group {
                #expect(verdicts.count == 50)
                #expect(verdicts.count { $0 == .stored } == 49)
            }
        }
        #expect(try harness.space.profileCount() == 39 * 7 + 49)
        let counts = try harness.space.deliveryCounts(minutes: 0...(.max))
        #expect(counts.filter { $0.verdict == "allowed" }.reduce(0) { $0 + $1.count } == 40 * 49)
        #expect(counts.filter { $0.verdict == "duplicate" }.reduce(0) { $0 + $1.count } == 40)
    }

    @Test func theDebuggerKeepsTheLast500OfEachSource() async throws {
        let harness = try SpaceHarness()
        for block in 0..<12 {
            _ = try await harness.space.receive(
                call((0..<60).map { identify("b\(block)-\($0)", "u\($0)", #"{"n":\#(block)}"#) }))
        }
        _ = try await harness.space.receive(
            call([#"{"type":"track","userId":"u","event":"é"}"#, "nonsense"], source: "app"))
        let web = try harness.space.debugger(source: "web", limit: 1_000)
        #expect(web.count == 500)
        #expect(web.map(\.number) == web.map(\.number).sorted(by: >))
        #expect(try harness.space.debugger(source: "web", text: #""n":11"#).count == 60)
        let app = try harness.space.debugger(source: "app")
        #expect(app.map(\.verdict) == ["rejected", "allowed"])
        #expect(String(decoding: app[1].name, as: UTF8.self) == "é")
        #expect(try harness.space.debugger(source: "app", event: "é").count == 1)
        #expect(try harness.space.sources().map(\.name) == ["web", "app"])
    }

    @Test(arguments: [
        ("rollcall-R-1-2", "R 1 2"), ("rollcall-a-b_c-12-345", "a-b_c 12 345"),
        ("rollcall-R-1-2-3", nil), ("rollcall-R-01-2", nil), ("rollcall-R-1-0", nil),
        ("rollcall--1-2", nil), ("rollcall-1-2", nil), ("rollcall-R-1-", nil), ("Rollcall-R-1-2", nil),
        ("rollcall-Ré-1-2", nil), ("", nil), ("rollcall-", nil),
        ("rollcall-R-1-99999999999999999999", nil),
    ])
    func theIDOfARowIsRead(id: String, expected: String?) {
        #expect(RowOfMessage.text(id) == expected)
    }
}
