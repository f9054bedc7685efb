internal import ByteSources
internal import Foundation

extension ImportStage {
    /// `--run-id` of a run that exists and has sent something: goes on with it or tells its totals,
    /// provided that the files are its own (design §5).
    func goOn(
        _ entry: RunStore.Entry, in store: RunStore, _ files: [String], to place: DeliveryPlace,
        _ events: ImportEvents
    ) async throws(ImportError) -> ImportOutcome {
        guard entry.record.destination == place.name else {
            throw ImportError(
                .configuration,
                detail:
                    "run \(entry.folder.run) delivers to \(entry.record.destination); give this "
                    + "import another --run-id", run: entry.folder.run)
        }
        guard try await areSame(files, as: entry) else {
            throw ImportError(
                .configuration,
                detail:
                    "run \(entry.folder.run) is of other files; give this import another --run-id",
                run: entry.folder.run)
        }
        if let totals = entry.folder.totals {
            return ImportOutcome(.alreadyFinished, totals: totals, folder: entry.folder.path)
        }
        let own = ImportStage(
            configuration: try entry.folder.configuration(), options: options, words: words,
            ownRules: ownRules, kernel: kernel)
        return try await own.goOn(entry, in: store, to: place, events)
    }

    /// Goes on where the journal ends.
    func goOn(
        _ entry: RunStore.Entry, in store: RunStore, to place: DeliveryPlace,
        _ events: ImportEvents
    ) async throws(ImportError) -> ImportOutcome {
        if !options.staleOK {
            try store.refuseStale(entry.record)
            try Self.refuseOld(entry.record, now: Date().timeIntervalSince1970)
        }
        let lock = try entry.folder.lock()
        defer { withExtendedLifetime(lock) {} }
        let run = try importRun(entry.record, entry.folder.run, entry.folder, place, events)
        try await run.refreshStamps()
        let delivered = run.totals.counts.delivered
        events.notice(.resuming(entry.folder.run, delivered: delivered))
        // A check that let the run begin need not be made again. One that stopped it has to.
        let checks = entry.record.settings.checksFirst && !run.journal.hasBegun
        return try await finish(run, to: place, store: nil, isResumed: true, checks: checks)
    }

    /// How long the other side surely remembers the message IDs that it has seen; Segment says a day
    /// at least (`tracking-api` §6), and a day has its delays.
    static let hoursRemembered = 20

    /// The age in hours of a run whose rows the other side may have forgotten; `nil` of any other.
    static func hoursTooOld(_ record: RunRecord, now: Double) -> Int? {
        // A clock that jumped gives any number at all.
        let hours = Int(max(-1e9, min((now - record.started) / 3_600, 1e9)))
        return record.isRemote == true && hours >= hoursRemembered ? hours : nil
    }

    /// What was on its way when a run was stopped is sent again. A place that has forgotten its IDs
    /// would take it twice.
    static func refuseOld(_ record: RunRecord, now: Double) throws(ImportError) {
        guard let hours = hoursTooOld(record, now: now) else { return }
        throw ImportError(
            .staleRun,
            detail:
                "run \(record.run) began \(hours) hours ago: after \(hoursRemembered) hours the other "
                + "side may have forgotten which rows it has, and could take the last ones twice. If "
                + "that does no harm, add --stale-ok", run: RunID(record.run))
    }

    /// Whether the named files are those of a run: by place, size and time, else by digest.
    private func areSame(_ files: [String], as entry: RunStore.Entry) async throws(ImportError)
        -> Bool
    {
        let inputs = entry.record.inputs
        guard files.count == inputs.count else { return false }
        for (file, input) in zip(files, inputs) {
            if file == "-" {
                guard try await isSameInput(input) else { return false }
                continue
            }
            let path = FileSystem.absolute(file)
            if path == input.path, (try? FileSystem.stamp(path)) == input.stamp { continue }
            guard let digest = input.digest,
                try await Self.digest(of: path, options.reading) == digest
            else { return false }
        }
        return true
    }

    /// Standard input again: whether it brings what it brought the first time.
    private func isSameInput(_ input: RunRecord.Input) async throws(ImportError) -> Bool {
        guard input.file == "-" else { return false }
        // Nobody types a file anew: at a terminal the copy in the run's folder is what is meant.
        if FileSystem.isTerminal(0), FileSystem.exists(input.path) { return true }
        let known: String
        if let digest = input.digest {
            known = digest
        } else {
            guard FileSystem.exists(input.path) else { return false }
            known = try await Self.digest(of: input.path, options.reading)
        }
        return try await Self.digest(of: "-", options.reading) == known
    }

    /// The digest of a file's decompressed text.
    static func digest(
        of path: String, _ reading: ReadingOptions
    ) async throws(ImportError) -> String {
        do throws(ByteSourceError) {
            let source = try openInput(path: path, options: reading.input)
            var digest = FileDigest()
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
            defer { buffer.deallocate() }
            while true {
                let count = try await source.read(into: buffer)
                if count == 0 { return digest.finalized() }
                digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        } catch {
            throw ImportError(reading: error, path: path)
        }
    }
}
