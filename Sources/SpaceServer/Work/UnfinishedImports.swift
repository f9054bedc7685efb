internal import ProfileImport
internal import Synchronization

/// Imports of uploads that came to no end, because somebody stopped them or the server ended. Their runs
/// hold the files (`ImportOptions.keepsInputs`), so that they can go on here, or be discarded.
final class UnfinishedImports: Sendable {
    private let works = Mutex<[RunID: Work<ImportOutcome>]>([:])

    /// How going on with a run fares; `nil` where nobody has asked for it, or it came to its end.
    func work(on run: RunID) -> Work<ImportOutcome>? {
        works.withLock { works in
            guard let work = works[run] else { return nil }
            if work.result?.ending == .finished { works[run] = nil }
            return works[run]
        }
    }

    /// Whether a run of an upload waits for somebody to go on with it.
    func isWaiting(_ run: RunSummary) -> Bool {
        run.keepsInputs && !run.isAtWork && (run.state == .unfinished || run.state == .notBegun)
            && work(on: run.run)?.isRunning != true
    }

    /// Goes on with a run where its receipts end, in the way in which it was begun.
    ///
    /// - Parameters:
    ///   - place: where it delivers to.
    ///   - isSure: whether it goes on whatever `RunHistory.doubts(about:now:)` says.
    func goOn(_ run: RunSummary, to place: DeliveryPlace, isSure: Bool, _ server: SpaceServer) {
        var options = server.importOptions(
            ReadingOptions(workers: server.options.workers, memory: server.options.checkMemory))
        options.maxErrors = run.notes[Self.maxErrors].flatMap { ErrorBudget($0) } ?? .rows(0)
        options.staleOK = isSure
        let folder = server.runsFolder
        let start = { [options] in
            server.work.start("import") { work in
                try await server.uploads.pass {
                    try await ImportStage.resume(
                        run.run, in: folder, to: place, options: options,
                        events: ImportEvents(progress: { work.tell($0) }))
                }
            }
        }
        works.withLock { works in
            guard works[run.run]?.isRunning != true else { return }
            works = works.filter { $0.value.isRunning }
            works[run.run] = start()
        }
    }

    /// What a run keeps of how many rows with errors it takes (`ImportOptions.notes`).
    static let maxErrors = "max_errors"
}

extension SpaceServer {
    /// What all imports of uploads have in common.
    func importOptions(_ reading: ReadingOptions) -> ImportOptions {
        var options = ImportOptions(reading: reading, version: self.options.version)
        options.telemetry = ImportTelemetry(logger: log)
        // What the client sent is gone when the server ends; a run that was begun must go on then.
        options.keepsInputs = true
        return options
    }

    /// The place of a run that was begun here; `nil` where it is another space's, or Segment is not
    /// configured as it was then.
    func place(of run: RunSummary) -> DeliveryPlace? {
        let own = deliveryPlace(source: Spool.plain(run.files.first ?? ""))
        return [own, options.segment?.place].compactMap(\.self).first { $0.name == run.destination }
    }
}
