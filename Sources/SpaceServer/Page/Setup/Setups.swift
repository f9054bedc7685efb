internal import Synchronization

/// The files that are in the guided setup now. They live as long as the server, at most.
final class Setups: Sendable {
    /// Files of one session; the oldest goes when there are more.
    static let maxPerSession = 5
    static let maxCount = 200

    private let all = Mutex([Setup]())

    func add(_ setup: Setup) {
        all.withLock { all in
            all.append(setup)
            let own = all.filter { $0.session == setup.session }
            let surplus = own.count > Self.maxPerSession ? own.first : all.count > Self.maxCount ? all.first : nil
            if let surplus { all.removeAll { $0 === surplus } }
        }
    }

    /// The files of a session, the newest first.
    func of(_ session: Session) -> [Setup] {
        all.withLock { $0.filter { $0.session == session.number }.reversed() }
    }

    func find(_ id: String, of session: Session) -> Setup? {
        all.withLock { all in all.first { $0.session == session.number && $0.id == id } }
    }

    /// Removes a file and all that was made of it.
    func remove(_ setup: Setup) {
        setup.forget()
        all.withLock { all in all.removeAll { $0 === setup } }
    }

    /// Removes everything of a session.
    func removeAll(of session: Session) {
        for setup in of(session) { remove(setup) }
    }
}
