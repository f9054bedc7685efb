/// Why a stage cannot go on. What is wrong with the content of a file is a problem, never this.
public struct ImportError: Error, Sendable, Hashable {
    /// What happened, with the exit status of design §5. Cases may be added.
    public enum Code: String, Sendable, Hashable {
        /// No such input, or it cannot be opened (66).
        case noInput = "no_input"
        /// Output exists already or cannot be created (73).
        case cannotCreate = "cannot_create"
        /// A read or write failed, the disk is full, a folder vanished (74).
        case io
        /// The destination was unavailable after retries (69).
        case unavailable
        /// What was sent is not there as it was sent (69).
        case notConfirmed = "not_confirmed"
        /// The destination only ever asked to wait, or another process holds it (75).
        case tryLater = "try_later"
        /// An unfinished run is in the way (75).
        case unfinishedRun = "unfinished_run"
        /// A run is older than what has gone to the same place since, or than that place remembers
        /// (75).
        case staleRun = "stale_run"
        /// Another process works on this run (75).
        case runLocked = "run_locked"
        /// Nobody has said that it shall be sent (64).
        case unconfirmed
        /// The key was refused (77).
        case keyRefused = "key_refused"
        /// Bad configuration or mapping, unequal headers, or a run ID that belongs to other files
        /// (78).
        case configuration
        /// A file is not what it was when it was checked (74).
        case inputChanged = "input_changed"
        /// The run or one of its files is damaged or of a newer version (74).
        case unreadableRun = "unreadable_run"
        /// The caller cancelled the task; the journal is flushed (130, 143).
        case cancelled
        /// Problems with the content stopped the sending; a stage turns it into its outcome (2).
        case stoppedByProblems = "stopped_by_problems"
        /// A bug of ours; the journal is kept (70).
        case bug
    }

    public var code: Code
    /// What happened and what to do, for people; never a value from a file.
    public var detail: String
    /// The input file or the path that it is about.
    public var path: String?
    /// The run that is kept, if there is one.
    public var run: RunID?
    /// How far the run had come, where rows were counted.
    public var totals: ImportTotals?

    public init(
        _ code: Code, detail: String, path: String? = nil, run: RunID? = nil,
        totals: ImportTotals? = nil
    ) {
        self.code = code
        self.detail = detail
        self.path = path
        self.run = run
        self.totals = totals
    }

    /// The exit status of design §5; 130 for ``Code/cancelled``, where the executable knows the
    /// signal.
    public var exitStatus: Int32 {
        switch code {
        case .noInput: 66
        case .cannotCreate: 73
        case .io, .inputChanged, .unreadableRun: 74
        case .unavailable, .notConfirmed: 69
        case .tryLater, .unfinishedRun, .staleRun, .runLocked: 75
        case .unconfirmed: 64
        case .keyRefused: 77
        case .configuration: 78
        case .cancelled: 130
        case .stoppedByProblems: 2
        case .bug: 70
        }
    }
}
