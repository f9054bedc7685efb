internal import Synchronization

/// Lets so many uploads be worked on at once; the others wait without being read.
final class UploadGate: Sendable {
    /// Uploads that may wait; more are refused.
    static let maxWaiting = 256

    private struct State {
        var inside = 0
        var last = 0
        var waiting: [(number: Int, go: CheckedContinuation<Void, any Error>)] = []
        /// Cancelled before they began to wait.
        var cancelled: Set<Int> = []
    }

    private let most: Int
    private let state = Mutex(State())

    init(most: Int) { self.most = most }

    /// Uploads that are worked on.
    var count: Int { state.withLock { $0.inside } }

    /// Runs `work` when there is room.
    ///
    /// - Throws: 503 where too many wait; cancellation; what `work` throws.
    func pass<R: Sendable>(_ work: () async throws -> R) async throws -> R {
        try await enter()
        defer { leave() }
        return try await work()
    }

    private func enter() async throws {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (go: CheckedContinuation<Void, any Error>) in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return .failure(CancellationError()) }
                    if state.inside < most {
                        state.inside += 1
                        return .success(())
                    }
                    if state.waiting.count >= Self.maxWaiting {
                        return .failure(ServerError.unavailable("Too many uploads wait.", retryAfter: 10))
                    }
                    state.waiting.append((number, go))
                    return nil
                }
                if let answer { go.resume(with: answer) }
            }
        } onCancel: {
            let go = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard let place = state.waiting.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.waiting.remove(at: place).go
            }
            go?.resume(throwing: CancellationError())
        }
        state.withLock { _ = $0.cancelled.remove(number) }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            // Whoever waits takes over the place.
            guard !state.waiting.isEmpty else {
                state.inside -= 1
                return nil
            }
            return state.waiting.removeFirst().go
        }
        next?.resume()
    }
}
