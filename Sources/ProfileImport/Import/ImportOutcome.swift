/// How an import ended that did not fail.
public struct ImportOutcome: Sendable {
    /// How it ended.
    public enum Ending: Sendable, Hashable {
        /// Every row was delivered, skipped or rejected.
        case finished
        /// The run had been finished before; nothing was done.
        case alreadyFinished
        /// Problems with a file as a whole, or more bad rows than allowed. Before the first row was
        /// sent unless `checksFirst` was off; resumable.
        case stopped
    }

    public var ending: Ending
    public var totals: ImportTotals
    /// One a file, for target `api`; of the check, or of the sending where there was no check.
    public var reports: [Report]
    /// The run's folder; `nil` where none is kept.
    public var folder: String?
    /// The rows left out, importable as they are once mended; `nil` where there are none.
    public var rejects: String?
    /// The same rows with the reasons.
    public var errors: String?
    /// What reading back has shown, where it was asked for.
    public var verified: ReadBackResult?
    /// A row that the destination refused.
    public struct Refusal: Sendable, Hashable {
        /// As the user named it.
        public var file: String
        /// 1-based.
        public var row: Int
        /// The destination's own words.
        public var reason: String
    }
    /// The first rows that the destination refused, ten at most.
    public var refusals: [Refusal] = []

    init(
        _ ending: Ending, totals: ImportTotals, reports: [Report] = [], folder: String? = nil,
        rejects: String? = nil, errors: String? = nil
    ) {
        self.ending = ending
        self.totals = totals
        self.reports = reports
        self.folder = folder
        self.rejects = rejects
        self.errors = errors
    }

    /// The exit status of design §5.
    public var exitStatus: Int32 {
        switch ending {
        case .alreadyFinished: 0
        case .finished: totals.counts.rejected > 0 || verified?.isConfirmed == false ? 1 : 0
        case .stopped: reports.contains { !$0.hasHeader } ? 65 : 2
        }
    }
}

/// What an import tells while it works. The closures are called from one task at a time.
public struct ImportEvents: Sendable {
    /// Something worth knowing that changes nothing.
    public enum Notice: Sendable, Hashable {
        /// Another, unfinished run to the same place.
        case otherUnfinishedRun(RunID)
        /// The run goes on after this many delivered rows.
        case resuming(RunID, delivered: Int)
        /// A new run has its folder: wherever it is interrupted from now on, it can be resumed.
        case kept(RunID)
        /// The first row is about to be sent.
        case sending(RunID)
        /// So many people are about to be read back, which takes at least so long.
        case readingBack(people: Int, leastTime: Duration, isCanary: Bool)
        /// The first rows were found as they were sent; the rest goes.
        case canaryConfirmed(ReadBackResult)
    }

    /// Called a few times a second at most.
    public var progress: @Sendable (StageProgress) -> Void
    public var notice: @Sendable (Notice) -> Void
    /// The check of one file is done.
    public var checked: @Sendable (Report) -> Void

    public init(
        progress: @escaping @Sendable (StageProgress) -> Void = { _ in },
        notice: @escaping @Sendable (Notice) -> Void = { _ in },
        checked: @escaping @Sendable (Report) -> Void = { _ in }
    ) {
        self.progress = progress
        self.notice = notice
        self.checked = checked
    }
}
