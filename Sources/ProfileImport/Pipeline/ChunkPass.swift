internal import ProfileCSV
internal import RollcallCSV

/// What one worker made of one chunk, and what of the chunk itself is still needed then.
struct WorkedChunk: Sendable {
    var outcome: ChunkOutcome
    /// What a ``MessageWork`` made of the messages, where there is one.
    var product: (any Sendable)?
    /// The chunk itself, for the places of what rows together show; `nil` where nobody asks that.
    var chunk: RecordChunk?
    var emptyLines: Int
    var lineEndings: LineEndings
    /// Some text that is no UTF-8, where there is any.
    var encodingSample: [UInt8]
    /// Original bytes of rows that were asked for.
    var picked: [Int: [UInt8]]
}

/// One trip of an input through the row rules: several tasks take chunks in turn and work on them,
/// and the outcomes are handed on in file order, so any number of workers gives the same result.
///
/// Be advised: a worker reads and scans its next chunk itself, so that it works on bytes that are
/// still in its core's cache; handing chunks from a reading task to workers cost a fifth of the time
/// of two cores. At most `workers + window` chunks are held at a time, however slow one of them or
/// whoever takes the outcomes is.
struct ChunkPass {
    /// Chunks that may wait for an earlier, slower one.
    private static let window = 2

    private var free: [RowWorker]
    private let workers: Int

    /// - Parameters:
    ///   - picks: rows whose bytes are wanted.
    ///   - makePass: makes the row pass of one worker.
    ///   - makeWork: makes what one worker does with messages; `nil` hands them on.
    init(
        workers: Int, picks: RowPicks, makePass: () -> RowPass, makeWork: () -> (any MessageWork)?
    ) {
        self.workers = max(1, workers)
        free = (0..<max(1, workers)).map { _ in
            RowWorker(makePass(), picks: picks, work: makeWork())
        }
    }

    /// Works on all chunks and hands each outcome to `apply`, in file order.
    ///
    /// - Parameters:
    ///   - first: the chunk that was read already for its header.
    ///   - apply: may suspend; reading waits then. What it throws ends the pass.
    /// - Throws: `ImportError` of code `cancelled` when the task is cancelled; what reading or
    ///   `apply` throws.
    mutating func run(
        from first: RecordChunk?, _ reader: ChunkReader,
        apply: (WorkedChunk) async throws -> Void
    ) async throws {
        if workers == 1 {
            try await runAlone(first, reader, apply)
        } else {
            try await runTogether(first, reader, apply)
        }
    }

    /// What the workers learned about the columns; empties them.
    mutating func finish() -> RowStatistics? {
        var all: RowStatistics?
        for worker in free {
            guard let statistics = worker.finish() else { continue }
            if all == nil { all = statistics } else { all?.merge(statistics) }
        }
        free = []
        return all
    }

    private func runAlone(
        _ first: RecordChunk?, _ reader: ChunkReader, _ apply: (WorkedChunk) async throws -> Void
    ) async throws {
        var chunk = first
        while let current = chunk {
            if Task.isCancelled { throw ImportError.cancelled }
            if let worker = free.first { try await apply(worker.run(current)) }
            chunk = nil
            chunk = try await reader.next()
        }
    }

    private mutating func runTogether(
        _ first: RecordChunk?, _ reader: ChunkReader, _ apply: (WorkedChunk) async throws -> Void
    ) async throws {
        let chunks = SharedChunks(first, reader)
        var pool = free
        free = []
        defer { free = pool }
        try await withThrowingTaskGroup(of: Done.self) { group in
            var running = 0
            var applied = 0
            var isAtEnd = false
            var waiting: [Int: WorkedChunk] = [:]
            repeat {
                if Task.isCancelled { throw ImportError.cancelled }
                while !isAtEnd, running + waiting.count < workers + Self.window,
                    let worker = pool.popLast()
                {
                    group.addTask { try await Self.workOnNext(of: chunks, worker) }
                    running += 1
                }
                guard let done = try await group.next() else { break }
                running -= 1
                pool.append(done.worker)
                guard let worked = done.chunk else {
                    isAtEnd = true
                    continue
                }
                waiting[done.number] = worked
                while let next = waiting.removeValue(forKey: applied) {
                    applied += 1
                    try await apply(next)
                }
            } while running > 0 || !isAtEnd
        }
    }

    private static func workOnNext(
        of chunks: SharedChunks, _ worker: RowWorker
    ) async throws -> Done {
        guard let (number, chunk) = try await chunks.next() else { return Done(worker: worker) }
        return Done(number: number, worker: worker, chunk: worker.run(chunk))
    }

    private struct Done: Sendable {
        var number = 0
        var worker: RowWorker
        /// `nil` where there was no chunk any more.
        var chunk: WorkedChunk?
    }
}

extension ImportError {
    static let cancelled = ImportError(.cancelled, detail: "stopped on request")
}
