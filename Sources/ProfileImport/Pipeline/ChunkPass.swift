internal import ProfileCSV
internal import RollcallCSV

/// What one worker made of one chunk, and what of the chunk itself is still needed then.
struct WorkedChunk: Sendable {
    var outcome: ChunkOutcome
    /// What a ``MessageWork`` made of the messages, where there is one.
    var product: (any Sendable)?
    /// The chunk itself, for the places of what rows together show; `nil` where nobody asks that.
    var chunk: RecordChunk?
    /// Bytes of the input as it lies that had been taken when the chunk was cut.
    var inputBytes: Int
    var emptyLines: Int
    var lineEndings: LineEndings
    /// Some text that is no UTF-8, where there is any.
    var encodingSample: [UInt8]
    /// Original bytes of rows that were asked for.
    var picked: [Int: [UInt8]]
    /// What `--only-changed` knows rows by; empty where nobody asks.
    var marks: [RowMark] = []
}

/// One trip of an input through the row rules: several tasks take chunks in turn and work on them,
/// and the outcomes are handed on in file order, so any number of workers gives the same result.
///
/// Be advised: a worker reads and scans its next chunk itself, so that it works on bytes that are
/// still in its core's cache; handing chunks from a reading task to workers cost a fifth of the time
/// of two cores. At most `workers + window` chunks are held at a time, however slow one of them or
/// whoever takes the outcomes is; beside one of megabytes no other is read.
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
    ///   - apply: may suspend; reading waits then. What it throws ends the pass.
    /// - Throws: `ImportError` of code `cancelled` when the task is cancelled; what reading or
    ///   `apply` throws.
    mutating func run(
        _ reader: ChunkReader, apply: (WorkedChunk) async throws -> Void
    ) async throws {
        if workers == 1 {
            try await runAlone(reader, apply)
        } else {
            try await runTogether(reader, apply)
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
        _ reader: ChunkReader, _ apply: (WorkedChunk) async throws -> Void
    ) async throws {
        guard let worker = free.first else { return }
        while let worked = try await Self.workOnNext(of: reader, worker) {
            try await apply(worked)
        }
    }

    /// A function of its own, so that no chunk is held while the next one is read.
    private static func workOnNext(
        of reader: ChunkReader, _ worker: RowWorker
    ) async throws -> WorkedChunk? {
        if Task.isCancelled { throw ImportError.cancelled }
        return try await reader.next().map { worker.run($0, reader.inputBytes) }
    }

    private mutating func runTogether(
        _ reader: ChunkReader, _ apply: (WorkedChunk) async throws -> Void
    ) async throws {
        let chunks = SharedChunks(reader)
        var pool = free
        free = []
        defer { free = pool }
        try await withThrowingTaskGroup(of: Done.self) { group in
            var running = 0
            var applied = 0
            var isAtEnd = false
            var waiting: [Int: Done] = [:]
            // Whoever waits for a turn that nobody gives would wait for ever.
            defer { chunks.close() }
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
                guard done.chunk != nil else {
                    isAtEnd = true
                    continue
                }
                waiting[done.number] = done
                while var next = waiting.removeValue(forKey: applied) {
                    applied += 1
                    if let worked = next.chunk.take() { try await apply(worked) }
                    if next.holdsTurn { chunks.goOn() }
                }
            } while running > 0 || !isAtEnd
        }
    }

    private static func workOnNext(
        of chunks: SharedChunks, _ worker: RowWorker
    ) async throws -> Done {
        guard let taken = try await chunks.next() else { return Done(worker: worker) }
        return Done(
            number: taken.number, worker: worker, chunk: worker.run(taken.chunk, taken.inputBytes),
            holdsTurn: taken.holdsTurn)
    }

    private struct Done: Sendable {
        var number = 0
        var worker: RowWorker
        /// `nil` where there was no chunk any more.
        var chunk: WorkedChunk?
        /// Whether the reading waits until it has been applied.
        var holdsTurn = false
    }
}

extension ImportError {
    static let cancelled = ImportError(.cancelled, detail: "stopped on request")
}
