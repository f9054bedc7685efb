internal import Synchronization

/// How somebody becomes a session: with the one-time link of the start, or with the password.
final class Logins: Sendable {
    /// The link of the start works this long.
    static let linkLifetime: Duration = .seconds(3_600)
    /// Wrong passwords in a row, after which each costs a second more, up to a minute.
    static let freeAttempts = 5

    private struct State {
        var link: (digest: [UInt8], made: ContinuousClock.Instant)?
        var failures = 0
        var blockedUntil = ContinuousClock.now
    }

    private let state = Mutex(State())
    private let password: AdminPassword?

    init(password: AdminPassword?) { self.password = password }

    var hasPassword: Bool { password != nil }

    /// Makes the one-time key of a new link; the one before is void.
    func makeKey() -> String {
        let key = Secrets.random()
        state.withLock { $0.link = (Secrets.digest(key), .now) }
        return key
    }

    /// Whether the key is the link's. It is void afterwards.
    func use(key: String) -> Bool {
        let digest = Secrets.digest(key)
        return state.withLock { state in
            guard let link = state.link, ContinuousClock.now - link.made < Self.linkLifetime,
                Secrets.areEqual(link.digest, digest)
            else { return false }
            state.link = nil
            return true
        }
    }

    /// Whether it is the admin's password. Takes some tens of milliseconds.
    ///
    /// - Throws: 429 while there were too many wrong ones.
    func check(password text: String) throws(ServerError) -> Bool {
        guard let password else { return false }
        let wait = state.withLock { $0.blockedUntil - ContinuousClock.now }
        guard wait <= .zero else {
            throw .tooMany(
                "Too many wrong passwords. Wait a moment.",
                retryAfter: Int(wait.components.seconds) + 1)
        }
        let isRight = password.matches(text)
        state.withLock { state in
            state.failures = isRight ? 0 : state.failures + 1
            let extra = min(max(0, state.failures - Self.freeAttempts), 60)
            state.blockedUntil = ContinuousClock.now + .seconds(extra)
        }
        return isRight
    }
}
