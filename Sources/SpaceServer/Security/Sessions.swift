internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Somebody who logged in on the page.
struct Session: Sendable, Hashable {
    /// Names the session on this server, for uploads that belong to it; no secret.
    var number: Int
    /// What every form of the page carries in its field `csrf`, and every script's request in the
    /// header `X-CSRF-Token`.
    var csrf: String
    var lastUsed: ContinuousClock.Instant
}

/// Who is logged in. Sessions live in memory: a restart ends them.
final class Sessions: Sendable {
    /// A session ends this long after its last request.
    static let lifetime: Duration = .seconds(12 * 3_600)
    /// The oldest go when there are more.
    static let maxCount = 1_000
    private static let cookie = "rollcall_session"

    private struct State {
        var byDigest: [[UInt8]: Session] = [:]
        var last = 0
    }

    private let state = Mutex(State())
    private let isSecure: Bool

    init(isSecure: Bool) { self.isSecure = isSecure }

    /// Begins a session.
    ///
    /// - Returns: it, and the value for `Set-Cookie`.
    func begin() -> (session: Session, cookie: String) {
        let secret = Secrets.random()
        let session = state.withLock { state in
            state.last += 1
            let session = Session(number: state.last, csrf: Secrets.random(), lastUsed: .now)
            state.byDigest[Secrets.digest(secret)] = session
            if state.byDigest.count > Self.maxCount,
                let oldest = state.byDigest.min(by: { $0.value.lastUsed < $1.value.lastUsed })
            {
                state.byDigest[oldest.key] = nil
            }
            return session
        }
        return (session, "\(Self.cookie)=\(secret)" + attributes(maxAge: 12 * 3_600))
    }

    /// The session of a request's cookie.
    func find(_ request: Request) -> Session? {
        guard let digest = Self.digest(request) else { return nil }
        return state.withLock { state in
            guard var session = state.byDigest[digest] else { return nil }
            guard ContinuousClock.now - session.lastUsed < Self.lifetime else {
                state.byDigest[digest] = nil
                return nil
            }
            session.lastUsed = .now
            state.byDigest[digest] = session
            return session
        }
    }

    /// Ends a request's session.
    ///
    /// - Returns: the value for `Set-Cookie`.
    func end(_ request: Request) -> String {
        if let digest = Self.digest(request) { state.withLock { $0.byDigest[digest] = nil } }
        return "\(Self.cookie)=" + attributes(maxAge: 0)
    }

    private func attributes(maxAge: Int) -> String {
        "; Path=/; Max-Age=\(maxAge); HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }

    private static func digest(_ request: Request) -> [UInt8]? {
        for field in request.headers[values: .cookie] {
            for part in field.split(separator: ";") {
                let part = part.drop { $0 == " " }
                if part.hasPrefix(cookie + "=") {
                    return Secrets.digest(String(part.dropFirst(cookie.utf8.count + 1)))
                }
            }
        }
        return nil
    }
}

extension Call {
    /// That the request was made by a page of this session, and by no other site's.
    ///
    /// - Parameter form: the form's fields; `nil` for a script's request, which has a header.
    /// - Throws: 403.
    func checkCSRF(_ form: QueryString? = nil) throws(ServerError) {
        try checkCSRF(token: form?["csrf"] ?? request.headers[.csrfToken] ?? "")
    }

    /// The same for a token that was read from elsewhere in the request.
    ///
    /// - Throws: 403.
    func checkCSRF(token: String) throws(ServerError) {
        guard let session, Secrets.areEqual(token.utf8, session.csrf.utf8) else {
            throw .forbidden("The form is too old. Load the page again and repeat.")
        }
    }
}
