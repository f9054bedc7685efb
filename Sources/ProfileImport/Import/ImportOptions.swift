/// What `import` may be told (design §5).
public struct ImportOptions: Sendable {
    public var reading: ReadingOptions
    /// The run's name; `nil` makes a new, time-ordered one.
    public var run: RunID?
    /// Rows with errors that are let out instead of stopping the run. Default: none.
    public var maxErrors: ErrorBudget
    /// Whether the whole of the input is checked before the first row is sent. Default: yes.
    public var checksFirst: Bool
    /// Whether rows without an identifier are sent with an ID made from the file's digest and the
    /// row.
    public var allowsAnonymous: Bool
    /// Whether an unfinished run of the same files to the same destination is left aside. Default:
    /// no.
    public var again: Bool
    /// Whether a run goes on, or a run's rejects are imported, although a later run to the same
    /// place has finished. Default: no.
    public var staleOK: Bool
    /// Most examples in the check's reports. Default: 100.
    public var maxProblems: Int
    /// `context.library.version` of every message.
    public var version: String

    public init(
        reading: ReadingOptions = ReadingOptions(), run: RunID? = nil,
        maxErrors: ErrorBudget = .rows(0), checksFirst: Bool = true,
        allowsAnonymous: Bool = false, again: Bool = false, staleOK: Bool = false,
        maxProblems: Int = 100, version: String
    ) {
        self.reading = reading
        self.run = run
        self.maxErrors = maxErrors
        self.checksFirst = checksFirst
        self.allowsAnonymous = allowsAnonymous
        self.again = again
        self.staleOK = staleOK
        self.maxProblems = maxProblems
        self.version = version
    }
}
