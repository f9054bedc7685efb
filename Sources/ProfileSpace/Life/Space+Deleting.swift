internal import GRDB
internal import IdentityResolution

/// What was removed of a person, and what may still hold them.
public struct DeletedProfile: Sendable, Hashable {
    /// Of the profile and of those that were merged into it.
    public var segmentIDs: [String]
    /// The identifiers that they held.
    public var identifiers: [Profile.Identity]
    /// Events that are gone with them.
    public var events: Int
    /// Runs that brought something of them: their files, and what their folders keep.
    public var runs: [String]
    /// Sources that sent messages of them.
    public var sources: [String]
    /// Copies of the space that were made while it knew them.
    public var backups: [SpaceBackup]
}

extension Space {
    /// Removes a person wholly: profiles, identifiers, events, links, merges, violations, what the
    /// debugger and undo keep. The bytes are overwritten, in the database and in its log.
    ///
    /// - Parameters:
    ///   - type: the type of one of their identifiers, or `segment_id`.
    ///   - value: compared byte for byte.
    /// - Returns: `nil` where no profile holds it.
    public func deleteProfile(type: String, value: [UInt8]) async throws(SpaceError) -> DeletedProfile? {
        let deleted = try await write { [self] database, _ -> DeletedProfile? in
            try database.execute(sql: "PRAGMA secure_delete = ON")
            guard let number = try number(type: type, value: value, in: database) else { return nil }
            return try ProfileDeletion(number: number, database: database, space: self).carryOut()
        }
        if deleted != nil {
            forgetWriter()
            try checkpoint()
        }
        return deleted
    }
}

/// Removes one person, inside a transaction.
private struct ProfileDeletion {
    let number: Int
    let database: Database
    let space: Space

    func carryOut() throws -> DeletedProfile {
        let numbers = try Int.fetchAll(
            database, sql: "\(ProfileDecoder.whole) SELECT profile FROM whole ORDER BY profile",
            arguments: [number])
        let decoder = ProfileDecoder(
            database: database, path: space.directory, detail: .origins)
        var deleted = DeletedProfile(
            segmentIDs: [], identifiers: [], events: 0, runs: [], sources: [], backups: [])
        var marks: Set<Int> = []
        var createdAt = Int.max
        for id in numbers {
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT \(ProfileDecoder.columns) FROM profiles WHERE id = ?",
                    arguments: [id])
            else { continue }
            let profile = try decoder.profile(row)
            deleted.segmentIDs.append(profile.segmentID)
            deleted.identifiers += profile.identities
            marks.formUnion([row["first_mark"], row["last_mark"]])
            marks.formUnion(profile.identities.map(\.mark) + profile.traits.map(\.mark))
            marks.formUnion(profile.merges.map(\.mark) + profile.links.map(\.mark))
        }
        for event in try Row.fetchAll(
            database, sql: "\(ProfileDecoder.whole) SELECT mark, at FROM events JOIN whole USING (profile)",
            arguments: [number])
        {
            marks.insert(event["mark"])
            deleted.events += 1
        }
        try nameOrigins(marks, numbers, &createdAt, into: &deleted)
        try remove(numbers, deleted.identifiers)
        deleted.backups = try Row.fetchAll(
            database, sql: "SELECT path, made_at FROM backups WHERE made_at >= ? ORDER BY made_at",
            arguments: [createdAt == .max ? 0 : createdAt]
        ).map { SpaceBackup(path: $0["path"], madeAt: $0["made_at"]) }
        return deleted
    }

    /// The runs and sources that the marks belong to, and those that keep something to undo.
    private func nameOrigins(
        _ marks: Set<Int>, _ numbers: [Int], _ receivedAt: inout Int, into deleted: inout DeletedProfile
    ) throws {
        var runs: Set<Int> = []
        for mark in marks {
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT run, received_at FROM arrivals WHERE first_mark <= ?
                        ORDER BY first_mark DESC LIMIT 1
                        """), arguments: [mark])
            guard let row else { continue }
            runs.insert(row["run"])
            receivedAt = min(receivedAt, (row["received_at"] as Int?) ?? 0)
        }
        for row in try Row.fetchAll(database, sql: "SELECT id, run, source, kind FROM runs ORDER BY id") {
            let run: Int = row["id"]
            for number in numbers {
                try database.execute(
                    sql: "DELETE FROM undo WHERE id = ?", arguments: [run << UndoLog.profileBits | number])
                if database.changesCount > 0 { runs.insert(run) }
            }
            guard runs.contains(run) else { continue }
            if row["kind"] as String == "source" {
                deleted.sources.append(row["source"])
            } else {
                deleted.runs.append(row["run"])
            }
        }
    }

    private func remove(_ numbers: [Int], _ identifiers: [Profile.Identity]) throws {
        let list = numbers.map(String.init).joined(separator: ",")
        for identity in identifiers {
            let hash = identity.value.withUnsafeBytes {
                space.hash.forType(Array(identity.type.utf8))($0)
            }
            try database.execute(
                sql: "DELETE FROM lookup WHERE hash = ? AND profile IN (\(list))",
                arguments: [Int(truncatingIfNeeded: hash)])
            let value = String(decoding: identity.value, as: UTF8.self)
            try database.execute(
                sql: "DELETE FROM violations WHERE type = ? AND value = ?",
                arguments: [identity.type, value])
            // What the debugger shows of others never holds a whole identifier of theirs by chance.
            if identity.value.count >= 4 {
                try database.execute(
                    sql: "DELETE FROM debugger WHERE instr(message, ?) > 0", arguments: [value])
            }
        }
        for (table, column) in [
            ("profiles", "id"), ("links", "profile"), ("events", "profile"), ("violations", "profile"),
            ("debugger", "profile"), ("merges", "survivor"), ("merges", "merged"),
        ] {
            try database.execute(sql: "DELETE FROM \(table) WHERE \(column) IN (\(list))")
        }
        try database.execute(sql: "UPDATE space SET value = value - 1 WHERE key = 'profiles'")
    }
}
