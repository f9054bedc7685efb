internal import Foundation

/// The clocks and the chance that retries go by, so that a test can hold them in its hand.
package struct Clockwork: Sendable {
    /// Time since some fixed moment; it only ever goes forward, whatever is done to the wall clock.
    package var now: @Sendable () -> Duration
    /// Milliseconds since 1970, for headers that name a date.
    package var wall: @Sendable () -> Int
    /// Waits; returns early when the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void
    /// From 0 up to and without 1.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Duration, wall: @escaping @Sendable () -> Int,
        sleep: @escaping @Sendable (Duration) async -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.wall = wall
        self.sleep = sleep
        self.random = random
    }

    /// The machine's own.
    package static let system: Clockwork = {
        let start = ContinuousClock.now
        return Clockwork(
            now: { ContinuousClock.now - start },
            wall: { Int(Date().timeIntervalSince1970 * 1_000) },
            sleep: { try? await Task.sleep(for: $0) },
            random: { Double.random(in: 0..<1) })
    }()
}

extension Duration {
    /// In seconds, with fractions.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
