/// What the process ends with (design §5). Scripts depend on every number.
enum ExitStatus: Int32, Error {
    /// Done: file accepted (warnings allowed), all rows delivered or skipped.
    case done = 0
    /// Done, with problems: a report that is not clean, rejected rows, a profile not found.
    case doneWithProblems = 1
    /// An import stopped by the error budget; it can be resumed.
    case errorBudget = 2
    /// Wrong flags or arguments.
    case usage = 64
    /// No header could be read; for `records`, malformed input.
    case malformedInput = 65
    /// No such input.
    case noInput = 66
    /// The destination did not take a batch after all retries.
    case unavailable = 69
    /// A bug of rollcall's.
    case internalError = 70
    /// Output cannot be created, or is there already and `--force` is not given.
    case cannotCreateOutput = 73
    /// An I/O error or a full disk.
    case ioError = 74
    /// Come back later: a rate or time limit, or an unfinished run in the way.
    case temporaryFailure = 75
    /// The key was refused.
    case keyRefused = 77
    /// A bad configuration or mapping.
    case badConfiguration = 78
    /// Ended by SIGINT (Ctrl-C).
    case interrupted = 130
    /// Ended by SIGTERM.
    case terminated = 143
}
