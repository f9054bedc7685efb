/// Lets so many messages a second through, and no more than a request's worth at once.
///
/// A request may begin when what was sent before it is paid for; what it carries is then paid off
/// by waiting. So no more than the rate goes through on average, and the first request begins at
/// once however large it is.
struct TokenBucket: Sendable {
    /// Messages a second.
    private(set) var rate: Double
    /// Below zero: messages that are not paid for yet.
    private var tokens: Double = 0
    private var updated: Duration

    init(rate: Double, now: Duration) {
        self.rate = rate
        updated = now
    }

    /// Takes the tokens of a request.
    ///
    /// - Returns: how long it has to wait before it may begin.
    mutating func take(_ messages: Int, now: Duration) -> Duration {
        refill(now)
        let wait = max(0, -tokens / rate)
        tokens -= Double(messages)
        return .seconds(wait)
    }

    mutating func change(to rate: Double, now: Duration) {
        refill(now)
        self.rate = rate
    }

    private mutating func refill(_ now: Duration) {
        let seconds = max(0, (now - updated).inSeconds)
        updated = now
        // What was not used is not saved up: a second's worth is the most that may be ahead.
        tokens = min(0, tokens + seconds * rate)
    }
}

/// The rate in force: a limit, where there is one, lowered when the server asks for it and raised
/// again while it does not.
struct AdaptiveRate: Sendable {
    /// The most that was allowed, in messages a second; `nil`: any.
    private let limit: Double?
    private var bucket: TokenBucket?
    private var lastChange: Duration
    /// What the server took since `countedSince`.
    private var counted = 0
    private var countedSince: Duration
    /// Above this a rate without a limit is free again.
    private var free: Double = 0

    private static let slowest: Double = 1
    private static let window = Duration.seconds(5)
    private static let step = Duration.seconds(1)

    init(limit: Double?, now: Duration) {
        self.limit = limit
        bucket = limit.map { TokenBucket(rate: max($0, 0.001), now: now) }
        lastChange = now
        countedSince = now
    }

    /// Messages a second now; `nil`: as many as go through.
    var rate: Double? { bucket?.rate }

    /// How long a request with so many messages has to wait before it may begin.
    mutating func take(_ messages: Int, now: Duration) -> Duration {
        bucket?.take(messages, now: now) ?? .zero
    }

    /// The server asked for less: half of what was sent. Many such answers within a second are one.
    mutating func lower(now: Duration) {
        guard now - lastChange >= Self.step || bucket == nil || bucket?.rate == limit else { return }
        let seconds = (now - countedSince).inSeconds
        guard let present = bucket?.rate ?? (counted > 0 && seconds > 0 ? Double(counted) / seconds : nil)
        else { return }
        if limit == nil, bucket == nil { free = present * 4 }
        change(to: max(Self.slowest, present / 2), now: now)
    }

    /// The server took a request: after each second without a complaint a tenth more.
    mutating func raise(messages: Int, now: Duration) {
        if now - countedSince >= Self.window {
            counted = 0
            countedSince = now
        }
        counted += messages
        guard let present = bucket?.rate, present != limit, now - lastChange >= Self.step else {
            return
        }
        if let limit {
            change(to: min(limit, present * 1.1), now: now)
        } else if present * 1.1 > free {
            bucket = nil
        } else {
            change(to: present * 1.1, now: now)
        }
    }

    private mutating func change(to rate: Double, now: Duration) {
        lastChange = now
        if bucket == nil { bucket = TokenBucket(rate: rate, now: now) } else { bucket?.change(to: rate, now: now) }
    }
}
