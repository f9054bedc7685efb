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
    func profiles(_ numbers: [Int]) async throws(LookupError) -> [KnownProfile]

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

/// A profile as far as identity resolution and a comparison of traits need to know it.
public struct KnownProfile: Sendable, Hashable {
    /// An identifier that it holds.
    public struct Identifier: Sendable, Hashable {
        /// Index of its type among the rules; -1: a type that is not configured.
        public var rule: Int
        public var value: [UInt8]
        /// Milliseconds since 1970.
        public var addedAt: Int

        public init(rule: Int, value: [UInt8], addedAt: Int) {
            self.rule = rule
            self.value = value
            self.addedAt = addedAt
        }
    }

    /// A trait that it has.
    public struct Trait: Sendable, Hashable {
        public var name: [UInt8]
        /// The value as JSON; empty for one that was removed.
        public var json: [UInt8]
        /// Rises with arrival: of two profiles that merge, the trait with the greater one stays.
        public var order: Int

        public init(name: [UInt8], json: [UInt8], order: Int) {
            self.name = name
            self.json = json
            self.order = order
        }
    }

    /// Rises with creation: the smaller of two is the older.
    public var number: Int
    /// What people know it by: `use_…`.
    public var id: String
    /// How often another profile was merged into this one.
    public var mergeCount: Int
    public var identifiers: [Identifier]
    public var traits: [Trait]

    public init(
        number: Int, id: String, mergeCount: Int = 0, identifiers: [Identifier] = [],
        traits: [Trait] = []
    ) {
        self.number = number
        self.id = id
        self.mergeCount = mergeCount
        self.identifiers = identifiers
        self.traits = traits
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
