internal import GRDB

/// A Track, Page or Screen call that a profile got.
public struct SpaceEvent: Sendable, Hashable {
    /// Where to go on in a list of events.
    public struct Cursor: Sendable, Hashable {
        /// Milliseconds since 1970.
        public var at: Int
        public var number: Int

        public init(at: Int, number: Int) {
            self.at = at
            self.number = number
        }
    }

    /// Rises with arrival.
    public var number: Int
    /// Milliseconds since 1970: the event's time.
    public var at: Int
    /// `track`, `page` or `screen`.
    public var type: String
    public var name: [UInt8]
    /// The message as it was received, JSON.
    public var message: [UInt8]
    public var origin: Profile.Origin?

    public var cursor: Cursor { Cursor(at: at, number: number) }
}

/// Which events of a profile are wanted.
public struct EventQuery: Sendable, Hashable {
    /// `track` …; empty: all.
    public var types: [String] = []
    /// Names; empty: all.
    public var include: [String] = []
    public var exclude: [String] = []
    /// Events after, milliseconds since 1970.
    public var start: Int?
    /// Events before.
    public var end: Int?
    /// Oldest first instead of newest first.
    public var ascending = false
    public var limit = 10
    /// `cursor` of the last event of the page before.
    public var after: SpaceEvent.Cursor?

    public init() {}

    fileprivate func condition(_ arguments: inout StatementArguments) -> String {
        var parts = ["1"]
        func list(_ column: String, _ values: [String], isNot: Bool = false) {
            if values.isEmpty { return }
            let marks = [String](repeating: "?", count: values.count).joined(separator: ", ")
            parts.append("\(column) \(isNot ? "NOT IN" : "IN") (\(marks))")
            arguments += StatementArguments(values)
        }
        list("type", types)
        list("name", include)
        list("name", exclude, isNot: true)
        if let start {
            parts.append("at > ?")
            arguments += [start]
        }
        if let end {
            parts.append("at < ?")
            arguments += [end]
        }
        if let after {
            parts.append("(at, events.id) \(ascending ? ">" : "<") (?, ?)")
            arguments += [after.at, after.number]
        }
        return parts.joined(separator: " AND ")
    }
}

extension Space {
    /// Events of a profile and of those merged into it, by their time, newest first.
    ///
    /// - Parameter profile: the profile's number.
    public func events(
        of profile: Int, _ query: EventQuery = EventQuery()
    ) throws(SpaceError) -> [SpaceEvent] {
        try read { [self] database in
            let decoder = ProfileDecoder(database: database, path: directory, detail: .row)
            var arguments: StatementArguments = [profile]
            let condition = query.condition(&arguments)
            let order = query.ascending ? "ASC" : "DESC"
            return try Row.fetchAll(
                database,
                sql: """
                    \(ProfileDecoder.whole)
                    SELECT events.* FROM events JOIN whole USING (profile) WHERE \(condition)
                    ORDER BY at \(order), events.id \(order) LIMIT ?
                    """, arguments: arguments + [max(query.limit, 1)]
            ).map { row in
                SpaceEvent(
                    number: row["id"], at: row["at"], type: row["type"],
                    name: Array((row["name"] as String).utf8),
                    message: Array((row["message"] as String).utf8),
                    origin: try decoder.origin(row["mark"]))
            }
        }
    }
}
