/// Bytes of an async sequence of byte collections: a request body, a socket, a pipe of one's own.
///
/// One element at a time is held; the sequence is asked for the next only when that is used up.
public final class AsyncBytesSource<Chunks: AsyncSequence>: ByteSource
where Chunks.Element: Collection, Chunks.Element.Element == UInt8 {
    private var iterator: Chunks.AsyncIterator
    private var rest: Chunks.Element.SubSequence?
    private var hasEnded = false
    private var failure: ByteSourceError?
    public private(set) var inputBytes = 0
    public let size: Int?

    /// - Parameter size: bytes of all chunks, where they are known, as from `Content-Length`.
    public init(_ chunks: Chunks, size: Int? = nil) {
        iterator = chunks.makeAsyncIterator()
        self.size = size
    }

    /// - Throws: a ``ByteSourceError`` of the sequence as it is; any other error as `io` with its
    ///   description.
    public nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        if let failure { throw failure }
        guard !buffer.isEmpty else { return 0 }
        while !hasEnded {
            if let chunk = rest, !chunk.isEmpty { return take(from: chunk, into: buffer) }
            do {
                let next = try await iterator.next(isolation: #isolation)
                rest = next?[...]
                hasEnded = next == nil
            } catch {
                let fault =
                    error as? ByteSourceError
                    ?? ByteSourceError(.io, byte: inputBytes, detail: "\(error)")
                failure = fault
                throw fault
            }
        }
        return 0
    }

    private func take(
        from chunk: Chunks.Element.SubSequence, into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        let part = chunk.prefix(buffer.count)
        let count = part.count
        buffer.copyBytes(from: part)
        rest = chunk.dropFirst(count)
        inputBytes += count
        return count
    }
}
