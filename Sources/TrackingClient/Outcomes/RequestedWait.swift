/// How long a server asked to wait: `Retry-After`, else `X-RateLimit-Reset` (`tracking-api` §5).
enum RequestedWait {
    /// Never less, so that a server that says 0 is not asked again and again; never more, so that one
    /// that says a year is.
    static let range = Duration.seconds(1)...Duration.seconds(300)

    /// - Parameter now: milliseconds since 1970.
    /// - Returns: `nil` where the answer asks for nothing that can be understood.
    static func of(_ answer: Answer, now: Int) -> Duration? {
        if let text = answer.header("retry-after") {
            if let seconds = number(text) { return clamped(seconds) }
            // The server's own clock tells how far away its date is, whatever ours says.
            let present = answer.header("date").flatMap(HTTPDate.milliseconds) ?? now
            if let date = HTTPDate.milliseconds(text) {
                return clamped(Double(date - present) / 1_000)
            }
        }
        guard let text = answer.header("x-ratelimit-reset"), let value = number(text) else {
            return nil
        }
        // Seconds to wait, or a moment in seconds, or one in milliseconds: clients have read it in
        // all three ways, and the sizes tell them apart.
        if value < 1e6 { return clamped(value) }
        let moment = value < 1e12 ? value * 1_000 : value
        return clamped((moment - Double(now)) / 1_000)
    }

    private static func number(_ text: String) -> Double? {
        guard let first = text.utf8.first, (48...57).contains(first),
            text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 })
        else { return nil }
        return Double(text)
    }

    private static func clamped(_ seconds: Double) -> Duration {
        let range = (range.lowerBound.inSeconds, range.upperBound.inSeconds)
        return .seconds(min(max(seconds, range.0), range.1))
    }
}
