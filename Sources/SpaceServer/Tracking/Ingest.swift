internal import IdentifyMessages
internal import Logging
internal import Synchronization

/// Stores what the Tracking API takes in. Requests that wait at the same time share one transaction, so
/// that many connections cost one sync of the disk; each is answered after it (design §9, invariant 6).
final class Ingest: Sendable {
    /// One request that waits.
    struct Job: Sendable {
        var request: TrackingRequest
        var source: String
        /// Milliseconds since 1970.
        var receivedAt: Int
        var bytes: Int
        var done: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var waiting: [Job] = []
        /// Of those that wait and those that are being stored.
        var bytes = 0
        var isClosed = false
        var wakeUp: CheckedContinuation<Void, Never>?
    }

    /// Messages of one transaction.
    static let maxMessages = 20_000

    private let state = Mutex(State())
    private let maxBytes: Int

    init(maxBytes: Int) { self.maxBytes = maxBytes }

    /// Whether another request would be taken.
    var hasRoom: Bool { state.withLock { !$0.isClosed && $0.bytes < maxBytes } }

    /// Bytes that wait.
    var waitingBytes: Int { state.withLock { $0.bytes } }

    /// Returns when everything of the request that is kept is on disk.
    ///
    /// - Throws: 429 when too much waits already, 503 on the way down and when the disk refuses.
    func take(
        _ request: TrackingRequest, from source: String, receivedAt: Int
    ) async throws {
        let bytes = (request.messages?.byteCount ?? 0) + 1_024
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            let job = Job(
                request: request, source: source, receivedAt: receivedAt, bytes: bytes, done: done)
            let refusal: ServerError? = state.withLock { state in
                if state.isClosed { return .unavailable("The server is going down.") }
                if state.bytes + bytes > maxBytes, state.bytes > 0 {
                    return .tooMany("More messages arrive than can be stored.")
                }
                state.waiting.append(job)
                state.bytes += bytes
                state.wakeUp?.resume()
                state.wakeUp = nil
                return nil
            }
            if let refusal { done.resume(throwing: refusal) }
        }
    }

    /// Nothing more is taken; `run` ends once what was taken is stored.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.wakeUp?.resume()
            state.wakeUp = nil
        }
    }

    func run(_ server: SpaceServer) async {
        while let jobs = await next() {
            do {
                let start = ContinuousClock.now
                try await IngestBatch(jobs).store(in: server)
                server.metrics.countCommit(
                    messages: jobs.reduce(0) { $0 + $1.request.count }, in: ContinuousClock.now - start)
                for job in jobs { job.done.resume() }
            } catch {
                server.logger.error(
                    "messages could not be stored",
                    metadata: ["reason": "\(error)", "requests": "\(jobs.count)"])
                let refusal = ServerError.unavailable(
                    "The messages could not be stored. Send them again.")
                for job in jobs { job.done.resume(throwing: refusal) }
            }
            let bytes = jobs.reduce(0) { $0 + $1.bytes }
            state.withLock { $0.bytes -= bytes }
        }
    }

    /// The requests of the next transaction; `nil` at the end.
    private func next() async -> [Job]? {
        while true {
            let (jobs, isAtEnd) = state.withLock { state in
                var messages = 0
                let count = state.waiting.prefix { job in
                    defer { messages += job.request.count }
                    return messages == 0 || messages + job.request.count <= Self.maxMessages
                }.count
                let jobs = Array(state.waiting.prefix(count))
                state.waiting.removeFirst(count)
                return (jobs, state.isClosed)
            }
            if !jobs.isEmpty { return jobs }
            if isAtEnd { return nil }
            await withCheckedContinuation { (wakeUp: CheckedContinuation<Void, Never>) in
                let isNeedless = state.withLock { state in
                    if !state.waiting.isEmpty || state.isClosed { return true }
                    state.wakeUp = wakeUp
                    return false
                }
                if isNeedless { wakeUp.resume() }
            }
        }
    }
}
