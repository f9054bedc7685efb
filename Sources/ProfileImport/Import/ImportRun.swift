internal import ByteSources
internal import IdentifyMessages
internal import ProfileCSV
internal import RollcallCSV

/// One import at work: its inputs, where it stands, and its two passes. One task at a time.
///
/// `check()` reads everything and sends nothing; `send(to:)` reads everything again and sends what
/// was not receipted before; a resume is the same with a journal that is not empty. Because both
/// passes and every resume make the same messages from the same bytes, the journal alone says what
/// is left.
final class ImportRun {
    fileprivate(set) var record: RunRecord
    /// `nil` where the run leaves nothing behind.
    let folder: RunFolder?
    private(set) var reports: [Report] = []
    private(set) var journal: Journal
    /// Rows read and left out by this process's latest pass, by file.
    private(set) var readRows: [Int: Int] = [:]
    private(set) var leftOut: [Int: Int] = [:]
    /// Rows passed over as unchanged, by file, over all processes that worked on the run.
    private(set) var skipped: [Int: Int] = [:]
    /// What reading back has shown in the end.
    fileprivate(set) var verified: ReadBackResult?
    /// When the time limit is reached.
    let deadline: ContinuousClock.Instant?
    /// Where the table of `--only-changed` lies; `nil` where nothing of it is kept.
    var changes: ChangedRows?

    let rules: PassRules
    let run: RunID
    let options: ImportOptions
    let words: ProblemWords
    let events: ImportEvents
    private let meters: ImportMeters
    /// Whether this pass reads the rows for the first time.
    private var isMetered = true

    init(
        _ record: RunRecord, run: RunID, folder: RunFolder?, rules: PassRules,
        options: ImportOptions, words: ProblemWords, events: ImportEvents
    ) throws(ImportError) {
        self.record = record
        self.run = run
        self.folder = folder
        self.rules = rules
        self.options = options
        self.words = words
        self.events = events
        meters = options.telemetry.meters()
        deadline = options.timeLimit.map { ContinuousClock.now + $0 }
        if let folder { journal = try Journal(folder.journalPath) } else { journal = Journal() }
        skipped = journal.skipped
    }

    /// - Throws: `tryLater` when the time limit is reached.
    func checkTime() throws(ImportError) {
        guard let deadline, ContinuousClock.now >= deadline else { return }
        throw ImportError(.tryLater, detail: "the time limit is reached")
    }

    // MARK: Checking

    /// Reads all inputs, takes their digests and reports on them.
    ///
    /// - Returns: whether the rows may be sent.
    func check() async throws(ImportError) -> Bool {
        var header: [[UInt8]]?
        reports = []
        for (index, input) in record.inputs.enumerated() {
            // Where nothing is kept, size and time tell whether the file is still the same.
            let pass = try open(
                input, number: index + 1,
                purpose: purpose(
                    takesDigest: folder != nil || rules.catalogue.allowsAnonymous))
            var meter = ProgressMeter(stage: .checking, file: index + 1, report: events.progress)
            if try await pass.readHeader() {
                try compare(pass.header.names, with: &header, file: input.file)
                try requireKeyColumn(pass.header.names, file: input.file)
                try await pass.readRows { _ throws(ImportError) in
                    meter.tell(pass)
                    try checkTime()
                }
            }
            pass.finish()
            reports.append(pass.report)
            events.checked(pass.report)
            options.telemetry.checked(pass.report, run: run)
            record.inputs[index].digest = pass.digest
            record.inputs[index].rows = pass.report.rows
        }
        try keepReports()
        let rows = reports.reduce(0) { $0 + $1.rows }
        let rejected = reports.reduce(0) { $0 + $1.rejectedRows }
        return !reports.contains { rules.hasFileError($0.tally.counts) }
            && options.maxErrors.allows(rejected: rejected, of: rows)
    }

    private func keepReports() throws(ImportError) {
        guard let folder else { return }
        try folder.write(record)
        let writer = ReportWriter(words: words)
        do throws(SystemError) {
            try FileSystem.write(reports.flatMap { writer.json($0) }, to: folder.reportsPath)
        } catch {
            throw .system(error)
        }
    }

    /// Files of one run have equal headers, byte for byte.
    func compare(
        _ names: [[UInt8]], with first: inout [[UInt8]]?, file: String
    ) throws(ImportError) {
        try InputPass.compare(names, with: &first, file: file)
    }

    /// `--only-changed` needs its column.
    func requireKeyColumn(_ names: [[UInt8]], file: String) throws(ImportError) {
        guard let column = record.settings.onlyChanged, !names.contains(column) else { return }
        throw ImportError(
            .configuration,
            detail: "it has no column “\(String(decoding: column, as: UTF8.self))”, which "
                + "--only-changed names", path: file)
    }

    /// What is about to be sent, as far as the check has told.
    var preview: SendPreview {
        var preview = checkedPreview
        preview.paths = record.inputs.map(\.path)
        preview.hasBegun = journal.hasBegun
        return preview
    }

    private var checkedPreview: SendPreview {
        guard !reports.isEmpty else { return SendPreview() }
        let known = Set(rules.configuration.traits.map { Array($0.name.utf8) })
        var people = 0
        for report in reports {
            let rows = report.rows - report.rejectedRows
            // Rows of one user_id are of one person; nothing else bounds their number.
            let userIDs = report.identifiers.first { $0.identifier == "user_id" }
            if let userIDs, let distinct = userIDs.distinct, !userIDs.isDistinctEstimated {
                people += min(rows, distinct + report.rows - userIDs.filled)
            } else {
                people += rows
            }
        }
        var names: [String] = []
        for trait in reports.first?.traits ?? [] where !known.contains(Array(trait.trait.utf8)) {
            names.append(trait.trait)
        }
        return SendPreview(
            rows: reports.reduce(0) { $0 + $1.rows - $1.rejectedRows }, people: people,
            newTraits: names)
    }

    // MARK: Sending

    /// Reads all inputs and sends every row that is not receipted yet.
    ///
    /// - Returns: whether all rows were reached; `false` when problems stopped the run.
    func send(
        to destination: any Destination, in place: DeliveryPlace
    ) async throws(ImportError) -> Bool {
        let sender = BatchSender(
            destination, journal: journal,
            concurrency: min(options.concurrency, place.maxConcurrency),
            identifierTypes: rules.personTypes)
        let (telemetry, meters, id) = (options.telemetry, meters, run)
        sender.onEnd = { batch, result, time in
            switch result {
            case .success(let receipt):
                meters.note(batch, receipt, after: time)
                telemetry.receipted(batch, receipt, run: id)
            case .failure:
                meters.noteFailure()
            }
        }
        if let changes {
            sender.onReceipt = { (batch, receipt) throws(ImportError) in
                do throws(SystemError) {
                    try changes.noteReceipt(of: batch, receipt)
                } catch {
                    throw .system(error)
                }
            }
        }
        // Nothing is waited for any longer once the time is over; what is under way arrives.
        let timer = deadline.map { deadline in
            Task {
                try? await Task.sleep(until: deadline, clock: .continuous)
                if !Task.isCancelled { destination.stopWaiting() }
            }
        }
        defer { timer?.cancel() }
        let readBack = place.readBack
        let outcome: Result<Bool, ImportError> = await withTaskCancellationHandler {
            await pass(sender, readBack)
        } onCancel: {
            destination.stopWaiting()
        }
        // Whatever happened: what is under way comes to its end and its receipt is kept.
        var failure: ImportError?
        do throws(ImportError) { try await sender.settle() } catch { failure = error }
        do throws(ImportError) { try sender.flush() } catch { failure = failure ?? error }
        journal = sender.journal
        do throws(SystemError) { try changes?.sync() } catch { failure = failure ?? .system(error) }
        if let failure, case .success = outcome { throw told(failure) }
        do throws(ImportError) { return try outcome.get() } catch { throw told(error) }
    }

    private func pass(
        _ sender: BatchSender, _ readBack: ReadBack?
    ) async -> Result<Bool, ImportError> {
        var pass = SendingPass(self, sender, readBack)
        do throws(ImportError) {
            return .success(try await pass.run())
        } catch {
            return .failure(error)
        }
    }

    /// A destination that was told to stop for the time limit's sake says that it was stopped.
    private func told(_ error: ImportError) -> ImportError {
        guard error.code == .cancelled, !Task.isCancelled else { return error }
        do throws(ImportError) { try checkTime() } catch let limit { return limit }
        return error
    }

    func take(_ result: ReadBackResult) { verified = result }

    func noteSkipped(file: Int) {
        skipped[file, default: 0] += 1
        meters.noteSkipped()
    }

    func note(rows: Int, leftOut rejected: Int, file: Int) {
        readRows[file, default: 0] += rows
        leftOut[file, default: 0] += rejected
        if isMetered { meters.noteRows(read: rows, leftOut: rejected) }
    }

    /// Begins to count anew, for a pass that reads everything again.
    func beginCounting() {
        readRows = [:]
        leftOut = [:]
        skipped = journal.skipped
    }

    /// The rows that come now were counted before.
    func stopMetering() { isMetered = false }

    /// Takes the report of a pass that was not checked before.
    func take(_ report: Report, digest: String?, file: Int) {
        if let digest { record.inputs[file - 1].digest = digest }
        record.inputs[file - 1].rows = report.rows
        if reports.count < file { reports.append(report) }
    }

    func take(digest: String, file: Int) { record.inputs[file - 1].digest = digest }

    /// Keeps what is known of the inputs now.
    func keepRecord() throws(ImportError) { try folder?.write(record) }

    // MARK: Counting

    /// What became of every row up to now, over all processes that worked on the run.
    var totals: ImportTotals {
        ImportTotals(
            run: run, record, journal, read: readRows, leftOut: leftOut, skipped: skipped)
    }

    // MARK: Inputs

    func purpose(takesDigest: Bool) -> InputPass.Purpose {
        InputPass.Purpose(
            messages: MessageOptions(
                runID: run.description, libraryVersion: record.settings.version,
                forwarding: record.settings.forwarding),
            looksAcrossRows: true, takesDigest: takesDigest)
    }

    func open(
        _ input: RunRecord.Input, number: Int, purpose: InputPass.Purpose
    ) throws(ImportError) -> InputPass {
        do throws(ByteSourceError) {
            let source = try openInput(
                path: input.path, options: rules.reading.input)
            return InputPass(
                source, name: input.file, number: number, isFile: input.file != "-", target: .api,
                rules: rules, purpose: purpose)
        } catch {
            throw ImportError(reading: error, path: input.file)
        }
    }
}

extension ImportRun {
    /// Reads every input once for its digest alone, which the IDs of rows without an identifier are
    /// made from.
    func takeDigests() async throws(ImportError) {
        for (index, input) in record.inputs.enumerated() where input.digest == nil {
            let digest = try await ImportStage.digest(of: input.path, rules.reading)
            take(digest: digest, file: index + 1)
        }
        try keepRecord()
    }

    /// A file that was copied or touched since the run was stopped is still the same file if its
    /// digest is; one that was changed is told when the sending looks at it.
    func refreshStamps() async throws(ImportError) {
        for (index, input) in record.inputs.enumerated() {
            guard let digest = input.digest, let stamp = try? FileSystem.stamp(input.path),
                stamp != input.stamp,
                try await ImportStage.digest(of: input.path, rules.reading) == digest
            else { continue }
            record.inputs[index].stamp = stamp
        }
        try keepRecord()
    }

    /// Writes the rejects once more, with the rows that the destination refused among our own, in
    /// file order: by the same pass, in which now nothing is left to send.
    func rewriteRejects(
        _ destination: any Destination, in place: DeliveryPlace
    ) async throws(ImportError) {
        stopMetering()
        _ = try await send(to: destination, in: place)
    }
}
