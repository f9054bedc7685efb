/// Profiles that are there already, for whoever works out what messages would do to them: a space, or
/// what is known of one. It is only read.
///
/// Identifiers are asked for by hash, many at a time and in order, because that is what makes a store
/// of millions fast; a hash that two of them share leads to profiles that hold neither, and does no
/// harm: who asks compares the values.
public protocol KnownProfiles: Sendable {
    /// Makes the hashes that `holders` is asked with.
    var hash: IdentifierHash { get }

    /// Profiles that stand, in all.
    var count: Int { get }

    /// Profiles that may hold identifiers of these hashes, merged-away ones aside.
    ///
    /// - Parameter hashes: distinct, in rising order of their bits as a signed number.
    /// - Returns: in the order of the hashes.
    /// - Complexity: O(hashes × log profiles).
    func holders(of hashes: [UInt64]) async throws(LookupError) -> [Holder]

    /// Profiles by number.
    ///
    /// - Parameter numbers: distinct, rising.
    /// - Returns: in the same order; those that are gone or were merged away are missing.
    func profiles(_ numbers: [Int]) async throws(LookupError) -> KnownBlock

    /// Names of all traits that some profile has; `nil` where that is not known.
    func traitNames() async throws(LookupError) -> Set<[UInt8]>?
}

/// A profile that may hold an identifier of a hash.
public struct Holder: Sendable, Hashable {
    public var hash: UInt64
    public var profile: Int

    public init(hash: UInt64, profile: Int) {
        self.hash = hash
        self.profile = profile
    }
}

/// Why profiles cannot be looked up.
public struct LookupError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened, with the exit status it comes to. Cases may be added.
    public enum Code: String, Sendable, Hashable {
        /// The server did not answer after all retries (69).
        case unavailable
        /// It only ever asked to wait, or another process holds the space (75).
        case tryLater = "try_later"
        /// The token was refused (77).
        case keyRefused = "key_refused"
        /// A read failed, or what was read is damaged (74).
        case io
        /// The caller cancelled the task (130).
        case cancelled
    }

    public var code: Code
    /// For people; never a value of a profile.
    public var detail: String

    public init(_ code: Code, detail: String) {
        self.code = code
        self.detail = detail
    }

    public var description: String { detail }
}
