internal import Synchronization

/// The write keys and tokens that a server takes.
public final class KeyRing: Sendable {
    private let sources: Mutex<[[UInt8]: String]>
    private let tokens: Mutex<Set<[UInt8]>>

    /// - Parameters:
    ///   - writeKeys: by source.
    ///   - tokens: of the Profile API.
    public init(writeKeys: [String: String], tokens: [String]) {
        sources = Mutex(Dictionary(writeKeys.map { (Secrets.digest($1), $0) }) { first, _ in first })
        self.tokens = Mutex(Set(tokens.map(Secrets.digest)))
    }

    /// A key or token that nobody can guess: 32 letters, digits, `-` and `_`.
    public static func newSecret() -> String { Secrets.random() }

    func source(ofWriteKey key: String) -> String? { sources.withLock { $0[Secrets.digest(key)] } }

    func isToken(_ token: String) -> Bool { tokens.withLock { $0.contains(Secrets.digest(token)) } }
}
