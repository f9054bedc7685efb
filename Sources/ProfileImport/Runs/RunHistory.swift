public import ProfileCSV

/// A run on disk, for whoever looks at the history (`runs list`, `runs show`).
public struct RunSummary: Sendable, Hashable {
    /// How far a run has come.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// It has its totals.
        case finished
        /// It has sent something and can go on.
        case unfinished
        /// It has sent nothing, so it is in nobody's way.
        case notBegun = "not_begun"
        /// Its record cannot be read.
        case unreadable
    }

    public var run: RunID
    public var state: State
    /// Milliseconds since 1970.
    public var startedAt: Int
    /// As ``DeliveryPlace/name``.
    public var destination: String
    /// Whether rows left the machine.
    public var isRemote: Bool
    /// As the user named them.
    public var files: [String]
    public var totals: ImportTotals
    /// The run's folder.
    public var folder: String
    /// The rows left out and the same with the reasons; `nil` where there are none.
    public var rejects: String?
    public var errors: String?
    /// ``ImportOptions/notes``.
    public var notes: [String: String]
    /// Whether a process is at work on it.
    public var isAtWork: Bool
    /// Which tools behind a source get its messages.
    public var forwarding = Forwarding.all
    /// Whether the run holds its files itself (`ImportOptions.keepsInputs`), all of them.
    public var keepsInputs = false
}

/// Why going on with a run may do harm, so that it wants `ImportOptions.staleOK` (design §5).
public enum ResumeDoubt: Sendable, Hashable {
    /// This later run to the same place has finished: older values would replace newer ones.
    case outdated(by: RunID)
    /// It began so many hours ago: the other side may have forgotten which rows it has.
    case old(hours: Int)
}

/// The runs in a folder.
public struct RunHistory: Sendable {
    private let store: RunStore

    /// - Parameter path: the folder of all runs; it need not be there.
    public init(_ path: String) { store = RunStore(path: path) }

    /// All runs, the oldest first. A folder that is no run is passed over.
    ///
    /// - Complexity: O(runs) and the size of the journals of those that are not finished.
    public func runs() -> [RunSummary] {
        let names = (try? FileSystem.names(in: store.path)) ?? []
        return names.compactMap { RunID($0) }.compactMap { summary($0) }.sorted {
            ($0.startedAt, $0.run.description) < ($1.startedAt, $1.run.description)
        }
    }

    /// One run; `nil` where there is none of this name.
    public func summary(_ run: RunID) -> RunSummary? {
        let folder = store.folder(run)
        guard folder.exists else { return nil }
        func existing(_ path: String) -> String? { FileSystem.exists(path) ? path : nil }
        var summary = RunSummary(
            run: run, state: .unreadable, startedAt: 0, destination: "", isRemote: false, files: [],
            totals: ImportTotals(run: run, files: []), folder: folder.path,
            rejects: existing(folder.rejectsPath), errors: existing(folder.errorsPath), notes: [:],
            isAtWork: folder.isLocked)
        guard let record = try? folder.record() else { return summary }
        summary.startedAt = Int(max(0, min(record.started, 1e15)) * 1_000)
        summary.destination = record.destination
        summary.isRemote = record.isRemote ?? false
        summary.files = record.inputs.map(\.file)
        summary.notes = record.settings.notes ?? [:]
        summary.forwarding = record.settings.forwarding
        summary.keepsInputs = !record.inputs.isEmpty && record.inputs.allSatisfy {
            folder.holds($0.path, RunFolder.keptPrefix) && FileSystem.exists($0.path)
        }
        if let totals = folder.totals {
            summary.state = .finished
            summary.totals = totals
        } else {
            let journal = Journal.looking(at: folder.journalPath)
            summary.state = journal.hasBegun ? .unfinished : .notBegun
            summary.totals = ImportTotals(run: run, record, journal)
        }
        return summary
    }

    /// What speaks against going on with a run.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Complexity: O(runs).
    public func doubts(about run: RunID, now: Int) -> [ResumeDoubt] {
        guard let record = try? store.folder(run).record() else { return [] }
        var doubts: [ResumeDoubt] = []
        if let later = store.later(than: record) { doubts.append(.outdated(by: later.folder.run)) }
        if let hours = ImportStage.hoursTooOld(record, now: Double(now) / 1_000) {
            doubts.append(.old(hours: hours))
        }
        return doubts
    }

    /// Bytes of the files that unfinished runs hold and nobody else does
    /// (`ImportOptions.keepsInputs`).
    ///
    /// - Complexity: O(runs).
    public func keptBytes() -> Int {
        let names = (try? FileSystem.names(in: store.path)) ?? []
        return names.compactMap { RunID($0) }.reduce(0) { sum, run in
            let folder = store.folder(run).path
            let files = ((try? FileSystem.names(in: folder)) ?? []).filter {
                $0.hasPrefix(RunFolder.keptPrefix)
            }
            return sum + files.reduce(0) { $0 + FileSystem.bytesOfItsOwn(folder + "/" + $1) }
        }
    }

    /// Ends a run where it stands: what was delivered stays in the history, the rest is not sent any
    /// more, and the files that it holds go. Of a run that has sent nothing, nothing stays.
    ///
    /// - Throws: `runLocked` while somebody works on it; `noInput` where there is no such run.
    public func giveUp(_ run: RunID) throws(ImportError) {
        guard let entry = try store.entry(run) else {
            throw ImportError(.noInput, detail: "there is no run of this name", run: run)
        }
        guard !entry.isFinished else { return }
        let lock = try entry.folder.lock()
        defer { withExtendedLifetime(lock) {} }
        guard entry.hasBegun else { return try entry.folder.remove() }
        let journal = Journal.looking(at: entry.folder.journalPath)
        try entry.folder.finish(ImportTotals(run: run, entry.record, journal))
    }

    /// Removes runs that began before a moment: finished ones, and those that have sent nothing.
    ///
    /// - Parameters:
    ///   - time: milliseconds since 1970.
    ///   - withUnfinished: whether also those that could go on. Default: no.
    /// - Returns: the removed ones.
    @discardableResult
    public func prune(
        before time: Int, withUnfinished: Bool = false
    ) throws(ImportError) -> [RunSummary] {
        var removed: [RunSummary] = []
        for run in runs() where run.startedAt < time && !run.isAtWork {
            guard withUnfinished || run.state == .finished || run.state == .notBegun else {
                continue
            }
            let folder = store.folder(run.run)
            // Whoever works on a run that has not begun yet keeps it.
            guard let lock = try? folder.lock() else { continue }
            try folder.remove()
            withExtendedLifetime(lock) {}
            removed.append(run)
        }
        return removed
    }
}
