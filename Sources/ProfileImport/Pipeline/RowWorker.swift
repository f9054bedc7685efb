internal import ProfileCSV
internal import RollcallCSV

/// The row pass of one worker.
final class RowWorker: @unchecked Sendable {
    // `@unchecked Sendable`: the reading task lends a worker to one task at a time and gets it back
    // with the outcome, so no two tasks ever use it at once.
    private var pass: RowPass?
    private let picks: RowPicks

    init(_ pass: consuming RowPass, picks: RowPicks) {
        self.pass = consume pass
        self.picks = picks
    }

    func run(_ chunk: RecordChunk) -> WorkedChunk {
        let outcome = pass?.run(chunk) ?? ChunkOutcome()
        return WorkedChunk(
            outcome: outcome, chunk: outcome.keys == nil ? nil : chunk,
            emptyLines: chunk.emptyLines, lineEndings: chunk.lineEndings,
            encodingSample: Self.encodingSample(chunk), picked: picks.bytes(in: chunk))
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

/// Rows whose original bytes are wanted although no rule found fault with them.
struct RowPicks: Sendable {
    /// 1-based.
    var rows: Set<Int> = []
    /// Records before row 1.
    var headerRecords = 1

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
