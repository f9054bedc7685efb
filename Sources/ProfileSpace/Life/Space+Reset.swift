internal import GRDB

extension Space {
    /// Removes all profiles with everything known of them, all runs, events and what the debugger
    /// shows. Sources, keys and `space.yaml` stay.
    ///
    /// - Returns: profiles that stood.
    public func reset() async throws(SpaceError) -> Int {
        let count = try profileCount()
        try await rewrite { database in
            let tables = [
                "profiles", "lookup", "merges", "links", "violations", "arrivals", "runs",
                "message_ids", "events", "accounts", "debugger", "counts", "trait_names", "undo",
            ]
            try database.execute(sql: "PRAGMA secure_delete = ON")
            for table in tables { try database.execute(sql: "DELETE FROM \(table)") }
            try database.execute(sql: "UPDATE space SET value = 0 WHERE key = 'profiles'")
        }
        try shrink()
        return count
    }

    /// Gives free pages back to the disk.
    private func shrink() throws(SpaceError) {
        do {
            try pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
        } catch {
            throw SpaceError(error, path: directory)
        }
        try checkpoint()
    }

    /// Changes what writers remember things of: they begin anew.
    func rewrite(_ work: @escaping @Sendable (Database) throws -> Void) async throws(SpaceError) {
        try await write { database, _ in try work(database) }
        forgetWriter()
    }
}
