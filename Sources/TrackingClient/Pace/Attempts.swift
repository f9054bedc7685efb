internal import IdentifyMessages

/// The attempts of one request: what to do after one that failed in a way that may pass.
struct Attempts {
    /// How a wait came about.
    enum Wait {
        /// The server asked for it; not counted.
        case asked(Duration)
        /// Of our own accord, after so many counted failures.
        case backoff(Duration, failures: Int)
    }

    private let pace: Pace
    private let transport: any Transport
    private let clock: Clockwork
    private let backoff: Backoff
    private let most: Int
    private var counted = 0
    private var wasOnlyRateLimited = true
    /// Requests that were made and failed, counted or not.
    private(set) var failures = 0

    /// - Parameter most: counted failures that end it.
    init(
        _ pace: Pace, _ transport: any Transport, _ clock: Clockwork, firstWait: Duration, most: Int
    ) {
        self.pace = pace
        self.transport = transport
        self.clock = clock
        backoff = Backoff(first: firstWait)
        self.most = most
    }

    /// Notes a failure and waits until the next attempt may begin.
    ///
    /// - Parameters:
    ///   - failure: what to say of a request that failed so often: "HOST did not answer".
    ///   - tell: told of the wait before it begins.
    /// - Throws: when nothing was accepted for too long, or the attempts are used up.
    mutating func failed(
        _ retry: Verdict.Retry, _ failure: String, _ tell: (Wait) -> Void = { _ in }
    ) async throws(DeliveryError) {
        failures += 1
        wasOnlyRateLimited = wasOnlyRateLimited && retry.isRateLimited
        // Another address may answer by now.
        if !retry.isRateLimited { transport.renew() }
        try pace.failed(isRateLimited: retry.isRateLimited, reason: retry.reason)
        if let wait = retry.wait {
            pace.pause(for: wait)
            return tell(.asked(wait))
        }
        counted += 1
        guard counted < most else {
            throw DeliveryError(
                wasOnlyRateLimited ? .rateLimited : .unavailable,
                detail: "\(failure) in \(counted) attempts; the last: \(retry.reason)")
        }
        let wait = backoff.wait(after: counted, random: clock.random())
        tell(.backoff(wait, failures: counted))
        try await pace.wait(wait)
    }
}
