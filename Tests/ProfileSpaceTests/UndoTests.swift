import Foundation
import GRDB
import IdentifyMessages
import IdentityExamples
import IdentityResolution
import ProfileSpace
import Testing

/// Goal: after a run is undone the space is as it was before, row for row; where something came after
/// on the same profiles nothing is touched. Method: whole tables before and after, on small cases and
/// on seeded worlds.
@Suite struct UndoTests {
    private func message(_ ids: String, _ traits: [(String, String)] = []) -> String {
        SpaceHarness.message(ids.split(separator: " ").map(String.init), traits: traits)
    }

    /// Everything that a run may change, as text.
    private func tables(_ harness: SpaceHarness) async throws -> [String] {
        let queue = try DatabaseQueue(path: harness.folder + "/profiles.sqlite")
        defer { try? queue.close() }
        return try await queue.read { database in
            var lines: [String] = []
            for table in ["profiles", "lookup", "merges", "links", "arrivals", "undo", "violations"] {
                let order = table == "lookup" ? "hash, profile" : "1, 2"
                for row in try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY \(order)") {
                    lines.append(table + " " + row.databaseValues.map { "\($0)" }.joined(separator: "|"))
                }
            }
            lines.append("\(try Int.fetchOne(database, sql: "SELECT value FROM space WHERE key = 'profiles'") ?? -1)")
            return lines
        }
    }

    @Test func aRunGoesAwayWithoutATrace() async throws {
        let harness = try SpaceHarness()
        try await harness.send([
            message("user_id=u email=e group_id=g", [("a", "1"), ("b", "2")]),
            message("anonymous_id=n", [("a", "9")]), message("email=quiet"),
        ])
        let before = try await tables(harness)
        // Several batches: updates, a merge, new people, a link, a trait that goes, a violation.
        try await harness.send([message("user_id=u", [("b", "null"), ("c", "3")])], run: "S")
        try await harness.send(
            [
                message("email=e anonymous_id=n group_id=h"), message("user_id=new email=x"),
                message("user_id=null"),
            ], run: "S", firstRow: 2)
        try await harness.send(
            [message("user_id=new", [("d", "4")]), message("user_id=u ios.id=i", [("a", "5")])], run: "S",
            firstRow: 5)
        #expect(try harness.space.profileCount() == 3)
        let undone = try await harness.space.undo(run: "S")
        let counts = [undone.removed, undone.restored, undone.merges, undone.rows]
        #expect(counts == [1, 2, 1, 6])
        #expect(try await tables(harness) == before)
        // The rows count as never received: the run may come again.
        try await harness.send([message("user_id=u", [("b", "7")])], run: "T")
        #expect(try harness.traits("user_id", "u") == ["a": "1", "b": "7"])
        #expect(try harness.space.profile(type: "anonymous_id", value: "n")?.number == 2)
        await #expect(throws: SpaceError.self) { try await harness.space.undo(run: "S") }
        await #expect(throws: SpaceError.self) { try await harness.space.undo(run: "none") }
    }

    /// What came after: another run on an updated, on a created, on a merged profile, in between, an
    /// event, a message of a source.
    @Test(arguments: [
        (["user_id=u"], [] as [String]), (["user_id=new"], []), (["anonymous_id=n"], []),
        (["user_id=u"], ["user_id=u"]), (["user_id=new"], ["user_id=new"]),
    ])
    func whatCameAfterIsNotLost(after: [String], again: [String]) async throws {
        let harness = try SpaceHarness()
        try await harness.send([message("user_id=u email=e"), message("anonymous_id=n")])
        try await harness.send(
            [message("user_id=u"), message("user_id=new"), message("email=e anonymous_id=n")], run: "S")
        try await harness.send(after.map { message($0, [("t", "1")]) }, run: "T")
        if !again.isEmpty { try await harness.send(again.map { message($0) }, run: "S", firstRow: 4) }
        let before = try await tables(harness)
        let error = await #expect(throws: SpaceError.self) { try await harness.space.undo(run: "S") }
        #expect(error?.code == .refused)
        #expect(error?.detail.contains("run T") == true || !again.isEmpty)
        #expect(try await tables(harness) == before)
        if again.isEmpty {
            _ = try await harness.space.undo(run: "T")
            _ = try await harness.space.undo(run: "S")
            #expect(try harness.space.profileCount() == 2)
        }
    }

    @Test func messagesOfASourceAreInTheWayToo() async throws {
        for type in ["track", "identify"] {
            let harness = try SpaceHarness()
            try await harness.send([message("user_id=u")], run: "S")
            let text = #"{"type":"\#(type)","messageId":"m","userId":"u","event":"E"},"#
            _ = try await harness.space.receive(
                ReceivedMessages(
                    MessageBuffer(bytes: Array(text.utf8), ends: [text.utf8.count], rows: [1]),
                    source: "web", receivedAt: SpaceHarness.start))
            let error = await #expect(throws: SpaceError.self) { try await harness.space.undo(run: "S") }
            #expect(error?.detail.contains("source web") == true, "\(type)")
        }
    }

    @Test(arguments: [1, 5]) func seededWorldsComeBack(size: Int) async throws {
        for seed in 1...40 {
            let world = SmallWorld(seed: UInt64(seed * 100 + size))
            let harness = try SpaceHarness(world.rules)
            let messages = world.messages.map { message in
                SpaceHarness.message(
                    message.ids.map { "\($0.type)=\($0.value)" },
                    traits: message.traits.map { ($0.name, $0.value ?? "null") }, hours: message.hours)
            }
            let half = messages.count / 2
            try await harness.send(Array(messages[..<half]))
            let before = try await tables(harness)
            for start in stride(from: half, to: messages.count, by: size) {
                try await harness.send(
                    Array(messages[start..<min(start + size, messages.count)]), run: "S",
                    firstRow: start + 1)
            }
            _ = try await harness.space.undo(run: "S")
            #expect(try await tables(harness) == before, "seed \(seed)")
        }
    }

    @Test func whatIsNoLongerKeptCannotBeUndone() async throws {
        let harness = try SpaceHarness()
        try await harness.send([message("user_id=u")])
        #expect(try harness.space.forgetUndo(before: SpaceHarness.start) == 0)
        #expect(try harness.space.forgetUndo(before: SpaceHarness.start + 1) == 1)
        let error = await #expect(throws: SpaceError.self) { try await harness.space.undo(run: "R") }
        #expect(error?.detail.contains("no longer kept") == true)
    }
}
