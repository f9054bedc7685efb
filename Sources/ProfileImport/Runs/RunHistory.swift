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
