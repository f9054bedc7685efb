internal import IdentityResolution
internal import ProfileCSV
internal import RollcallCSV

/// Identifiers of a file that the space has too, but for case or spaces around them: to Segment they
/// are other people.
///
/// Of each identifier of the space a hash and a mark are kept, as ``RowKeys`` has them: 12 bytes, in
/// a table that is at most half full.
struct SpaceVariants: ~Copyable {
    private let layout: RowKeyLayout
    private let file: Int
    private let headerRecords: Int
    private let maxExamples: Int
    private var hashes: [UInt64]
    private var marks: [UInt32]
    private var used = 0
    private var count = 0
    private var examples: [(place: FoundField, type: String, header: String)] = []

    /// - Parameters:
    ///   - hashKey: the one that the file's keys are made with.
    /// - Returns: `nil` where the space has no identifier of the file's types.
    init?(
        _ survey: ProfileSurvey, _ layout: RowKeyLayout, hashKey: UInt64, file: Int, hasHeader: Bool,
        maxExamples: Int
    ) {
        let known = layout.columns.enumerated().compactMap { index, column in
            column.connects
                ? survey.identifiers.first { $0.type.utf8.elementsEqual(column.type.utf8) }
                    .map { (index, $0) } : nil
        }
        let all = known.reduce(0) { $0 + $1.1.ends.count }
        guard all > 0 else { return nil }
        self.layout = layout
        self.file = file
        self.maxExamples = maxExamples
        headerRecords = hasHeader ? 1 : 0
        var size = 64
        while size < all * 2 { size *= 2 }
        hashes = [UInt64](repeating: 0, count: size)
        marks = [UInt32](repeating: 0, count: size)
        let keys = IdentifierKeys(key: hashKey)
        for (index, values) in known {
            keys.forEach(values.bytes, ends: values.ends, column: index) { hash, mark in
                if let place = freePlace(hash, mark) { insert(hash, mark, at: place.at) }
            }
        }
    }

    /// Takes the rows of the next chunk of the file. Complexity: O(identifiers of the rows).
    mutating func add(_ keys: RowKeys, _ chunk: RecordChunk) {
        let columns = layout.columns.count
        for row in 0..<keys.rows {
            for column in 0..<columns {
                let hash = keys.hashes[row &* columns &+ column]
                let mark = keys.marks[row &* keys.markCount &+ column]
                guard hash != 0, mark != 0, let place = freePlace(hash, mark), place.isVariant else {
                    continue
                }
                found(row, column, keys, chunk)
                // Once for each spelling of the file.
                insert(hash, mark, at: place.at)
            }
        }
    }

    private mutating func found(_ row: Int, _ column: Int, _ keys: RowKeys, _ chunk: RecordChunk) {
        count += 1
        guard examples.count < maxExamples else { return }
        let column = layout.columns[column]
        let place = FoundField(
            row: keys.firstRow + row, column: column.column, in: chunk, file: file,
            headerRecords: headerRecords)
        examples.append((place, column.type, column.header))
    }

    /// Count and examples, into the report.
    consuming func finish(_ report: inout Report, _ catalogue: ProblemCatalogue) {
        guard count > 0 else { return }
        var outcome = ChunkOutcome()
        outcome.counts.add(
            ProblemCount(
                code: .caseVariantIdentifier, verdicts: catalogue.verdicts(for: .caseVariantIdentifier),
                count: count))
        for example in examples {
            outcome.examples += catalogue.problems(
                .caseVariantIdentifier, place: example.place.place, header: example.header,
                arguments: ["identifier": example.type, "in": "space"], excerpt: example.place.excerpt)
        }
        report.tally.add(outcome)
    }

    // MARK: The table

    /// Where a spelling would go; `nil` where it is there already.
    @inline(__always)
    private func freePlace(_ hash: UInt64, _ mark: UInt32) -> (at: Int, isVariant: Bool)? {
        let last = hashes.count &- 1
        var at = Int(truncatingIfNeeded: hash &>> 24) & last
        var isVariant = false
        while hashes[at] != 0 {
            if hashes[at] == hash {
                if marks[at] == mark { return nil }
                isVariant = true
            }
            at = (at &+ 1) & last
        }
        return (at, isVariant)
    }

    private mutating func insert(_ hash: UInt64, _ mark: UInt32, at place: Int) {
        hashes[place] = hash
        marks[place] = mark
        used += 1
        guard used * 4 > hashes.count * 3 else { return }
        let (oldHashes, oldMarks) = (hashes, marks)
        hashes = [UInt64](repeating: 0, count: oldHashes.count * 2)
        marks = [UInt32](repeating: 0, count: oldHashes.count * 2)
        for index in oldHashes.indices where oldHashes[index] != 0 {
            guard let free = freePlace(oldHashes[index], oldMarks[index]) else { continue }
            hashes[free.at] = oldHashes[index]
            marks[free.at] = oldMarks[index]
        }
    }
}
