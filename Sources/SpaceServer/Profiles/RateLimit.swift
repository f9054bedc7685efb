internal import Synchronization

/// So many requests a second, counted anew each second.
final class RateLimit: Sendable {
    private let perSecond: Int
    /// A second is one since then; before any request, so that none lies before it.
    private let start = ContinuousClock.now
    private let state = Mutex((second: Int64(0), count: 0))

    init(perSecond: Int) { self.perSecond = max(1, perSecond) }

    /// Whether one more is within the limit.
    func take(at now: ContinuousClock.Instant = .now) -> Bool {
        let second = start.duration(to: now).components.seconds
        return state.withLock { state in
            if state.second != second { state = (second, 0) }
            state.count += 1
            return state.count <= perSecond
        }
    }
}
