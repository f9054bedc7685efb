internal import ByteSources
internal import Foundation
internal import IdentifyMessages
public import ProfileCSV
public import RollcallCSV

/// `import`: checks files whole, then turns their rows into messages and delivers them, so that every
/// row ends as exactly one of delivered, rejected, skipped or not reached (design §5).
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
    let kernel: Kernel

    /// - Parameters:
    ///   - configuration: the space's; its mapping holds unless `mapping` is given.
    ///   - mapping: the user's own, in place of the configuration's.
    ///   - words: for the run's report and its `errors.csv`. Default: English.
    ///   - kernel: the scan kernel. Default: the fastest of this machine.
    public init(
        configuration: SpaceConfiguration, mapping: Mapping? = nil, options: ImportOptions,
        words: ProblemWords = .wording(), kernel: Kernel = .best
    ) {
        var configuration = configuration
        if let mapping { configuration.mapping = mapping }
        self.configuration = configuration
        self.options = options
        self.words = words
        self.kernel = kernel
    }

    /// Imports files, in this order, as one run.
    ///
    /// - Parameters:
    ///   - files: paths with equal headers; `-` is standard input, at most once.
    ///   - place: where the rows go.
    ///   - runs: the folder of all runs; it is made when missing. Not used for a place that keeps none.
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
                files, to: place, spool: spool ?? FileManager.default.temporaryDirectory.path, events)
        }
        let store = RunStore(path: runs)
        if let run = options.run, let entry = try store.entry(run) {
            if entry.isFinished || entry.hasBegun {
                return try await goOn(entry, files, to: place, events)
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
    ///   - staleOK: whether to go on although a later run to the same place has finished.
    public static func resume(
        _ run: RunID, in runs: String, to place: DeliveryPlace, options: ImportOptions,
        words: ProblemWords = .wording(), staleOK: Bool = false, kernel: Kernel = .best,
        events: ImportEvents = ImportEvents()
    ) async throws(ImportError) -> ImportOutcome {
        let store = RunStore(path: runs)
        guard let entry = try store.entry(run) else {
            throw ImportError(.noInput, detail: "there is no run of this name", path: runs, run: run)
        }
        if let totals = entry.folder.totals {
            return ImportOutcome(.alreadyFinished, totals: totals, folder: entry.folder.path)
        }
        if !staleOK, let later = store.finishedLater(than: entry.record) {
            throw ImportError(
                .unfinishedRun,
                detail: "run \(later) to the same place was finished after this one had begun; going "
                    + "on would put older values over newer ones. If that is meant, add --stale-ok",
                run: run)
        }
        let stage = ImportStage(
            configuration: try entry.folder.configuration(), options: options, words: words,
            kernel: kernel)
        return try await stage.goOn(entry, to: place, events)
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
        // Files that are missing are told before anything is made.
        var inputs: [RunRecord.Input] = []
        for (index, file) in files.enumerated() where file != "-" {
            inputs.append(try Self.input(file, number: index + 1, folder))
        }
        if inputs.count == files.count { try clearTheWay(inputs, place, store, run) }
        let lock = try folder.create()
        defer { withExtendedLifetime(lock) {} }
        if inputs.count < files.count {
            let spooled = folder.spoolPath((files.firstIndex(of: "-") ?? 0) + 1)
            do throws(ImportError) {
                try await InputSpool.standardInput(to: spooled)
                inputs = []
                for (index, file) in files.enumerated() {
                    inputs.append(try Self.input(file, number: index + 1, folder))
                }
            } catch {
                // Nothing was sent and standard input is gone: such a run is of no use to anybody.
                try? folder.remove()
                throw error
            }
        }
        let record = record(run, inputs, place)
        try folder.write(record)
        try folder.write(configuration)
        let importRun = try importRun(record, run, folder, place, events)
        return try await finish(
            importRun, to: place, store: store, isResumed: false, checks: options.checksFirst)
    }

    /// For a place that keeps no run: nothing is left behind but what was delivered.
    private func runUnkept(
        _ files: [String], to place: DeliveryPlace, spool: String, _ events: ImportEvents
    ) async throws(ImportError) -> ImportOutcome {
        let run = options.run ?? .new()
        let spooled = "\(spool)/rollcall-\(RunID.new())"
        defer { try? FileSystem.remove(spooled) }
        var inputs: [RunRecord.Input] = []
        for file in files {
            if file == "-" { try await InputSpool.standardInput(to: spooled) }
            inputs.append(try Self.input(file, at: file == "-" ? spooled : file))
        }
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
        RunRecord(
            run: run.description, started: Date().timeIntervalSince1970, destination: place.name,
            inputs: inputs,
            settings: RunRecord.Settings(
                encoding: options.reading.encoding, delimiter: options.reading.dialect.delimiter,
                header: options.reading.header, maxRecordBytes: options.reading.limits.maxRecordBytes,
                maxFields: options.reading.limits.maxFields,
                allowsAnonymous: options.allowsAnonymous, checksFirst: options.checksFirst,
                version: options.version))
    }

    private static func input(
        _ file: String, number: Int, _ folder: RunFolder
    ) throws(ImportError) -> RunRecord.Input {
        try input(file, at: file == "-" ? folder.spoolPath(number) : FileSystem.absolute(file))
    }

    private static func input(
        _ file: String, at path: String
    ) throws(ImportError) -> RunRecord.Input {
        let stamp: FileSystem.Stamp?
        do throws(SystemError) {
            stamp = try FileSystem.stamp(path)
        } catch {
            throw ImportError(error.isMissing ? .noInput : .io, detail: error.detail, path: file)
        }
        guard let stamp else {
            throw ImportError(
                .noInput,
                detail: "it is no regular file, and import reads its input twice; give it as standard "
                    + "input instead: rollcall import - < FILE", path: file)
        }
        return RunRecord.Input(file: file, path: path, stamp: stamp)
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
                maxProblems: options.maxProblems),
            options: options, words: words, events: events)
    }

    /// The check, where it is still due, then the sending, then the end of the run.
    func finish(
        _ run: ImportRun, to place: DeliveryPlace, store: RunStore?, isResumed: Bool, checks: Bool
    ) async throws(ImportError) -> ImportOutcome {
        do throws(ImportError) {
            if checks {
                guard try await run.check() else { return outcome(.stopped, run) }
                if let store, !isResumed {
                    try clearTheWay(run.record.inputs, place, store, run.run, run.events)
                }
            } else if run.rules.catalogue.allowsAnonymous {
                try await run.takeDigests()
            }
            let destination = try await place.open(isResumed && run.journal.hasBegun)
            guard try await run.send(to: destination) else {
                try run.keepRecord()
                return outcome(.stopped, run)
            }
            if !run.journal.rejections.isEmpty { try await run.rewriteRejects(destination) }
            try run.keepRecord()
            try run.folder?.finish(run.totals)
            return outcome(.finished, run)
        } catch {
            var error = error
            error.totals = run.totals
            error.run = run.folder == nil ? nil : error.run ?? run.run
            throw error
        }
    }

    private func outcome(_ ending: ImportOutcome.Ending, _ run: ImportRun) -> ImportOutcome {
        func existing(_ path: String?) -> String? {
            path.flatMap { FileSystem.exists($0) ? $0 : nil }
        }
        return ImportOutcome(
            ending, totals: run.totals, reports: run.reports, folder: run.folder?.path,
            rejects: existing(run.folder?.rejectsPath), errors: existing(run.folder?.errorsPath))
    }
}
