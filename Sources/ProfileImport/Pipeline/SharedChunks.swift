internal import RollcallCSV

/// The chunks of one reader, numbered, for several tasks that take them in turn.
final class SharedChunks: @unchecked Sendable {
    // `@unchecked Sendable`: `turn` admits one task at a time to everything else.
    private let turn = Turn()
    private let reader: ChunkReader
    private var first: RecordChunk?
    private var taken = 0
    private var isAtEnd = false

    /// - Parameter first: a chunk that was read already.
    init(_ first: RecordChunk?, _ reader: ChunkReader) {
        self.first = first
        self.reader = reader
    }

    /// The next chunk and its place in the input, 0-based; `nil` after the last.
    func next() async throws -> (number: Int, chunk: RecordChunk)? {
        await turn.take()
        defer { turn.give() }
        guard !isAtEnd, let chunk = try await nextInTurn() else {
            isAtEnd = true
            return nil
        }
        taken += 1
        return (taken - 1, chunk)
    }

    private func nextInTurn() async throws -> RecordChunk? {
        if let chunk = first.take() { return chunk }
        return try await reader.next()
    }
}
