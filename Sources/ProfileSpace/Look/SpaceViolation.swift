internal import GRDB

/// A rule that a row ran into, in Segment's words.
public struct SpaceViolation: Sendable, Hashable {
    /// Counts violations; the list is in this order.
    public var number: Int
    /// `Identifier value limit exceeded`, `ID value blocked` …, or `No matching identifiers on event`.
    public var kind: String
    /// Of the identifier that was left off.
    public var type: String?
    public var value: [UInt8]?
    /// The number of the profile that got the row; `nil`: none did.
    public var profile: Int?
    /// Milliseconds since 1970: the row's time.
    public var at: Int
    public var origin: Profile.Origin?
}

extension Space {
    /// Violations, the newest first.
    ///
    /// - Parameter before: the `number` of the last one of the page before.
    public func latestViolations(
        before: Int = .max, limit: Int = 500
    ) throws(SpaceError) -> [SpaceViolation] {
        try violations(
            "SELECT * FROM violations WHERE id < ? ORDER BY id DESC LIMIT ?", [before, max(limit, 1)])
    }

    /// Violations in order.
    ///
    /// - Parameter after: the `number` of the last one of the page before.
    public func violations(after: Int = 0, limit: Int = 500) throws(SpaceError) -> [SpaceViolation] {
        try violations(
            "SELECT * FROM violations WHERE id > ? ORDER BY id LIMIT ?", [after, max(limit, 1)])
    }

    private func violations(
        _ sql: String, _ arguments: StatementArguments
    ) throws(SpaceError) -> [SpaceViolation] {
        try read { [self] database in
            let decoder = ProfileDecoder(database: database, path: directory, detail: .row)
            return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
                SpaceViolation(
                    number: row["id"], kind: row["kind"], type: row["type"],
                    value: (row["value"] as String?).map { Array($0.utf8) }, profile: row["profile"],
                    at: row["at"], origin: try decoder.origin(row["mark"]))
            }
        }
    }
}
