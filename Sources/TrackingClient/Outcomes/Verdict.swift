/// What an answer means for the messages that were sent (`tracking-api` §5, §9).
enum Verdict: Sendable, Hashable {
    case accepted
    /// For good: something in the request is at fault. The server's words.
    case refused(String)
    /// The write key is not the right one.
    case keyRefused(String)
    /// Nothing that trying again would change, and nothing in a row: the address or the server is at
    /// fault.
    case hopeless(String)
    /// Later, perhaps after the time that the server asked for.
    case retry(Retry)

    struct Retry: Sendable, Hashable {
        var reason: String
        var wait: Duration?
        /// The server only asked to slow down.
        var isRateLimited = false
    }

    /// - Parameter now: milliseconds since 1970.
    init(_ answer: Answer, now: Int) {
        func retry(_ reason: String) -> Verdict {
            .retry(
                Retry(
                    reason: reason, wait: RequestedWait.of(answer, now: now),
                    isRateLimited: answer.status == 429))
        }
        switch answer.status {
        case 200..<300:
            self = answer.saysFailure
                ? retry("it answered “success”: false (\(answer.words))") : .accepted
        case 400, 413:
            self = .refused(answer.words)
        case 401, 403:
            self = .keyRefused(answer.words)
        case 501, 505, 511:
            self = .hopeless(answer.words)
        case 408, 410, 429, 460, 500..<600:
            self = retry(answer.words)
        case 300..<400:
            let place = answer.header("location").map { " to \($0)" } ?? ""
            self = .hopeless("it redirects\(place) (status \(answer.status)); name that address")
        default:
            self = .hopeless(
                "\(answer.words); is there a Tracking API at this address, and the prefix right?")
        }
    }
}
