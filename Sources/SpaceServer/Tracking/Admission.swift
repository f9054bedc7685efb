internal import Synchronization

/// How much of the Tracking API may wait at once to be stored. What is beyond is refused with 429 instead
/// of growing in memory; the space gathers what waits into few transactions.
final class Admission: Sendable {
    private let state = Mutex((bytes: 0, isClosed: false))
    private let maxBytes: Int

    init(maxBytes: Int) { self.maxBytes = maxBytes }

    /// Bytes that wait.
    var bytes: Int { state.withLock { $0.bytes } }

    /// Whether another request would be taken.
    var hasRoom: Bool { state.withLock { !$0.isClosed && $0.bytes < maxBytes } }

    /// Nothing more is taken.
    func close() { state.withLock { $0.isClosed = true } }

    /// Runs `work`, which holds `bytes` until it ends.
    ///
    /// - Throws: 429 when too much waits already, 503 after `close()`, and what `work` throws.
    func pass<R: Sendable>(bytes: Int, _ work: () async throws -> R) async throws -> R {
        let refusal: ServerError? = state.withLock { state in
            if state.isClosed { return .unavailable("The server is going down.") }
            guard state.bytes == 0 || state.bytes + bytes <= maxBytes else {
                return .tooMany("More messages arrive than can be stored.")
            }
            state.bytes += bytes
            return nil
        }
        if let refusal { throw refusal }
        defer { state.withLock { $0.bytes -= bytes } }
        return try await work()
    }
}
