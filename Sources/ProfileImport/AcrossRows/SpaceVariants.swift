internal import ProfileCSV
internal import RollcallCSV

/// Identifiers of a file that the space has too, but for case or spaces around them: to Segment they
/// are other people.
///
/// Each spelling of the file is found once. Which were is remembered in 14 bytes each; past the memory
/// fewer values are followed, as ``AcrossRows`` does it, and the count is estimated from them.
struct SpaceVariants: ~Copyable {
    /// Rows whose values are looked up together, so that their waits for memory overlap.
    private static let rowsTogether = 32

    private let known: SpaceSpellings
    private let layout: RowKeyLayout
    private let file: Int
    private let headerRecords: Int
    private let maxExamples: Int
    private var found: HashTable
    private var level: Int
    /// Spellings found, by how many zeros their hash ends on.
    private var counts = [Int](repeating: 0, count: AcrossRows.maxLevel + 1)
    private var examples: [(place: FoundField, type: String, header: String)] = []
    /// What `touch` loaded, kept so that it is not optimised away.
    private var touched: UInt64 = 0

    /// - Parameter memory: bytes that may be taken beside those of `known`.
    init(
        _ known: SpaceSpellings, _ layout: RowKeyLayout, file: Int, hasHeader: Bool, memory: Int,
        maxExamples: Int
    ) {
        self.known = known
        self.layout = layout
        self.file = file
        self.maxExamples = maxExamples
        headerRecords = hasHeader ? 1 : 0
        found = HashTable(maxBytes: memory)
        level = known.level
    }

    /// Bytes of the two: seven eighths of what ``AcrossRows`` leaves for the space, the rest for what is
    /// found.
    static func bytes(of memory: Int) -> (known: Int, found: Int) {
        let left = max(1 << 18, memory - AcrossRows.bytes(of: memory))
        return (left / 8 * 7, left / 8)
    }

    /// Takes the rows of the next chunk of the file. Complexity: O(identifiers of the rows).
    mutating func add(_ keys: RowKeys, _ chunk: RecordChunk) {
        let columns = layout.columns.count
        var first = 0
        while first < keys.rows {
            let end = min(first &+ Self.rowsTogether, keys.rows)
            var sum: UInt64 = 0
            for index in first &* columns..<end &* columns { sum ^= known.touch(keys.hashes[index]) }
            touched ^= sum
            for row in first..<end {
                for column in 0..<columns {
                    let hash = keys.hashes[row &* columns &+ column]
                    let mark = keys.marks[row &* keys.markCount &+ column]
                    guard hash != 0, mark != 0, known.isVariant(hash, mark) else { continue }
                    add(hash, mark, row, column, keys, chunk)
                }
            }
            first = end
        }
    }

    private mutating func add(
        _ hash: UInt64, _ mark: UInt32, _ row: Int, _ column: Int, _ keys: RowKeys,
        _ chunk: RecordChunk
    ) {
        guard found.makeRoom(for: hash, level: &level) else { return }
        let spelling = SpaceSpellings.spelling(hash, mark)
        let (place, isFound) = found.find(spelling)
        guard !isFound else { return }
        found.insert(spelling, mark, at: place)
        counts[min(hash.trailingZeroBitCount, AcrossRows.maxLevel)] += 1
        guard examples.count < maxExamples else { return }
        let identifier = layout.columns[column]
        let field = FoundField(
            row: keys.firstRow + row, column: identifier.column, in: chunk, file: file,
            headerRecords: headerRecords)
        examples.append((field, identifier.type, identifier.header))
    }

    /// Count and examples, into the report.
    consuming func finish(_ report: inout Report, _ catalogue: ProblemCatalogue) {
        report.comparison = known.comparison
        let followed = counts[level...].reduce(0, +) << level
        let isEstimated = level > 0 || known.comparison.isPartOfProfiles
        let count = known.comparison.estimate(followed)
        guard count > 0 else { return }
        var outcome = ChunkOutcome()
        outcome.counts.add(
            ProblemCount(
                code: .caseVariantIdentifier, verdicts: catalogue.verdicts(for: .caseVariantIdentifier),
                count: count))
        for example in examples {
            var arguments = ["identifier": example.type, "in": "space"]
            if isEstimated { arguments["estimated"] = "true" }
            outcome.examples += catalogue.problems(
                .caseVariantIdentifier, place: example.place.place, header: example.header,
                arguments: arguments, excerpt: example.place.excerpt)
        }
        report.tally.add(outcome)
    }
}
