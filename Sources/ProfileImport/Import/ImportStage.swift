internal import ByteSources
internal import Foundation
internal import IdentifyMessages
public import ProfileCSV
public import RollcallCSV

/// `import`: checks files whole, then turns their rows into messages and delivers them, so that
/// every row ends as exactly one of delivered, rejected, skipped or not reached (design §5).
///
/// ```swift
/// let stage = ImportStage(configuration: configuration, options: ImportOptions(version: "1.0"))
/// let outcome = try await stage.run(["people.csv"], to: .folder("out"), runs: "runs")
/// print(outcome.totals.counts.delivered)
/// ```
/// Memory: workers × chunk + two batches, whatever the input and however slow the destination.
public struct ImportStage: Sendable {
    let configuration: SpaceConfiguration
    let options: ImportOptions
    let words: ProblemWords
    let ownRules: [any RowRule]
    let kernel: Kernel

    /// - Parameters:
    ///   - configuration: the space's; its mapping holds unless `mapping` is given.
    ///   - mapping: the user's own, in place of the configuration's.
    ///   - words: for the run's report and its `errors.csv`. Default: English.
    ///   - ownRules: a server's own rules; a row that breaks one is refused like any other.
    ///   - kernel: the scan kernel. Default: the fastest of this machine.
    public init(
        configuration: SpaceConfiguration, mapping: Mapping? = nil, options: ImportOptions,
        words: ProblemWords = .wording(), ownRules: [any RowRule] = [], kernel: Kernel = .best
    ) {
        var configuration = configuration
        if let mapping { configuration.mapping = mapping }
        self.configuration = configuration
        self.options = options
        self.words = words
        self.ownRules = ownRules
        self.kernel = kernel
    }

    /// Imports files, in this order, as one run.
    ///
    /// - Parameters:
    ///   - files: paths with equal headers; `-` is standard input, at most once.
    ///   - place: where the rows go.
    ///   - runs: the folder of all runs; it is made when missing. Not used for a place that keeps
    ///     none.
    ///   - spool: the folder where standard input lies for a place that keeps no run. Default:
    ///     `$TMPDIR`, else `/tmp`.
    /// - Throws: whatever ends the run before its end; `run` of the error names a run that is kept.
    public func run(
        _ files: [String], to place: DeliveryPlace, runs: String, spool: String? = nil,
        events: ImportEvents = ImportEvents()
    ) async throws(ImportError) -> ImportOutcome {
        guard !files.isEmpty, files.count(where: { $0 == "-" }) <= 1 else {
            throw ImportError(
                .configuration, detail: "name at least one file, and standard input only once")
        }
        guard place.keepsRun else {
            return try await runUnkept(
                files, to: place, spool: spool ?? FileManager.default.temporaryDirectory.path,
                events)
        }
        let store = RunStore(path: runs)
        if let run = options.run, let entry = try store.entry(run) {
            if entry.isFinished || entry.hasBegun {
                return try await goOn(entry, in: store, files, to: place, events)
            }
            let lock = try entry.folder.lock()
            try entry.folder.remove()
            withExtendedLifetime(lock) {}
        }
        return try await runNew(files, to: place, store, events)
    }

    /// Goes on with a run that was stopped, by what its folder says.
    ///
    /// - Parameters:
    ///   - place: the one that the run was begun for; see ``destination(of:in:)``.
    ///   - ownRules: those that it was begun with.
    public static func resume(
        _ run: RunID, in runs: String, to place: DeliveryPlace, options: ImportOptions,
        words: ProblemWords = .wording(), ownRules: [any RowRule] = [], kernel: Kernel = .best,
        events: ImportEvents = ImportEvents()
    ) async throws(ImportError) -> ImportOutcome {
        let store = RunStore(path: runs)
        guard let entry = try store.entry(run) else {
            throw ImportError(
                .noInput, detail: "there is no run of this name", path: runs, run: run)
        }
        if let totals = entry.folder.totals {
            return ImportOutcome(.alreadyFinished, totals: totals, folder: entry.folder.path)
        }
        let stage = ImportStage(
            configuration: try entry.folder.configuration(), options: options, words: words,
            ownRules: ownRules, kernel: kernel)
        return try await stage.goOn(entry, in: store, to: place, events)
    }

    /// Where a run delivers to, as ``DeliveryPlace/name`` had it.
    public static func destination(of run: RunID, in runs: String) throws(ImportError) -> String? {
        try RunStore(path: runs).entry(run)?.record.destination
    }
}

// MARK: - New runs

extension ImportStage {
    private func runNew(
        _ files: [String], to place: DeliveryPlace, _ store: RunStore, _ events: ImportEvents
    ) async throws(ImportError) -> ImportOutcome {
        let run = options.run ?? .new()
        let folder = store.folder(run)
        try refuseStaleRejects(files, place, store)
        // Files that are missing are told before anything is made.
        var inputs: [RunRecord.Input] = []
        for (index, file) in files.enumerated() where try !InputSpool.isNeeded(file) {
            inputs.append(try input(file, index))
        }
        let spools = inputs.count < files.count || options.keepsInputs
        if !spools { try clearTheWay(inputs, place, store, run) }
        let lock = try folder.create()
        defer { withExtendedLifetime(lock) {} }
        if spools {
            do throws(ImportError) {
                inputs = try await spooled(files) { folder.spoolPath($0) }
                if options.keepsInputs { try await keep(&inputs, in: folder) }
            } catch {
                // Nothing was sent and what was read is gone: such a run is of no use to anybody.
                try? folder.remove()
                throw error
            }
        }
        let record = record(run, inputs, place)
        try folder.write(record)
        try folder.write(configuration)
        events.notice(.kept(run))
        let importRun = try importRun(record, run, folder, place, events)
        return try await finish(
            importRun, to: place, store: store, isResumed: false, checks: options.checksFirst)
    }

    /// For a place that keeps no run: nothing is left behind but what was delivered.
    private func runUnkept(
        _ files: [String], to place: DeliveryPlace, spool: String, _ events: ImportEvents
    ) async throws(ImportError) -> ImportOutcome {
        let run = options.run ?? .new()
        let copy = "\(spool)/rollcall-\(RunID.new())"
        defer { files.indices.forEach { try? FileSystem.remove("\(copy)-\($0 + 1)") } }
        let inputs = try await spooled(files) { "\(copy)-\($0)" }
        let importRun = try importRun(record(run, inputs, place), run, nil, place, events)
        return try await finish(
            importRun, to: place, store: nil, isResumed: false, checks: options.checksFirst)
    }

    private func clearTheWay(
        _ inputs: [RunRecord.Input], _ place: DeliveryPlace, _ store: RunStore, _ run: RunID,
        _ events: ImportEvents? = nil
    ) throws(ImportError) {
        guard !options.again else { return }
        let others = try store.unfinished(to: place.name, inputs: inputs, except: run)
        others.forEach { events?.notice(.otherUnfinishedRun($0)) }
        try store.replace(destination: place.name, inputs: inputs, except: run)
    }

    private func record(
        _ run: RunID, _ inputs: [RunRecord.Input], _ place: DeliveryPlace
    ) -> RunRecord {
        var record = RunRecord(
            run: run.description, started: Date().timeIntervalSince1970, destination: place.name,
            isRemote: place.isRemote, inputs: inputs,
            settings: RunRecord.Settings(
                encoding: options.reading.encoding, delimiter: options.reading.dialect.delimiter,
                header: options.reading.header,
                maxRecordBytes: options.reading.limits.maxRecordBytes,
                maxFields: options.reading.limits.maxFields,
                allowsAnonymous: options.allowsAnonymous, checksFirst: options.checksFirst,
                version: options.version, onlyChanged: options.onlyChanged,
                notes: options.notes.isEmpty ? nil : options.notes))
        record.settings.take(options.forwarding)
        return record
    }

    /// The inputs with a copy, at the path for its number, of each that can be read only once.
    private func spooled(
        _ files: [String], to path: (Int) -> String
    ) async throws(ImportError) -> [RunRecord.Input] {
        var inputs: [RunRecord.Input] = []
        for (index, file) in files.enumerated() {
            if try InputSpool.isNeeded(file) {
                let copy = path(index + 1)
                try await InputSpool.copy(file, to: copy)
                inputs.append(try input(file, index, at: copy))
            } else {
                inputs.append(try input(file, index))
            }
        }
        return inputs
    }

    /// Makes the files that can be read again the run's own.
    private func keep(
        _ inputs: inout [RunRecord.Input], in folder: RunFolder
    ) async throws(ImportError) {
        for index in inputs.indices where !folder.holds(inputs[index].path, RunFolder.spoolPrefix) {
            try await folder.keep(inputs[index].path, number: index + 1)
            inputs[index] = try input(inputs[index].file, index, at: folder.keptPath(index + 1))
        }
    }

    private func input(
        _ file: String, _ index: Int, at path: String? = nil
    ) throws(ImportError) -> RunRecord.Input {
        let path = FileSystem.absolute(path ?? file)
        let name = options.names.indices.contains(index) ? options.names[index] : file
        do throws(SystemError) {
            if let stamp = try FileSystem.stamp(path) {
                return RunRecord.Input(file: name, path: path, stamp: stamp)
            }
        } catch {
            throw ImportError(error.isMissing ? .noInput : .io, detail: error.detail, path: file)
        }
        throw ImportError(.noInput, detail: "it is not a file any more", path: file)
    }

    /// Rows that were left out of a run are older than what a later run has sent.
    private func refuseStaleRejects(
        _ files: [String], _ place: DeliveryPlace, _ store: RunStore
    ) throws(ImportError) {
        guard !options.staleOK else { return }
        for file in files {
            let parts = FileSystem.absolute(file).split(separator: "/")
            guard let name = parts.last, name == "rejects.csv" || name == "errors.csv",
                let run = parts.dropLast().last.flatMap({ RunID(String($0)) }),
                FileSystem.absolute(store.folder(run).path + "/" + name)
                    == FileSystem.absolute(file),
                let entry = try store.entry(run), entry.record.destination == place.name
            else { continue }
            try store.refuseStale(entry.record)
        }
    }
}

// MARK: - Both

extension ImportStage {
    func importRun(
        _ record: RunRecord, _ run: RunID, _ folder: RunFolder?, _ place: DeliveryPlace,
        _ events: ImportEvents
    ) throws(ImportError) -> ImportRun {
        let settings = record.settings
        var reading = options.reading
        reading.encoding = settings.encoding
        reading.dialect = Dialect(delimiter: settings.delimiter)
        reading.header = settings.header
        reading.limits = ReadLimits(
            maxRecordBytes: settings.maxRecordBytes, maxFields: settings.maxFields)
        return try ImportRun(
            record, run: run, folder: folder,
            rules: PassRules(
                configuration: configuration, reading: reading, kernel: kernel,
                isRemote: place.isRemote, allowsAnonymous: settings.allowsAnonymous,
                maxProblems: options.maxProblems, ownRules: ownRules),
            options: options, words: words, events: events)
    }

    /// The check, where it is still due, then the sending, then the end of the run.
    func finish(
        _ run: ImportRun, to place: DeliveryPlace, store: RunStore?, isResumed: Bool, checks: Bool
    ) async throws(ImportError) -> ImportOutcome {
        options.telemetry.begun(run.record, isResumed: isResumed)
        do throws(ImportError) {
            if checks {
                guard try await run.check() else { return try stopped(run) }
                if let store, !isResumed {
                    try clearTheWay(run.record.inputs, place, store, run.run, run.events)
                }
            } else if run.rules.catalogue.allowsAnonymous {
                try await run.takeDigests()
            }
            try await place.confirm(run.preview)
            let destination = try await place.open(
                DeliveryRun(
                    id: run.run, startedAt: Int(run.record.started * 1_000),
                    isResumed: isResumed && run.journal.hasBegun,
                    files: run.record.inputs.map(\.file)))
            try openChanges(run, place)
            if run.folder != nil { run.events.notice(.sending(run.run)) }
            guard try await run.send(to: destination, in: place) else {
                try run.keepRecord()
                return try stopped(run)
            }
            if !run.journal.rejections.isEmpty {
                try await run.rewriteRejects(destination, in: place)
            }
            try run.keepRecord()
            try run.folder?.finish(run.totals)
            return outcome(.finished, run)
        } catch {
            var error = error
            error.totals = run.totals
            options.telemetry.failed(error, run: run.run)
            error.run = error.run ?? keptRun(run, after: error, isNew: !isResumed)
            throw error
        }
    }

    /// Stopped by what stands in the files. Where nothing was sent they are to be mended, not kept.
    private func stopped(_ run: ImportRun) throws(ImportError) -> ImportOutcome {
        if !run.journal.hasBegun { try run.folder?.letGo() }
        return outcome(.stopped, run)
    }

    /// The table of `--only-changed`. Rows that go out without it make it untrue, so it goes then.
    private func openChanges(_ run: ImportRun, _ place: DeliveryPlace) throws(ImportError) {
        guard let folder = run.folder else { return }
        let runs = FileSystem.folder(of: folder.path)
        if let column = run.record.settings.onlyChanged {
            run.changes = try UnchangedRows.open(place.name, in: runs, column: column)
        } else {
            try UnchangedRows.forget(destination: place.name, in: runs)
        }
    }

    /// The run that an error leaves behind; `nil` where none is kept. A new one that has sent nothing
    /// and holds no copy of what can be read only once is of no use and goes, unless somebody only
    /// interrupted it.
    private func keptRun(_ run: ImportRun, after error: ImportError, isNew: Bool) -> RunID? {
        guard let folder = run.folder else { return nil }
        let holdsCopy = run.record.inputs.contains { folder.holds($0.path, RunFolder.spoolPrefix) }
        guard isNew, !run.journal.hasBegun, !holdsCopy, error.code != .cancelled else {
            return run.run
        }
        try? folder.remove()
        return nil
    }

    private func outcome(_ ending: ImportOutcome.Ending, _ run: ImportRun) -> ImportOutcome {
        func existing(_ path: String?) -> String? {
            path.flatMap { FileSystem.exists($0) ? $0 : nil }
        }
        options.telemetry.ended(run.totals, ending)
        var outcome = ImportOutcome(
            ending, totals: run.totals, reports: run.reports, folder: run.folder?.path,
            rejects: existing(run.folder?.rejectsPath), errors: existing(run.folder?.errorsPath))
        outcome.verified = run.verified
        outcome.refusals = run.journal.rejections.prefix(10).map { rejection in
            let inputs = run.record.inputs
            return ImportOutcome.Refusal(
                file: inputs.indices.contains(rejection.file - 1)
                    ? inputs[rejection.file - 1].file : "", row: rejection.row,
                reason: rejection.reason)
        }
        return outcome
    }
}
