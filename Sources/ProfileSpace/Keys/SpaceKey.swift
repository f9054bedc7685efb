/// A write key of a source or a Profile API token, as the space knows it: the secret itself is shown
/// once, when the key is made, and stored as its SHA-256 only.
public struct SpaceKey: Sendable, Hashable {
    /// What a key is good for.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Sending messages as a source.
        case write
        /// Reading profiles.
        case profile
    }

    /// Unique among the keys that are in force.
    public var name: String
    public var kind: Kind
    /// The source that a write key stands for.
    public var source: String?
    /// Milliseconds since 1970.
    public var createdAt: Int
    /// `nil`: in force.
    public var revokedAt: Int?
}
