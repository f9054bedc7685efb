internal import Foundation
internal import GRDB

/// Figures of a space.
public struct SpaceStatistics: Sendable, Hashable {
    /// A name and how often it occurs.
    public struct Count: Sendable, Hashable {
        public var name: String
        public var count: Int
    }

    /// Those that stand.
    public var profiles: Int
    /// Profiles that were merged into others.
    public var mergedAway: Int
    /// Identifiers by type, most frequent first.
    public var identifiers: [Count]
    /// Names of traits ever seen.
    public var traitNames: Int
    public var accounts: Int
    public var events: Int
    /// Runs that have rows here.
    public var runs: Int
    /// Rows of all runs and messages outside of runs.
    public var rows: Int
    /// By kind, in Segment's words, most frequent first.
    public var violations: [Count]
    public var sources: [String]
    /// Milliseconds since 1970: when the last rows or messages came.
    public var lastReceivedAt: Int?
    /// Bytes of the database and its log.
    public var bytes: Int
    /// Profiles as they were before runs, kept to undo these.
    public var undoRows: Int
}

extension Space {
    /// Counts everything. Complexity: O(profiles): every profile is looked at.
    public func statistics() throws(SpaceError) -> SpaceStatistics {
        let bytes = ["", "-wal"].reduce(0) { sum, ending in
            let path = SpaceFolder.database(in: directory) + ending
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
        return try read { database in
            func one(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
            func counts(_ sql: String) throws -> [SpaceStatistics.Count] {
                try Row.fetchAll(database, sql: sql).map { .init(name: $0["name"], count: $0["count"]) }
            }
            return SpaceStatistics(
                profiles: try one("SELECT value FROM space WHERE key = 'profiles'"),
                mergedAway: try one("SELECT count(*) FROM merges"),
                identifiers: try counts(
                    """
                    SELECT type AS name, count(*) AS count FROM identifiers
                    GROUP BY type ORDER BY count DESC, type
                    """),
                traitNames: try one("SELECT count(*) FROM trait_names"),
                accounts: try one(
                    """
                    SELECT count(*) FROM (
                        SELECT group_id FROM links UNION SELECT group_id FROM accounts)
                    """),
                events: try one("SELECT count(*) FROM events"),
                runs: try one("SELECT count(*) FROM runs WHERE kind <> 'source' AND row_count > 0"),
                rows: try one("SELECT coalesce(sum(row_count), 0) FROM runs"),
                violations: try counts(
                    """
                    SELECT kind AS name, count(*) AS count FROM violations
                    GROUP BY kind ORDER BY count DESC, kind
                    """),
                sources: try String.fetchAll(database, sql: "SELECT name FROM sources ORDER BY id"),
                lastReceivedAt: try Int.fetchOne(
                    database, sql: "SELECT received_at FROM arrivals ORDER BY first_mark DESC LIMIT 1"),
                bytes: bytes, undoRows: try one("SELECT count(*) FROM undo"))
        }
    }
}
