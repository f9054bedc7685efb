/// The run that rows belong to: what the space needs to know rows it has by, and to date them.
public struct SpaceRun: Sendable, Hashable {
    /// The run's ID, as in its message IDs.
    public var id: String
    /// Milliseconds since 1970: the time of rows that have none of their own. A run that is resumed
    /// keeps the time at which it first started, or windows would differ.
    public var startedAt: Int
    /// Where the rows come from, for people: the file's name.
    public var source: String

    public init(id: String, startedAt: Int, source: String = "") {
        self.id = id
        self.startedAt = startedAt
        self.source = source
    }
}
