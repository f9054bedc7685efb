/// What a message does to the profiles. One value is reused for many messages.
public struct Resolution: Sendable, Hashable {
    /// Where a message's traits go.
    public enum Target: Sendable, Hashable {
        /// No identifier was left (`Violation.noIdentifiersError`): nothing is stored on any profile.
        case none
        /// A new profile with the `added` identifiers.
        case new
        /// This profile, which also gets the `added` identifiers and takes in the `merged` profiles.
        case existing(Int)
    }

    public internal(set) var target: Target = .none
    /// Identifiers new to the target, in message order.
    public internal(set) var added: [Candidate] = []
    /// Profiles that are merged into the target, oldest first.
    public internal(set) var merged: [Int] = []
    /// In the order in which they came up.
    public internal(set) var violations: [Violation] = []

    /// Identifiers still in the game, each with its profile (−1: none).
    var kept: [Kept] = []
    /// Distinct profiles of `kept`, oldest first.
    var profiles: [Int] = []
    /// In-window values of each rule: of all profiles, of the one being looked at, and the most that
    /// one of them has.
    var counts: [Int] = []
    var own: [Int] = []
    var largest: [Int] = []

    struct Kept: Sendable, Hashable {
        var candidate: Candidate
        var profile: Int
        var isNew: Bool { profile < 0 }
    }

    public init() {}

    mutating func clearCounts(_ rules: Int) {
        if counts.count != rules {
            counts = [Int](repeating: 0, count: rules)
            (own, largest) = (counts, counts)
            return
        }
        for rule in counts.indices {
            counts[rule] = 0
            own[rule] = 0
            largest[rule] = 0
        }
    }

    /// Ends the counting of one profile.
    mutating func noteLargest() {
        for rule in own.indices where own[rule] > 0 {
            largest[rule] = max(largest[rule], own[rule])
            own[rule] = 0
        }
    }

    /// Empties the resolution and keeps its memory.
    mutating func clear() {
        target = .none
        added.removeAll(keepingCapacity: true)
        merged.removeAll(keepingCapacity: true)
        violations.removeAll(keepingCapacity: true)
        kept.removeAll(keepingCapacity: true)
        profiles.removeAll(keepingCapacity: true)
    }
}

/// A rule that a message ran into, in Segment's words (`identity-resolution` §4).
public struct Violation: Sendable, Hashable {
    /// What kind it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case blocked = "ID value blocked"
        case valueLimit = "Identifier value limit exceeded"
        case timeLimit = "Identifier value time limit exceeded"
        case mergeLimit = "Profile merge limit exceeded"
        case mappingLimit = "Identifier mapping limit exceeded"
    }

    public var kind: Kind
    /// The identifier that was left off; `nil` where none was (`mergeLimit`).
    public var left: Candidate?
    /// The rule whose limit would have been exceeded: often not the one of the identifier left off.
    public var rule: Int?

    public init(_ kind: Kind, left: Candidate? = nil, rule: Int? = nil) {
        self.kind = kind
        self.left = left
        self.rule = rule
    }

    /// The error of a message on which no identifier is left.
    public static let noIdentifiersError = "No matching identifiers on event"
}
