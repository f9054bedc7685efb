internal import IdentifyMessages
internal import ProfileCSV
internal import RollcallCSV

/// The pass of an import that sends: every input once more through the same rules, its messages
/// packed in file order, its bad rows to the rejects.
struct SendingPass: ~Copyable {
    let run: ImportRun
    let sender: BatchSender
    var packer: BatchPacker
    private var rejects: Rejects?
    private var header: [[UInt8]]?
    /// Rows passed over since the last batch began.
    var passed: [RowRange] = []
    /// Rows of the present file that the destination refused in an earlier process.
    private(set) var refused: Set<Int> = []

    let readBack: ReadBack?
    /// The people to read back in the end.
    var sample: PeopleSample?
    /// Whether the first rows are being sent, which are read back before the rest goes.
    var isCanaryOut: Bool
    /// How many of them are still to go.
    var canaryRows: Int
    var canary: PeopleSample

    /// A share of rows says little while only few have been read: below this many a budget in per
    /// cent waits.
    private static let rowsBeforeShare = 1_000

    init(_ run: ImportRun, _ sender: BatchSender, _ readBack: ReadBack?) {
        self.run = run
        self.sender = sender
        self.readBack = readBack
        let types = run.rules.personTypes
        let isFirstPass = readBack != nil && run.verified == nil
        sample = isFirstPass
            ? run.options.verify.map { PeopleSample(size: $0, types: types) } : nil
        canaryRows = isFirstPass ? run.options.canary ?? 0 : 0
        isCanaryOut = canaryRows > 0
        canary = PeopleSample(size: .max, types: types)
        packer = BatchPacker(limits: sender.limits, firstNumber: sender.journal.lastBatch + 1)
    }

    /// - Returns: whether all rows were reached; `false` when problems stopped the run.
    mutating func run() async throws(ImportError) -> Bool {
        run.beginCounting()
        let isDone: Bool
        do throws(ImportError) {
            let isSent = try await sendAll()
            if isSent, let last = packer.finish() { try await send(last) }
            if isSent { try await sender.settle() }
            // What the destination refused of the last batches counts as well.
            isDone = isSent && isWithinBudget(isWhole: true)
            if isDone {
                // A file may have fewer rows than were to go first.
                if isCanaryOut { try await readCanary() }
                try await readSample()
            }
        } catch {
            // The rows left out so far are worth having, but the first error is the one to tell.
            _ = try? commitRejects(isWhole: false)
            throw error
        }
        try commitRejects(isWhole: isDone)
        return isDone
    }

    private mutating func sendAll() async throws(ImportError) -> Bool {
        for (index, input) in run.record.inputs.enumerated() {
            guard try await send(input, number: index + 1) else { return false }
        }
        return isWithinBudget(isWhole: true)
    }

    /// Sends one input.
    ///
    /// - Returns: whether it was read to its end without a problem that stops the run.
    private mutating func send(_ input: RunRecord.Input, number: Int) async throws(ImportError)
        -> Bool
    {
        var watch = InputWatch(input)
        try watch.look()
        let pass = try run.open(input, number: number, purpose: purpose(for: input, number))
        guard try await pass.readHeader(), mayGoOn(pass.report) else {
            pass.finish()
            run.take(pass.report, digest: nil, file: number)
            return false
        }
        try run.requireKeyColumn(pass.header.names, file: input.file)
        try run.compare(pass.header.names, with: &header, file: input.file)
        if number == 1 { openRejects(pass) }
        refused = Set(sender.journal.rejections.filter { $0.file == number }.map(\.row))
        var meter = ProgressMeter(stage: .sending, file: number, report: run.events.progress)
        do throws(ImportError) {
            try await pass.readRows { worked throws(ImportError) in
                try watch.lookNowAndThen()
                try run.checkTime()
                try await apply(worked, file: number, name: input.file)
                meter.tell(pass)
            }
        } catch  where error.code == .stoppedByProblems {
            pass.finish()
            run.take(pass.report, digest: nil, file: number)
            return false
        }
        pass.finish()
        try watch.look()
        try watch.compare(pass.digest)
        run.take(pass.report, digest: pass.digest, file: number)
        return mayGoOn(pass.report)
    }

    private func purpose(for input: RunRecord.Input, _ number: Int) -> InputPass.Purpose {
        var purpose = run.purpose(takesDigest: run.folder != nil)
        purpose.messages.fileDigest = Array((input.digest ?? "").utf8)
        purpose.makesMessages = true
        purpose.collectsRejects = true
        purpose.separator = sender.separator
        // Of warnings, and of what rows say about one another, the check pass has told.
        purpose.makesStatistics = false
        purpose.warns = false
        purpose.looksAcrossRows = false
        let refused = sender.journal.rejections.filter { $0.file == number }
        purpose.pickedRows = Set(refused.map(\.row))
        purpose.keyColumn = run.changes == nil ? nil : run.record.settings.onlyChanged
        return purpose
    }

    /// Counts a chunk's rows, keeps its bad ones and sends its messages.
    private mutating func apply(
        _ worked: WorkedChunk, file: Int, name: String
    ) async throws(ImportError) {
        let outcome = worked.outcome
        run.note(rows: outcome.rows, leftOut: outcome.rejectedRowCount, file: file)
        // Both are in file order; that many of the first kind are not copied for nothing.
        var bad = outcome.rejectedRows
        if !worked.picked.isEmpty {
            bad += refusedRows(worked.picked, file: file)
            bad.sort { $0.row < $1.row }
        }
        do throws(SystemError) {
            try rejects?.add(bad, file: name)
        } catch {
            throw .system(error)
        }
        try sender.poll()
        if let messages = outcome.messages {
            let done = try rowsDone(messages, worked.marks, file: file)
            let rest = done.isEmpty ? messages : messages.keeping { !done.contains($0) }
            if let rest { try await add(rest, file: file) }
        }
        try checkBudget()
    }

    private func checkBudget() throws(ImportError) {
        guard isWithinBudget(isWhole: false) else {
            throw ImportError(.stoppedByProblems, detail: "too many rows with errors")
        }
    }

    /// Whether the rows left out so far, refused ones included, are within the budget.
    private func isWithinBudget(isWhole: Bool) -> Bool {
        let read = run.readRows.values.reduce(0, +)
        let rejected = run.leftOut.values.reduce(0, +) + sender.journal.rejections.count
        let known = run.record.inputs.reduce(0) { $0 + ($1.rows ?? 0) }
        if !isWhole, known == 0, case .percent = run.options.maxErrors,
            read < Self.rowsBeforeShare
        {
            return true
        }
        return run.options.maxErrors.allows(rejected: rejected, of: max(read, known))
    }

    /// Rows that the destination refused, with its own words.
    private func refusedRows(_ picked: [Int: [UInt8]], file: Int) -> [RejectedRow] {
        guard !picked.isEmpty else { return [] }
        return sender.journal.rejections.compactMap { rejection in
            guard rejection.file == file, let bytes = picked[rejection.row] else { return nil }
            let problem = Problem(
                .refused, severity: .error, targets: .api,
                place: .init(file: file, row: rejection.row),
                arguments: ["reason": rejection.reason])
            return RejectedRow(row: rejection.row, bytes: bytes, problem: problem)
        }
    }

    /// Problems with the file as a whole stop an import, whatever the budget.
    private func mayGoOn(_ report: Report) -> Bool {
        !run.rules.hasFileError(report.tally.counts)
    }

    // MARK: Rejects

    private mutating func openRejects(_ pass: InputPass) {
        guard let folder = run.folder else { return }
        rejects = Rejects(
            folder,
            form: Rejects.Form(
                rawHeader: pass.rawHeader, header: pass.header.names,
                dialect: run.rules.reading.dialect, hasSeveralFiles: run.record.inputs.count > 1),
            words: run.words)
    }

    /// Puts the rejects in place. A pass that came less far than an earlier one leaves that one's.
    private mutating func commitRejects(isWhole: Bool) throws(ImportError) {
        let known = sender.journal.leftOut.values.reduce(0, +)
        guard isWhole || run.leftOut.values.reduce(0, +) >= known else { return }
        do throws(SystemError) { _ = try rejects?.commit() } catch { throw .system(error) }
    }
}

extension ProblemCode {
    /// The destination took the other messages and not this row's. `reason`: its own words.
    static let refused = ProblemCode(rawValue: "refused")
}
