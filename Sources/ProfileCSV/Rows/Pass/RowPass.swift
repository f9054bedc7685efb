internal import IdentifyMessages
public import RollcallCSV

/// The one pass that check and import share: reads the records of chunks as rows, finds every
/// problem of a row with its place, keeps statistics of the columns, and turns rows without an
/// error into Identify messages (design §8, §9).
///
/// One worker owns one pass and hands it chunks in rising order; passes of several workers may take
/// chunks of one file in any distribution, and what they make together does not depend on it.
///
/// ```swift
/// var pass = RowPass(map: map, options: RowPassOptions(makesMessages: true))
/// while case .chunk(let chunk) = cutter.next() {
///     let outcome = pass.run(chunk)
///     report.counts.add(outcome.counts)
/// }
/// statistics.merge(pass.finish())
/// ```
///
/// Be advised: `run` is the hottest loop of the program. On the way of a clean row it allocates
/// nothing, retains nothing and calls no closure; what can be known beforehand is in `plan`, what a
/// row needs is in memory that the pass owns. All that happens only for a finding may be slow.
public struct RowPass: ~Copyable {
    let map: ColumnMap
    let options: RowPassOptions
    let columnCount: Int
    /// Records before row 1.
    let headerRecords: Int
    let checks: UnsafeMutableBufferPointer<ColumnCheck>
    let checkCount: Int
    /// How many of the checks are plain.
    let plainCount: Int
    /// Whom a row with a value in each of those is about.
    let plainPeople: ColumnCheck.Needs
    let kernel: RowKernel
    let classTable: FieldClassTable.Entries
    let markMemory: UnsafeMutablePointer<UInt32>
    /// For each column whether `api` reads an identifier from it.
    let isIdentifierColumn: UnsafeMutablePointer<Bool>
    let blocked: BlockedFilter
    let suspects: SuspectColumns
    /// Whether there are values that count as none.
    let hasNullValues: Bool
    let doubts: DoubtNotes
    let values: RowValues
    let slotCount: Int
    /// Values whose doubled quotes were undone, of the row at hand.
    var rewritten: UnsafeMutableRawPointer
    var rewrittenCapacity: Int
    var rewrittenCount = 0
    var tally: FindingTally
    var figures: ColumnFigures
    var writer: MessageWriter
    var keyWriter: RowKeyWriter
    let hasOwnRules: Bool
    /// Whom a row without an identifier concerns: for a target without any identifier column that
    /// is a problem of the file.
    let identifierTargets: TargetSet

    // The row at hand.
    var row = 0
    var recordStart = 0
    var isRejected = false
    /// Whether its fields are what the columns mean.
    var isReadable = false
    /// The first error of a row that is rejected, where rejected rows are collected.
    var firstError: Problem?
    var hasBlocked = false
    /// Whom values are about that count as none here, but not for the upload pages.
    var nullPeople: ColumnCheck.Needs = []
    /// Of the finding that was counted last: whether it is an example, and whether the row's first
    /// error.
    var isShown = false
    var isFirstError = false
    /// What the reading found in it; empty for nearly every row.
    var findings: ArraySlice<Finding> = []
    // The chunk at hand.
    /// How many of its findings lie before the next row with one.
    var passedFindings = 0
    /// Which record of it has the next finding, 1-based; 0 if none.
    var nextFinding = 0
    var examples: [Problem] = []
    /// Findings of the chunk that only their whole columns confirm.
    var withheld: [ColumnDoubt] = []
    /// Of payment cards, so far.
    var cardExamples = 0
    /// Counts of the server's own rules.
    var ownCounts = ProblemCounts()
    /// Examples of the server's own codes so far.
    var ownExamples: [ProblemCode: Int] = [:]

    /// - Parameter map: the file's header bound to the space's configuration and the mapping.
    public init(map: ColumnMap, options: RowPassOptions) {
        self.map = map
        self.options = options
        columnCount = map.columns.count
        headerRecords = options.hasHeader ? 1 : 0
        writer = MessageWriter(
            map, file: options.file, options: options.messages,
            capacity: options.makesMessages ? 1 << 20 : 1 << 10,
            usesVectors: options.kernel == .avx2 || options.kernel == .avx512,
            separator: options.separator)
        classTable = FieldClassTable.shared.entries
        markMemory = .allocate(capacity: MarkWalker.capacity)
        isIdentifierColumn = .allocate(capacity: columnCount + 1)
        isIdentifierColumn.initialize(repeating: false, count: columnCount + 1)
        for slot in writer.layout.slots { isIdentifierColumn[slot.column] = true }
        blocked = BlockedFilter(map.identifiers)
        let found = ColumnCheck.checks(of: map, slots: writer.layout.slots, blocked)
        checks = .allocate(capacity: max(found.count, 1))
        _ = checks.initialize(from: found)
        checkCount = found.count
        let plain = found.filter(\.isPlain)
        plainCount = plain.count
        plainPeople = plain.reduce(into: []) {
            $0.formUnion($1.needs.intersection([.person, .uploadPerson]))
        }
        slotCount = writer.layout.slots.count
        suspects = SuspectColumns(
            map, slots: options.looksForSuspicions ? writer.layout.slots : nil)
        hasNullValues = found.contains { $0.needs.contains(.nullValues) }
        doubts = DoubtNotes(columns: columnCount, slots: slotCount)
        rewrittenCapacity = 1 << 10
        rewritten = Self.scratch(rewrittenCapacity)
        values = RowValues(
            columns: columnCount, slots: slotCount,
            blank: rewritten.assumingMemoryBound(to: UInt8.self))
        tally = FindingTally(options.catalogue, maxExamples: options.maxExamplesPerCode)
        figures = ColumnFigures(columns: columnCount)
        kernel = RowKernel(
            options.kernel, count: columnCount, starts: values.starts, lengths: values.lengths,
            firsts: values.firsts, wanted: suspects.wanted, kinds: suspects.kinds,
            filled: figures.filled, longest: figures.longest,
            identifiers: plain.map { [values] check in check.plainIdentifier(values) },
            looks: options.looksForSuspicions || options.makesStatistics)
        keyWriter = RowKeyWriter(map, key: options.hashKey, sampling: options.keySampling, values)
        hasOwnRules = !options.ownRules.isEmpty
        var targets: TargetSet = []
        if map.hasIdentifierColumn { targets.formUnion(.api) }
        if map.hasUploadIdentifierColumn || options.catalogue.isAnonymousIDConfigured {
            targets.formUnion(.uploaders)
        }
        identifierTargets = targets
    }

    deinit {
        kernel.deallocate()
        keyWriter.deallocate()
        checks.deallocate()
        isIdentifierColumn.deallocate()
        suspects.deallocate()
        doubts.deallocate()
        markMemory.deallocate()
        (rewritten - 64).deallocate()
        values.deallocate()
    }

    /// Reads the rows of a chunk. A first chunk's header record is stepped over.
    ///
    /// - Complexity: O(bytes).
    public mutating func run(_ chunk: RecordChunk) -> ChunkOutcome {
        var outcome = ChunkOutcome()
        var record = RecordWalker(chunk)
        passedFindings = 0
        findNextFinding(chunk)
        // A header record is not looked at here, nor is what was found in it.
        while chunk.firstRecord + record.passed <= headerRecords {
            guard record.next() else { return outcome }
            if record.passed == nextFinding { _ = takeFindings(record, chunk) }
        }
        var marks = MarkWalker(chunk, kernel, classTable, memory: markMemory)
        marks.skip(to: record.end &+ 1)
        let firstRow = chunk.firstRecord &- headerRecords &- 1
        let makesKeys = options.makesKeys
        if makesKeys {
            keyWriter.begin(firstRow: firstRow &+ record.passed &+ 1, capacity: chunk.recordCount)
        }
        while record.next() {
            row = firstRow &+ record.passed
            isRejected = false
            isReadable = false
            outcome.rows &+= 1
            if readRow(record, &marks, chunk), !isRejected { write(record, chunk) }
            if isRejected { reject(record, &outcome) }
            if makesKeys {
                if isReadable { keyWriter.add(values) } else { keyWriter.addNothing() }
            }
        }
        withExtendedLifetime(chunk) {}
        if options.makesStatistics { figures.endChunk() }
        figures.addDoubts(doubts, columns: writer.layout.slots.map(\.column))
        outcome.counts = tally.take()
        outcome.counts.add(ownCounts)
        outcome.examples = examples
        outcome.keys = keyWriter.end()
        outcome.messages = options.makesMessages ? writer.output.take() : nil
        outcome.doubts = withheld
        examples = []
        withheld = []
        ownCounts = ProblemCounts()
        forgetLargeScratch()
        return outcome
    }

    /// What the columns hold, for merging with the other passes of the file.
    public consuming func finish() -> RowStatistics { figures.statistics }
}
