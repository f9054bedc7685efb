internal import IdentifyMessages
internal import Synchronization

/// When the next request may begin: what all batches of one destination share. The rate, the pauses
/// that the server asked for, and the patience.
final class Pace: Sendable {
    private struct State {
        var rate: AdaptiveRate
        var pausedUntil = Duration.zero
        /// When requests began to fail; `nil` after one that was accepted.
        var failingSince: Duration?
        var wasOnlyRateLimited = true
        var isStopped = false
        var sleepers: [Int: Task<Void, Never>] = [:]
        var nextSleeper = 0
    }

    private let clock: Clockwork
    private let patience: Duration
    private let state: Mutex<State>

    /// - Parameter patience: how long to go on without a single receipt.
    init(rate: Double?, patience: Duration, clock: Clockwork) {
        self.clock = clock
        self.patience = patience
        state = Mutex(State(rate: AdaptiveRate(limit: rate, now: clock.now())))
    }

    /// Messages a second now; `nil`: no limit.
    var rate: Double? { state.withLock { $0.rate.rate } }

    /// Waits until a request may begin.
    ///
    /// - Throws: `unavailable` when the sending was stopped meanwhile.
    func admit(_ messages: Int) async throws(DeliveryError) {
        let now = clock.now()
        let wait = state.withLock { $0.rate.take(messages, now: now) }
        if wait > .zero { try await self.wait(wait) }
        while true {
            let left = state.withLock { $0.pausedUntil } - clock.now()
            guard left > .zero else { break }
            try await self.wait(left)
        }
        try checkStop()
    }

    /// Holds back every request for some time.
    func pause(for duration: Duration) {
        let end = clock.now() + duration
        state.withLock { $0.pausedUntil = max($0.pausedUntil, end) }
    }

    func accepted(_ messages: Int) {
        let now = clock.now()
        state.withLock { state in
            state.failingSince = nil
            state.wasOnlyRateLimited = true
            state.rate.raise(messages: messages, now: now)
        }
    }

    /// Notes a failure.
    ///
    /// - Throws: when there was no receipt for longer than the patience.
    func failed(isRateLimited: Bool, reason: String) throws(DeliveryError) {
        let now = clock.now()
        let (since, wasOnlyRateLimited) = state.withLock { state in
            if isRateLimited { state.rate.lower(now: now) } else { state.wasOnlyRateLimited = false }
            let since = state.failingSince ?? now
            state.failingSince = since
            return (since, state.wasOnlyRateLimited)
        }
        guard now - since >= patience else { return }
        let minutes = patience >= .seconds(120)
            ? "\(patience.components.seconds / 60) minutes" : "\(patience.components.seconds) s"
        throw DeliveryError(
            wasOnlyRateLimited ? .rateLimited : .unavailable,
            detail: "nothing was accepted for \(minutes); the last answer: \(reason)")
    }

    /// Waits; ends early, with an error, when the sending is stopped.
    func wait(_ duration: Duration) async throws(DeliveryError) {
        let clock = clock
        let sleeper = state.withLock { state -> (number: Int, task: Task<Void, Never>)? in
            guard !state.isStopped else { return nil }
            let number = state.nextSleeper
            state.nextSleeper += 1
            let task = Task { await clock.sleep(duration) }
            state.sleepers[number] = task
            return (number, task)
        }
        if let sleeper {
            await sleeper.task.value
            state.withLock { _ = $0.sleepers.removeValue(forKey: sleeper.number) }
        }
        try checkStop()
    }

    /// Ends all waiting: what is on its way comes to its end, nothing new begins.
    func stop() {
        let sleepers = state.withLock { state in
            state.isStopped = true
            return state.sleepers.values.map { $0 }
        }
        for sleeper in sleepers { sleeper.cancel() }
    }

    private func checkStop() throws(DeliveryError) {
        if state.withLock({ $0.isStopped }) {
            throw DeliveryError(.stopped, detail: "stopped before the batch was accepted")
        }
    }
}
