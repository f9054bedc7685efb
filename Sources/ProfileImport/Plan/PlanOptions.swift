/// What `plan` may be told (design §5).
public struct PlanOptions: Sendable {
    public var reading: ReadingOptions
    /// Where rows lie that memory has no room for, and copies of what can be read only once. Default:
    /// `$TMPDIR`, else `/tmp`.
    public var folder: String?
    /// Milliseconds since 1970: the time of rows that have none of their own.
    public var now: Int
    /// Most examples of problems in the files' reports. Default: 100.
    public var maxProblems: Int
    /// `context.library.version` of the messages that are thought of: a longer one takes more room.
    public var version: String

    public init(
        reading: ReadingOptions = ReadingOptions(), folder: String? = nil, now: Int,
        maxProblems: Int = 100, version: String
    ) {
        self.reading = reading
        self.folder = folder
        self.now = now
        self.maxProblems = maxProblems
        self.version = version
    }
}
