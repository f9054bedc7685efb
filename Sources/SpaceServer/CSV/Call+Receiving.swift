internal import NIOCore

extension Call {
    /// Bytes that a connection takes at once, at most, while a file comes in: each time costs a hop
    /// from the thread of the connection to whoever works on it.
    private static let mostAtOnce = 256 << 10

    /// Works on a file that comes in as the request's body, when there is room for one more.
    ///
    /// Only then is much read at once: connections are many and anyone's, uploads are few.
    ///
    /// - Throws: what ``UploadGate/pass(_:)`` throws.
    func receiving<R: Sendable>(_ work: () async throws -> R) async throws -> R {
        try await server.uploads.pass {
            takesAtOnce(upTo: Self.mostAtOnce)
            defer { takesAtOnce(upTo: AdaptiveRecvByteBufferAllocator().maximum) }
            return try await work()
        }
    }

    private func takesAtOnce(upTo bytes: Int) {
        let allocator = AdaptiveRecvByteBufferAllocator(
            minimum: 64, initial: 2_048, maximum: bytes)
        // A connection that has ended needs none.
        _ = connection?.setOption(.recvAllocator, value: allocator)
    }
}
