internal import GRDB
internal import IdentityResolution

/// Takes one run back, inside a transaction.
struct RunUndo {
    let run: String
    let database: Database
    let hash: IdentifierHash

    /// Profiles handled at once: bounds the memory.
    private static let step = 50_000

    /// The run's rows in `undo`, and the profile a row is about.
    private static let mine = "undo.id BETWEEN ?1 << 40 AND (?1 << 40) + (1 << 40) - 1"
    private static let profile = "undo.id & (1 << 40) - 1"

    /// The run that a mark belongs to.
    private static func owner(of mark: String) -> String {
        "(SELECT run FROM arrivals WHERE first_mark <= \(mark) ORDER BY first_mark DESC LIMIT 1)"
    }

    func carryOut(at now: Int) throws -> UndoneRun {
        let number = try checkedRun()
        guard
            let marks = try Row.fetchOne(
                database,
                sql: """
                    SELECT min(first_mark) AS first, max(first_mark + last_row - first_row) AS last,
                        sum(last_row - first_row + 1) AS rows
                    FROM arrivals WHERE run = ?
                    """, arguments: [number]), let first = marks["first"] as Int?,
            let last = marks["last"] as Int?
        else {
            try finish(number, at: now)
            return UndoneRun(removed: 0, restored: 0, merges: 0, rows: 0)
        }
        let created = try profile(from: first)..<(try profile(from: last + 1))
        try checkNothingCameAfter(number, created, firstMark: first)
        let removed = try removeCreated(created, number)
        let restored = try restore(number)
        let merges = try forget(number, from: first, to: last)
        try database.execute(
            sql: "UPDATE space SET value = value + ? WHERE key = 'profiles'",
            arguments: [merges - removed])
        try finish(number, at: now)
        return UndoneRun(
            removed: removed, restored: restored, merges: merges, rows: marks["rows"] ?? 0)
    }

    // MARK: Checks

    private func checkedRun() throws -> Int {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM runs WHERE run = ? AND kind <> 'source'",
                arguments: [run])
        else { throw SpaceError(.missing, detail: "the space has no rows of a run \(run)") }
        if row["undone_at"] as Int? != nil {
            throw SpaceError(.refused, detail: "run \(run) was undone already")
        }
        if row["kind"] as String == "received" {
            throw SpaceError(
                .refused,
                detail: "run \(run) came through a server, which keeps nothing to undo it with")
        }
        if row["is_final"] as Bool {
            throw SpaceError(
                .refused, detail: "what is needed to undo run \(run) is no longer kept")
        }
        return row["id"]
    }

    /// Refuses where anything else touched a profile after this run's first touch.
    private func checkNothingCameAfter(
        _ number: Int, _ created: Range<Int>, firstMark: Int
    ) throws {
        let owner = Self.owner(of: "profiles.last_mark")
        let touched = """
            WITH touched (profile, last_owner, state) AS (
                SELECT profiles.id, \(owner), state FROM undo
                    JOIN profiles ON profiles.id = \(Self.profile) WHERE \(Self.mine)
                UNION ALL
                SELECT profiles.id, \(owner), 0 FROM profiles
                    WHERE id >= ?2 AND id < ?3 AND \(Self.owner(of: "profiles.first_mark")) = ?1
            )
            """
        let row = try Row.fetchOne(
            database,
            sql: """
                \(touched), later (profile, owner) AS (
                    SELECT profile, last_owner FROM touched WHERE last_owner <> ?1 OR state & 8
                    UNION ALL
                    SELECT events.profile, \(Self.owner(of: "events.mark")) FROM events
                        JOIN touched USING (profile)
                        WHERE events.mark > ?4 AND \(Self.owner(of: "events.mark")) <> ?1
                )
                SELECT count(DISTINCT profile) AS profiles, (
                    SELECT group_concat(name, ', ') FROM (
                        SELECT DISTINCT iif(kind = 'source', 'source ' || source, 'run ' || run) AS name
                        FROM later JOIN runs ON runs.id = owner WHERE owner <> ?1 LIMIT 5)) AS names
                FROM later
                """, arguments: [number, created.lowerBound, created.upperBound, firstMark])
        guard let row, let count = row["profiles"] as Int?, count > 0 else { return }
        let what = (row["names"] as String?) ?? "something else"
        let profiles = count == 1 ? "one of its profiles" : "\(count) of its profiles"
        throw SpaceError(
            .refused,
            detail: "run \(run) cannot be undone: \(what) came after it on \(profiles); undo that first")
    }

    /// The first profile that was created by this mark or a later one. Numbers and marks rise together.
    private func profile(from mark: Int) throws -> Int {
        var low = 1
        var high = (try Int.fetchOne(database, sql: "SELECT max(id) FROM profiles") ?? 0) + 1
        while low < high {
            let middle = low + (high - low) / 2
            let row = try Row.fetchOne(
                database,
                sql: "SELECT id, first_mark FROM profiles WHERE id >= ? ORDER BY id LIMIT 1",
                arguments: [middle])
            if let row, let first = row["first_mark"] as Int?, first < mark {
                low = (row["id"] as Int) + 1
            } else {
                high = middle
            }
        }
        return low
    }

    // MARK: Changes

    private func removeCreated(_ created: Range<Int>, _ number: Int) throws -> Int {
        var count = 0
        for first in stride(from: created.lowerBound, to: created.upperBound, by: Self.step) {
            let ids = try Int.fetchAll(
                database,
                sql: """
                    SELECT id FROM profiles WHERE id >= ? AND id < ?
                        AND \(Self.owner(of: "profiles.first_mark")) = ? ORDER BY id
                    """,
                arguments: [first, min(first + Self.step, created.upperBound), number])
            try changeLookup(of: ids, "DELETE FROM lookup WHERE hash = ? AND profile = ?")
            let delete = try database.makeStatement(sql: "DELETE FROM profiles WHERE id = ?")
            for id in ids { try delete.execute(arguments: [id]) }
            count += ids.count
        }
        return count
    }

    private func restore(_ number: Int) throws -> Int {
        var count = 0
        var after = number << UndoLog.profileBits - 1
        while true {
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, \(Self.profile) AS profile, state FROM undo
                    WHERE \(Self.mine) AND id > ?2 ORDER BY id LIMIT ?3
                    """, arguments: [number, after, Self.step])
            guard let last = rows.last else { return count }
            let moved = rows.filter { ($0["state"] as Int) & UndoLog.State.identifiers.rawValue != 0 }
                .map { $0["profile"] as Int }
            try changeLookup(of: moved, "DELETE FROM lookup WHERE hash = ? AND profile = ?")
            try database.execute(
                sql: """
                    UPDATE profiles SET updated_at = undo.updated_at, last_mark = undo.last_mark,
                        merged_into = NULL, merge_count = undo.merge_count,
                        identifiers = iif(state & 1, undo.identifiers, profiles.identifiers),
                        traits = iif(state & 2, undo.traits, profiles.traits),
                        trait_marks = iif(state & 4, undo.trait_marks, profiles.trait_marks)
                    FROM undo WHERE profiles.id = \(Self.profile) AND \(Self.mine)
                        AND undo.id > ?2 AND undo.id <= ?3
                    """, arguments: [number, after, last["id"] as Int])
            try changeLookup(of: moved, "INSERT OR IGNORE INTO lookup VALUES (?, ?)")
            count += rows.count
            after = last["id"]
        }
    }

    /// Runs a statement for every identifier that profiles hold, in the order of the table.
    private func changeLookup(of profiles: [Int], _ sql: String) throws {
        var rows: [LookupTable.Row] = []
        let select = try database.makeStatement(
            sql: """
                SELECT one.value ->> 0 AS type, one.value ->> 1 AS value
                FROM profiles, json_each(profiles.identifiers) AS one WHERE profiles.id = ?
                """)
        var hashes: [String: IdentifierHash] = [:]
        for profile in profiles {
            for row in try Row.fetchAll(select, arguments: [profile]) {
                let type: String = row["type"]
                let hash = hashes[type] ?? self.hash.forType(Array(type.utf8))
                hashes[type] = hash
                let value: String = row["value"]
                let key = Array(value.utf8).withUnsafeBytes { hash($0) }
                rows.append(.init(hash: Int(truncatingIfNeeded: key), profile: profile))
            }
        }
        rows.sort()
        let change = try database.makeStatement(sql: sql)
        for row in rows { try change.execute(arguments: [row.hash, row.profile]) }
    }

    /// Forgets merges, links and violations of the run's rows.
    ///
    /// - Returns: how many merges.
    private func forget(_ number: Int, from first: Int, to last: Int) throws -> Int {
        var merges = 0
        for table in ["links", "violations", "merges"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE mark BETWEEN ? AND ? AND \(Self.owner(of: "\(table).mark")) = ?",
                arguments: [first, last, number])
            merges = database.changesCount
        }
        return merges
    }

    private func finish(_ number: Int, at now: Int) throws {
        try database.execute(sql: "DELETE FROM arrivals WHERE run = ?", arguments: [number])
        try database.execute(
            sql: "DELETE FROM undo WHERE \(Self.mine)", arguments: [number])
        try database.execute(
            sql: "UPDATE runs SET row_count = 0, undone_at = ? WHERE id = ?", arguments: [now, number])
    }
}
