import Foundation
import GRDB
import IdentifyMessages
import IdentityResolution
import ProfileSpace
import Testing

/// Goal: a space's files are private, its failures are named, and several connections share it.
@Suite struct SpaceFileTests {
    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func onlyTheOwnerMayLook() async throws {
        let harness = try SpaceHarness()
        try await harness.send([SpaceHarness.message(["user_id=u"])])
        #expect(try mode(harness.folder) == 0o700)
        for file in try FileManager.default.contentsOfDirectory(atPath: harness.folder) {
            #expect(try mode(harness.folder + "/" + file) == 0o600, "\(file)")
        }
        let ignored = try String(contentsOfFile: harness.folder + "/.gitignore", encoding: .utf8)
        #expect(ignored == "*\n!space.yaml\n")
    }

    @Test func aMissingSpaceIsMadeOnlyWhenAsked() throws {
        let folder = NSTemporaryDirectory() + "rollcall-space-\(UUID().uuidString)"
        let error = #expect(throws: SpaceError.self) {
            try Space.open(directory: folder, rules: .defaults, createIfMissing: false)
        }
        #expect(error?.code == .missing)
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(!Space.exists(in: folder))
    }

    @Test func profilesOutliveTheProcess() async throws {
        let harness = try SpaceHarness()
        try await harness.send([SpaceHarness.message(["user_id=u"], traits: [("a", "1")])])
        try harness.space.close()
        let again = try SpaceHarness.open(harness.folder)
        #expect(try again.profileCount() == 1)
        #expect(try again.profile(type: "user_id", value: "u")?.traits.count == 1)
        try again.close()
    }

    @Test func twoConnectionsWriteInTurn() async throws {
        let harness = try SpaceHarness()
        let other = try SpaceHarness.open(harness.folder, seed: 9)
        let run = SpaceRun(id: "S", startedAt: SpaceHarness.start)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for row in 1...40 {
                    try await harness.send([SpaceHarness.message(["user_id=a\(row)"])], firstRow: row)
                }
            }
            group.addTask {
                for row in 1...40 {
                    _ = try await SpaceDestination(other, run: run).send(
                        SpaceHarness.batch([SpaceHarness.message(["user_id=b\(row)"])], firstRow: row))
                }
            }
            try await group.waitForAll()
        }
        #expect(try harness.space.profileCount() == 80)
        #expect(try Set(harness.identities()).count == 80)
        try other.close()
    }

    /// The filter that spares look-ups knows nothing of what others store.
    @Test func whatAnotherConnectionStoredIsFound() async throws {
        let harness = try SpaceHarness()
        let other = try SpaceHarness.open(harness.folder, seed: 9)
        func message(_ id: String, _ value: Int) -> String {
            SpaceHarness.message(["user_id=\(id)"], traits: [("n", "\(value)")])
        }
        try await harness.send([message("a", 1)])
        try await harness.send([message("b", 1)], firstRow: 2)
        let elsewhere = SpaceDestination(other, run: SpaceRun(id: "S", startedAt: 0))
        _ = try await elsewhere.send(SpaceHarness.batch([message("c", 1), message("a", 2)]))
        try await harness.send([message("c", 3), message("a", 3), message("b", 3)], firstRow: 3)
        #expect(try harness.identities() == ["user_id=a", "user_id=b", "user_id=c"])
        #expect(try harness.traits("user_id", "c") == ["n": "3"])
        #expect(try other.profileCount() == 3)
        try other.close()
    }

    @Test func aSpaceInUseIsBusyAndNothingIsApplied() async throws {
        let harness = try SpaceHarness()
        try await harness.send([SpaceHarness.message(["user_id=u"])])
        let hasty = try SpaceHarness.open(harness.folder, busyTimeout: 0.05)
        var open = Configuration()
        open.allowsUnsafeTransactions = true
        let holder = try DatabaseQueue(
            path: harness.folder + "/profiles.sqlite", configuration: open)
        try await holder.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
        }
        let error = await #expect(throws: DeliveryError.self) {
            try await SpaceDestination(hasty, run: SpaceRun(id: "S", startedAt: 0)).send(
                SpaceHarness.batch([SpaceHarness.message(["user_id=v"])]))
        }
        #expect(error?.code == .busy)
        #expect(error?.detail.contains("another process") == true)
        try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try hasty.profileCount() == 1)
        // The same space goes on when the way is free.
        _ = try await SpaceDestination(hasty, run: SpaceRun(id: "S", startedAt: 0)).send(
            SpaceHarness.batch([SpaceHarness.message(["user_id=v"])]))
        #expect(try hasty.profileCount() == 2)
        try hasty.close()
    }

    @Test func aDamagedOrNewerSpaceIsRefused() async throws {
        let harness = try SpaceHarness()
        try harness.space.close()
        let path = harness.folder + "/profiles.sqlite"
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of tomorrow')") }
        try queue.close()
        let newer = #expect(throws: SpaceError.self) { try SpaceHarness.open(harness.folder) }
        #expect(newer?.code == .unreadable)
        for file in [path + "-wal", path + "-shm"] { try? FileManager.default.removeItem(atPath: file) }
        try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: path))
        let damaged = #expect(throws: SpaceError.self) { try SpaceHarness.open(harness.folder) }
        #expect(damaged?.code == .unreadable)
    }

    @Test func theViewsShowTablesToAnyTool() async throws {
        let harness = try SpaceHarness()
        try await harness.send([
            SpaceHarness.message(["user_id=u", "email=e"], traits: [("a", "\"x\""), ("b", "1")]),
            SpaceHarness.message(["user_id=u"], traits: [("a", "\"y\"")]),
        ])
        let queue = try DatabaseQueue(path: harness.folder + "/profiles.sqlite")
        let (ids, traits, sync) = try await queue.read { database in
            (
                try Row.fetchAll(database, sql: "SELECT type, value, mark FROM identifiers")
                    .map { "\($0["type"] as String)=\($0["value"] as String) \($0["mark"] as Int)" },
                try Row.fetchAll(database, sql: "SELECT name, value, mark FROM traits ORDER BY name")
                    .map { "\($0["name"] as String)=\(String(describing: $0["value"] as DatabaseValue)) \($0["mark"] as Int)" },
                try String.fetchOne(database, sql: "PRAGMA integrity_check")
            )
        }
        #expect(ids == ["user_id=u 1", "email=e 1"])
        #expect(traits == ["a=\"y\" 2", "b=1 1"])
        #expect(sync == "ok")
        try queue.close()
    }
}
