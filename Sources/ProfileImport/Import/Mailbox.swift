internal import Synchronization

/// Hands values from any number of tasks to one that waits for them, in the order in which they
/// came. Cancelling the one that waits does not end its waiting: what is under way is to be heard of.
final class Mailbox<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var waiting: CheckedContinuation<Value, Never>?
    }

    private let state = Mutex(State())

    func put(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, Never>? in
            guard let waiting = state.waiting.take() else {
                state.values.append(value)
                return nil
            }
            return waiting
        }
        waiting?.resume(returning: value)
    }

    /// The oldest value, `nil` where there is none.
    func takeIfThere() -> Value? {
        state.withLock { $0.values.isEmpty ? nil : $0.values.removeFirst() }
    }

    /// The oldest value, or the next that comes. One task at a time.
    func take() async -> Value {
        await withCheckedContinuation { continuation in
            let value = state.withLock { state -> Value? in
                guard state.values.isEmpty else { return state.values.removeFirst() }
                state.waiting = continuation
                return nil
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}
