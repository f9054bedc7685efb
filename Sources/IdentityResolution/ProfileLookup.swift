/// What the resolver asks of whoever keeps the profiles: a space, the overlay of a batch, a plan.
///
/// Profiles are numbers that rise with creation, so that the smaller of two is the older. Identifiers
/// are the caller's own numbers, one for each distinct pair of type and value. Every profile that is
/// told here is canonical: it has not been merged into another.
public protocol ProfileLookup {
    /// The profile that holds an identifier; `nil` when none does.
    func profile(holding identifier: Int) -> Int?

    /// The identifiers that a profile holds, in any order.
    func identifiers(of profile: Int) -> [HeldIdentifier]

    /// How often another profile was merged into this one.
    func mergeCount(of profile: Int) -> Int
}

/// An identifier that a profile holds, as far as limits need to know it.
public struct HeldIdentifier: Sendable, Hashable {
    /// Index of its type among the rules.
    public var rule: Int
    /// Milliseconds since 1970.
    public var addedAt: Int

    public init(rule: Int, addedAt: Int) {
        self.rule = rule
        self.addedAt = addedAt
    }
}

/// An identifier of a message that is to be resolved.
public struct Candidate: Sendable, Hashable {
    /// The caller's number for the pair of type and value.
    public var identifier: Int
    /// Index of its type among the rules.
    public var rule: Int
    /// Whether the rule blocks the value (`BlockedMatcher`).
    public var isBlocked: Bool

    public init(identifier: Int, rule: Int, isBlocked: Bool = false) {
        self.identifier = identifier
        self.rule = rule
        self.isBlocked = isBlocked
    }
}
