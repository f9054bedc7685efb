internal import GRDB

/// A source that sends messages.
public struct SpaceSource: Sendable, Hashable {
    public var number: Int
    public var name: String
    /// Milliseconds since 1970.
    public var createdAt: Int
    /// When its last message came, as far as the debugger still holds it.
    public var lastReceivedAt: Int?

    package init(number: Int, name: String, createdAt: Int, lastReceivedAt: Int?) {
        self.number = number
        self.name = name
        self.createdAt = createdAt
        self.lastReceivedAt = lastReceivedAt
    }
}

/// A message as the source debugger shows it (`observability` §1).
public struct DebuggerEntry: Sendable, Hashable {
    /// Rises with arrival.
    public var number: Int
    /// Milliseconds since 1970.
    public var receivedAt: Int
    public var type: String
    /// Of a Track call its event, of an Identify call the user ID.
    public var name: [UInt8]
    /// `allowed`, `duplicate`, `filtered` or `rejected`.
    public var verdict: String
    /// Why it was rejected; empty otherwise.
    public var code: String
    /// The number of the profile that got it.
    public var profile: Int?
    /// JSON, as it was received.
    public var message: [UInt8]

    package init(
        number: Int, receivedAt: Int, type: String, name: [UInt8], verdict: String, code: String,
        profile: Int? = nil, message: [UInt8]
    ) {
        self.number = number
        self.receivedAt = receivedAt
        self.type = type
        self.name = name
        self.verdict = verdict
        self.code = code
        self.profile = profile
        self.message = message
    }
}

/// How many messages of one kind came in a minute and what became of them.
public struct DeliveryCount: Sendable, Hashable {
    /// Minutes since 1970.
    public var minute: Int
    public var source: String
    /// `allowed`, `duplicate`, `filtered` or `rejected`.
    public var verdict: String
    /// Why they were rejected; empty otherwise.
    public var code: String
    public var type: String
    /// Of Track calls.
    public var name: String
    public var count: Int

    package init(
        minute: Int, source: String, verdict: String, code: String, type: String, name: String, count: Int
    ) {
        self.minute = minute
        self.source = source
        self.verdict = verdict
        self.code = code
        self.type = type
        self.name = name
        self.count = count
    }
}

/// A merge of two profiles.
public struct SpaceMerge: Sendable, Hashable {
    public var number: Int
    public var survivor: String
    public var merged: String
    /// Milliseconds since 1970.
    public var at: Int
    public var origin: Profile.Origin?
}

extension Space {
    /// Sources in order of their first appearance.
    public func sources() throws(SpaceError) -> [SpaceSource] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT *, (SELECT received_at FROM debugger WHERE source = sources.id
                        ORDER BY id DESC LIMIT 1) AS last FROM sources ORDER BY id
                    """
            ).map {
                SpaceSource(
                    number: $0["id"], name: $0["name"], createdAt: $0["created_at"],
                    lastReceivedAt: $0["last"])
            }
        }
    }

    /// The last messages of a source, newest first; at most 500 are kept.
    ///
    /// - Parameters:
    ///   - text: only messages that hold this text, byte for byte.
    ///   - type: only messages of this type.
    ///   - event: only messages of this name.
    ///   - after: only messages newer than this number, for a live view.
    public func debugger(
        source: String, text: String? = nil, type: String? = nil, event: String? = nil,
        after: Int = 0, limit: Int = 500
    ) throws(SpaceError) -> [DebuggerEntry] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT debugger.* FROM debugger JOIN sources ON sources.id = source
                    WHERE sources.name = ?1 AND debugger.id > ?2
                        AND (?3 IS NULL OR instr(message, ?3) > 0) AND (?4 IS NULL OR type = ?4)
                        AND (?5 IS NULL OR debugger.name = ?5)
                    ORDER BY debugger.id DESC LIMIT ?6
                    """, arguments: [source, after, text, type, event, max(limit, 1)]
            ).map { row in
                DebuggerEntry(
                    number: row["id"], receivedAt: row["received_at"], type: row["type"],
                    name: Array((row["name"] as String).utf8), verdict: row["verdict"],
                    code: row["code"], profile: row["profile"],
                    message: Array((row["message"] as String).utf8))
            }
        }
    }

    /// What came and what became of it, minute by minute; 30 days are kept.
    ///
    /// - Parameter minutes: minutes since 1970.
    public func deliveryCounts(
        source: String? = nil, minutes: ClosedRange<Int>
    ) throws(SpaceError) -> [DeliveryCount] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT minute, sources.name AS source_name, verdict, code, type, counts.name, count
                    FROM counts JOIN sources ON sources.id = source
                    WHERE minute BETWEEN ?1 AND ?2 AND (?3 IS NULL OR sources.name = ?3)
                    """, arguments: [minutes.lowerBound, minutes.upperBound, source]
            ).map {
                DeliveryCount(
                    minute: $0["minute"], source: $0["source_name"], verdict: $0["verdict"],
                    code: $0["code"], type: $0["type"], name: $0["name"], count: $0["count"])
            }
        }
    }

    /// Merges, newest first.
    ///
    /// - Parameter before: the `number` of the last one of the page before.
    public func merges(before: Int = .max, limit: Int = 500) throws(SpaceError) -> [SpaceMerge] {
        try read { [self] database in
            let decoder = ProfileDecoder(database: database, path: directory, detail: .row)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT merges.id, one.segment_id AS survivor, other.segment_id AS merged, mark, at
                    FROM merges JOIN profiles AS one ON one.id = merges.survivor
                        JOIN profiles AS other ON other.id = merges.merged
                    WHERE merges.id < ? ORDER BY merges.id DESC LIMIT ?
                    """, arguments: [before, max(limit, 1)]
            ).map {
                SpaceMerge(
                    number: $0["id"], survivor: $0["survivor"], merged: $0["merged"], at: $0["at"],
                    origin: try decoder.origin($0["mark"]))
            }
        }
    }
}
