/// The folders of all runs (design §3): finds the runs that a new import has to know of.
struct RunStore: Sendable {
    let path: String

    /// A run on disk.
    struct Entry: Sendable {
        var folder: RunFolder
        var record: RunRecord
        var isFinished: Bool
        /// Whether anything may have reached the destination.
        var hasBegun: Bool
    }

    func folder(_ run: RunID) -> RunFolder { RunFolder(run, in: path) }

    /// - Returns: `nil` where there is no such run.
    func entry(_ run: RunID) throws(ImportError) -> Entry? {
        let folder = folder(run)
        guard folder.exists else { return nil }
        return Entry(
            folder: folder, record: try folder.record(), isFinished: folder.totals != nil,
            hasBegun: folder.hasBegun)
    }

    /// All runs that can be read, by name. A folder that is no run, or a damaged one, is in
    /// nobody's way.
    func entries() -> [Entry] {
        let names = (try? FileSystem.names(in: path)) ?? []
        return names.compactMap { name in
            RunID(name).flatMap { run in try? entry(run) }
        }
    }

    /// What stands in the way of a plain import.
    ///
    /// - Returns: the unfinished runs to `destination` that have sent something.
    /// - Throws: `unfinishedRun` where one of them is of the same files.
    func unfinished(
        to destination: String, inputs: [RunRecord.Input], except run: RunID
    ) throws(ImportError) -> [RunID] {
        var others: [RunID] = []
        for entry in entries()
        where !entry.isFinished && entry.hasBegun && entry.record.destination == destination
            && entry.folder.run != run
        {
            guard entry.record.hasSameInputs(as: inputs) else {
                others.append(entry.folder.run)
                continue
            }
            let id = entry.folder.run
            throw ImportError(
                .unfinishedRun,
                detail:
                    "run \(id) of the same files to the same place has not come to its end; to begin "
                    + "anew instead, which sends its rows once more, add --again", run: id)
        }
        return others
    }

    /// Removes the runs of the same files that have sent nothing: a new one takes their place. One
    /// that another process works on stays.
    func replace(
        destination: String, inputs: [RunRecord.Input], except run: RunID
    ) throws(ImportError) {
        for entry in entries()
        where !entry.isFinished && !entry.hasBegun && entry.record.destination == destination
            && entry.folder.run != run && entry.record.hasSameInputs(as: inputs)
        {
            guard let lock = try? entry.folder.lock() else { continue }
            try entry.folder.remove()
            withExtendedLifetime(lock) {}
        }
    }

    /// A run to the same place that began after `record`'s and has finished.
    func later(than record: RunRecord) -> Entry? {
        entries().first {
            $0.isFinished && $0.record.destination == record.destination
                && $0.record.started > record.started && $0.record.run != record.run
        }
    }

    /// - Throws: where there is a later run.
    func refuseStale(_ record: RunRecord) throws(ImportError) {
        guard let later = later(than: record) else { return }
        throw ImportError(
            .staleRun,
            detail:
                "run \(later.folder.run) to the same place has finished since run \(record.run) "
                + "began, so older values would replace newer ones. If that is meant, add --stale-ok",
            run: RunID(record.run))
    }
}
