internal import Synchronization

/// Counts of what became of messages, a minute at a time, for the delivery overview and the metrics.
///
/// In memory, since the server's start: two weeks at most.
final class DeliveryLog: Sendable {
    /// A step of a message's way (`observability` §2).
    enum Step: String, Sendable, CaseIterable {
        case received, failedOnIngest, duplicate, filtered, delivered
    }

    /// What is counted apart.
    struct Key: Sendable, Hashable {
        var step: Step
        /// Why a message failed; `nil` for other steps.
        var code: DiscardCode?
    }

    /// One message that was dropped, to look at.
    struct Sample: Sendable {
        /// Milliseconds since 1970.
        var at: Int
        var source: String
        var json: [UInt8]
    }

    /// Minutes that are kept.
    static let maxMinutes = 14 * 24 * 60
    /// Samples of each code.
    static let maxSamples = 10

    private struct State {
        var minutes: [Int: [Key: Int]] = [:]
        var totals: [Key: Int] = [:]
        var samples: [DiscardCode: [Sample]] = [:]
    }

    private let state = Mutex(State())

    func count(_ counts: [Key: Int], at milliseconds: Int) {
        let minute = milliseconds / 60_000
        state.withLock { state in
            for (key, count) in counts where count > 0 {
                state.minutes[minute, default: [:]][key, default: 0] += count
                state.totals[key, default: 0] += count
            }
            if state.minutes.count > Self.maxMinutes {
                state.minutes = state.minutes.filter { $0.key > minute - Self.maxMinutes }
            }
        }
    }

    func countUnknownSource(_ count: Int, at milliseconds: Int) {
        self.count(
            [
                Key(step: .received): count,
                Key(step: .failedOnIngest, code: .unknownSource): count,
            ], at: milliseconds)
    }

    func note(_ sample: Sample, of code: DiscardCode) {
        state.withLock { state in
            var samples = state.samples[code] ?? []
            if samples.count == Self.maxSamples { samples.removeFirst() }
            samples.append(sample)
            state.samples[code] = samples
        }
    }

    /// All counts since the start.
    var totals: [Key: Int] { state.withLock { $0.totals } }

    /// The last samples of a code, oldest first.
    func samples(of code: DiscardCode) -> [Sample] { state.withLock { $0.samples[code] ?? [] } }

    /// Counts of a period.
    ///
    /// - Parameter minutes: minutes since 1970, the last one not included.
    func counts(in minutes: Range<Int>) -> [Key: Int] {
        state.withLock { state in
            var sums: [Key: Int] = [:]
            for (minute, counts) in state.minutes where minutes.contains(minute) {
                for (key, count) in counts { sums[key, default: 0] += count }
            }
            return sums
        }
    }
}

extension DeliveryLog.Key {
    init(step: DeliveryLog.Step) { self.init(step: step, code: nil) }
}
