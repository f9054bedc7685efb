extension AsyncSequence where Element == RecordChunk {
    /// Reads the chunks on several tasks and hands the results on in the input's order.
    ///
    /// ```swift
    /// var records = 0
    /// try await body.recordChunks().read(workers: 4) { chunk in
    ///     chunk.recordCount
    /// } inOrder: { count in
    ///     records += count
    /// }
    /// ```
    ///
    /// The cutting and scanning goes on in the caller's task: it is many times as fast as what is done
    /// with records usually is. At most `2 × workers` chunks are in memory, and no more is asked of the
    /// source until results have been taken. The results do not depend on the number of workers.
    ///
    /// - Parameters:
    ///   - workers: chunks that are read at a time; below 2, all happens in the caller's task.
    ///   - read: reads one chunk; may run at the same time as others.
    ///   - take: gets the results, one after the other.
    /// - Throws: what the source, `read` or `take` throw first; the other tasks are cancelled.
    public func read<Output: Sendable>(
        workers: Int, _ read: @escaping @Sendable (RecordChunk) async throws -> Output,
        inOrder take: (Output) async throws -> Void
    ) async throws {
        guard workers > 1 else {
            for try await chunk in self { try await take(try await read(chunk)) }
            return
        }
        try await withThrowingTaskGroup(of: (number: Int, output: Output).self) { group in
            var chunks = makeAsyncIterator()
            var isOver = false
            var (started, finished, taken) = (0, 0, 0)
            // Results that came before their turn.
            var early: [Int: Output] = [:]
            while true {
                if !isOver, started - finished < workers, started - taken < 2 * workers {
                    guard let chunk = try await chunks.next() else {
                        isOver = true
                        continue
                    }
                    let number = started
                    group.addTask { (number, try await read(chunk)) }
                    started += 1
                    continue
                }
                guard let done = try await group.next() else { return }
                finished += 1
                early[done.number] = done.output
                while let output = early.removeValue(forKey: taken) {
                    taken += 1
                    try await take(output)
                }
            }
        }
    }
}
