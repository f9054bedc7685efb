/// How long to wait after a counted failure: U[1,2) · first · 2ⁿ, n being the number of such failures
/// of the batch, at most a minute (`tracking-api` §9, as the official Node client).
struct Backoff: Sendable {
    /// Half a second by default.
    var first: Duration = .milliseconds(500)
    static let longest = Duration.seconds(60)

    /// - Parameters:
    ///   - failures: counted ones so far, 1 after the first.
    ///   - random: from 0 up to and without 1.
    func wait(after failures: Int, random: Double) -> Duration {
        // Far beyond any wait that the cap lets stand, and far below an overflow.
        let doublings = min(max(failures, 0), 30)
        let seconds = (1 + random) * first.inSeconds * Double(1 << doublings)
        return min(Self.longest, .seconds(seconds))
    }
}
