import Testing

@testable import TrackingClient

/// Waits and rates, to the millisecond.
@Suite struct PaceTests {
    @Test(arguments: [
        (1, 0.0, 1.0), (1, 0.999, 1.999), (2, 0, 2), (3, 0.5, 6), (6, 0, 32), (7, 0, 60),
        (10, 0.9, 60), (1_000_000, 0.5, 60), (0, 0, 0.5),
    ])
    func waitsDoubleUpToAMinute(failures: Int, random: Double, seconds: Double) {
        let wait = Backoff().wait(after: failures, random: random).inSeconds
        #expect(abs(wait - seconds) < 1e-6)
    }

    @Test func aBucketLetsTheRateThrough() {
        var bucket = TokenBucket(rate: 1_000, now: .zero)
        #expect(bucket.take(2_500, now: .zero) == .zero)
        #expect(bucket.take(2_500, now: .zero).inSeconds == 2.5)
        #expect(bucket.take(1_000, now: .seconds(5)).inSeconds == 0)
        // What is not used is not saved up.
        #expect(bucket.take(1, now: .seconds(100)).inSeconds == 0)
        #expect(abs(bucket.take(1, now: .seconds(100)).inSeconds - 0.001) < 1e-9)
    }

    @Test func aRateHalvesWhenAskedToAndComesBack() {
        var rate = AdaptiveRate(limit: 1_000, now: .zero)
        rate.lower(now: .seconds(1))
        #expect(rate.rate == 500)
        // Many complaints at once are one.
        rate.lower(now: .seconds(1.5))
        #expect(rate.rate == 500)
        rate.lower(now: .seconds(2))
        #expect(rate.rate == 250)
        rate.raise(messages: 1, now: .seconds(2.5))
        #expect(rate.rate == 250)
        for second in 3..<40 { rate.raise(messages: 1, now: .seconds(Double(second))) }
        #expect(rate.rate == 1_000)
    }

    @Test func withoutALimitTheRateIsThatOfWhatWentThroughAndBecomesFreeAgain() {
        var rate = AdaptiveRate(limit: nil, now: .zero)
        rate.lower(now: .seconds(1))
        #expect(rate.rate == nil)
        rate.raise(messages: 8_000, now: .seconds(2))
        rate.lower(now: .seconds(4))
        #expect(rate.rate == 1_000)
        for second in 5..<40 { rate.raise(messages: 1, now: .seconds(Double(second))) }
        #expect(rate.rate == nil)
    }

    @Test func aRateNeverStops() {
        var rate = AdaptiveRate(limit: 3, now: .zero)
        for second in 1..<20 { rate.lower(now: .seconds(Double(second))) }
        #expect(rate.rate == 1)
    }
}
