internal import ProfileCSV
internal import RollcallCSV

/// The row pass of one worker.
final class RowWorker: @unchecked Sendable {
    // `@unchecked Sendable`: the reading task lends a worker to one task at a time and gets it back
    // with the outcome, so no two tasks ever use it at once.
    private var pass: RowPass?

    init(_ pass: consuming RowPass) {
        self.pass = consume pass
    }

    func run(_ chunk: RecordChunk) -> WorkedChunk {
        let outcome = pass?.run(chunk) ?? ChunkOutcome()
        return WorkedChunk(
            outcome: outcome, emptyLines: chunk.emptyLines, lineEndings: chunk.lineEndings,
            encodingSample: Self.encodingSample(chunk))
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
