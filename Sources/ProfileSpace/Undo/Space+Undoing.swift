internal import GRDB

/// What undoing a run did.
public struct UndoneRun: Sendable, Hashable {
    /// Profiles that the run had created and that are gone again.
    public var removed: Int
    /// Profiles that are as they were before it, those that it had merged away included.
    public var restored: Int
    /// Merges that are undone.
    public var merges: Int
    /// Rows of the run that the space no longer has.
    public var rows: Int
}

extension Space {
    /// Restores the space to before a run, wholly or not at all.
    ///
    /// - Parameter run: the run's ID.
    /// - Throws: `.missing` where the space has no such run; `.refused` where something came after it
    ///   on one of the same profiles, where its rows came through a server, where it was undone
    ///   already, or where what is needed is no longer kept.
    /// - Complexity: O(profiles that the run touched).
    public func undo(run: String) async throws(SpaceError) -> UndoneRun {
        let (hash, now) = (hash, options.now())
        return try await write { database, _ in
            try RunUndo(run: run, database: database, hash: hash).carryOut(at: now)
        }
    }

    /// Forgets what is kept to undo runs that began before a time.
    ///
    /// - Parameters:
    ///   - time: milliseconds since 1970.
    ///   - kept: IDs of runs of which nothing is forgotten, because they may still go on.
    /// - Returns: how many runs can no longer be undone by this.
    public func forgetUndo(
        before time: Int, keeping kept: Set<String> = []
    ) throws(SpaceError) -> Int {
        var count = 0
        try change { database in
            let old = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, run FROM runs WHERE kind = 'run' AND undone_at IS NULL AND started_at < ?
                        AND NOT is_final
                    """, arguments: [time])
            let runs = old.filter { !kept.contains($0["run"]) }.map { $0["id"] as Int }
            for run in runs {
                try database.execute(
                    sql: "DELETE FROM undo WHERE id BETWEEN ? AND ?",
                    arguments: [run << UndoLog.profileBits, (run + 1) << UndoLog.profileBits - 1])
                try database.execute(sql: "UPDATE runs SET is_final = 1 WHERE id = ?", arguments: [run])
            }
            count = runs.count
        }
        return count
    }
}
