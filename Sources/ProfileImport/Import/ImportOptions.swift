public import ProfileCSV

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

    /// Which tools behind a source get the messages. Default: all; messages say nothing of it.
    public var forwarding = Forwarding.all
    /// Batches that may be under way at once, where the place takes several. Default: 1.
    public var concurrency = 1
    /// How long the import may take, check included; what is under way then comes to its end and the
    /// run can be resumed (75). Default: any time.
    public var timeLimit: Duration?
    /// The first rows are sent and read back before the rest goes. Default: no.
    public var canary: Int?
    /// So many people, drawn at random, are read back in the end. Default: none.
    public var verify: Int?
    /// Name of the column that tells rows apart: those that say what was delivered of the same value
    /// before are passed over. Default: no.
    public var onlyChanged: [UInt8]?
    /// Words of the caller's own that a run keeps and gives back, for going on in the same way; no
    /// secrets. Default: none.
    public var notes: [String: String] = [:]

    /// What the files are called in reports, totals and the history of runs, in their order, where their
    /// paths say nothing to people: copies of uploads. Default: the paths as given.
    public var names: [String] = []

    /// Whether a run keeps the files in its own folder until it is finished, so that it can go on where
    /// their owner removes them: a server's uploads. They take no room twice where the folder lies on
    /// the same file system; they go as well where an import stops before its first row. Default: no.
    public var keepsInputs = false

    /// Where logs and metrics go. Default: no logs; the metrics that the process has chosen.
    public var telemetry = ImportTelemetry()

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
