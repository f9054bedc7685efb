internal import IdentifyMessages
internal import ProfileCSV
internal import RollcallCSV

/// The row pass of one worker.
final class RowWorker: @unchecked Sendable {
    // `@unchecked Sendable`: the reading task lends a worker to one task at a time and gets it back
    // with the outcome, so no two tasks ever use it at once.
    private var pass: RowPass?
    private let picks: RowPicks
    private let work: (any MessageWork)?

    init(_ pass: consuming RowPass, picks: RowPicks, work: (any MessageWork)?) {
        self.pass = consume pass
        self.picks = picks
        self.work = work
    }

    /// - Parameter inputBytes: taken when the chunk was cut.
    func run(_ chunk: RecordChunk, _ inputBytes: Int) -> WorkedChunk {
        var outcome = pass?.run(chunk) ?? ChunkOutcome()
        var product: (any Sendable)?
        if let work, let messages = outcome.messages.take() { product = work.run(messages) }
        return WorkedChunk(
            outcome: outcome, product: product,
            chunk: outcome.keys == nil && work == nil ? nil : chunk,
            inputBytes: inputBytes, emptyLines: chunk.emptyLines, lineEndings: chunk.lineEndings,
            encodingSample: Self.encodingSample(chunk), picked: picks.bytes(in: chunk),
            marks: picks.marks(outcome.messages, in: chunk))
    }

    /// The first records that are no UTF-8, to tell what they are instead; empty where all are.
    private static func encodingSample(_ chunk: RecordChunk) -> [UInt8] {
        guard chunk.findings.contains(where: { $0.kind == .invalidUTF8 }) else { return [] }
        var sample: [UInt8] = []
        var cursor = chunk.cursor()
        while cursor.next(), sample.count < ChunkReader.headBytes {
            guard cursor.hasFindings, cursor.findings.contains(where: { $0.kind == .invalidUTF8 })
            else { continue }
            sample += cursor.rawBytes.prefix(ChunkReader.headBytes)
        }
        return sample
    }

    /// - Returns: `nil` the second time.
    func finish() -> RowStatistics? {
        guard let pass = pass.take() else { return nil }
        return pass.finish()
    }
}

/// What a worker does with the messages of a chunk in place of handing them on. One task at a time.
protocol MessageWork: AnyObject {
    /// What goes on in their stead.
    func run(_ messages: MessageBuffer) -> any Sendable
}

/// Rows whose original bytes are wanted although no rule found fault with them.
struct RowPicks: Sendable {
    /// 1-based.
    var rows: Set<Int> = []
    /// Records before row 1.
    var headerRecords = 1
    /// Makes the marks of `--only-changed`.
    var marker: RowMarker?

    func marks(_ messages: MessageBuffer?, in chunk: RecordChunk) -> [RowMark] {
        marker?.marks(messages, in: chunk, headerRecords: headerRecords) ?? []
    }

    /// - Complexity: O(1) for no picks, else O(records).
    func bytes(in chunk: RecordChunk) -> [Int: [UInt8]] {
        guard !rows.isEmpty else { return [:] }
        var picked: [Int: [UInt8]] = [:]
        var cursor = chunk.cursor()
        while cursor.next() {
            let row = cursor.record - headerRecords
            if rows.contains(row) { picked[row] = [UInt8](cursor.rawBytes) }
        }
        return picked
    }
}
