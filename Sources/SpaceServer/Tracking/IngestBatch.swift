internal import IdentifyMessages
internal import ProfileSpace

/// The requests of one transaction.
struct IngestBatch {
    private let jobs: [Ingest.Job]

    init(_ jobs: [Ingest.Job]) { self.jobs = jobs }

    /// Stores the messages, and notes what became of each.
    func store(in server: SpaceServer) async throws {
        var slices: [Batch.Slice] = []
        var rows: [RowRange] = []
        var bytes = 0
        for job in jobs {
            guard let buffer = job.request.messages else { continue }
            slices.append(.init(buffer: buffer, messages: 0..<buffer.ends.count))
            rows.append(RowRange(file: server.metrics.nextRequest(), first: 1, last: job.request.count))
            bytes += buffer.byteCount
        }
        if !slices.isEmpty {
            let run = SpaceRun(id: server.metrics.session, startedAt: server.now(), source: "api")
            let batch = Batch(
                number: 1, slices: slices,
                messageCount: slices.reduce(0) { $0 + $1.messages.count }, byteCount: bytes, rows: rows)
            _ = try await SpaceDestination(server.space, run: run).send(batch)
        }
    }
}
