internal import CICU

/// The identifier rules of a space, checked and compiled: what the resolver and the row rules ask.
///
/// A rule's index is its rank: 0 is the most trusted (`identifiers-and-traits` §8).
public struct IdentityRules: Sendable {
    /// In priority order.
    public let rules: [IdentifierRule]
    /// Index of `group_id`, which is account-level and never matches user profiles (design §4).
    public let groupRule: Int?
    let blocked: [CompiledBlockedValues]
    private let indices: [[UInt8]: Int]

    /// Segment's 11 default identifiers.
    public static let defaults = IdentityRules(lenient: IdentifierRule.defaults)

    /// - Throws: for the first rule that cannot hold: a type given twice or empty, a limit below 1,
    ///   a pattern that ICU does not take or that looks around.
    public init(_ rules: [IdentifierRule]) throws(BadIdentityRule) {
        var indices: [[UInt8]: Int] = [:]
        var blocked: [CompiledBlockedValues] = []
        for (index, rule) in rules.enumerated() {
            let type = Array(rule.type.utf8)
            guard !type.isEmpty else { throw BadIdentityRule(rule: index, .emptyType) }
            guard indices.updateValue(index, forKey: type) == nil else {
                throw BadIdentityRule(rule: index, .duplicateType)
            }
            guard rule.limit >= 1 else { throw BadIdentityRule(rule: index, .limit(rule.limit)) }
            do throws(BadPattern) {
                blocked.append(try CompiledBlockedValues(rule.blocked))
            } catch {
                throw BadIdentityRule(rule: index, .pattern(error.pattern, error.reason))
            }
        }
        self.init(rules: rules, indices: indices, blocked: blocked)
    }

    /// For rules known to be sound: what does not compile or stands twice is left out.
    package init(lenient rules: [IdentifierRule]) {
        var indices: [[UInt8]: Int] = [:]
        var blocked: [CompiledBlockedValues] = []
        for (index, rule) in rules.enumerated() {
            if indices[Array(rule.type.utf8)] == nil { indices[Array(rule.type.utf8)] = index }
            blocked.append(CompiledBlockedValues(skippingBadPatterns: rule.blocked))
        }
        self.init(rules: rules, indices: indices, blocked: blocked)
    }

    private init(rules: [IdentifierRule], indices: [[UInt8]: Int], blocked: [CompiledBlockedValues]) {
        self.rules = rules
        self.indices = indices
        self.blocked = blocked
        groupRule = indices[Array("group_id".utf8)]
    }

    /// The rule of a type, compared byte for byte. Complexity: O(1).
    public func index(ofType type: [UInt8]) -> Int? { indices[type] }

    /// The rule of a type, compared byte for byte. Complexity: O(1).
    public func index(ofType type: String) -> Int? { indices[Array(type.utf8)] }

    /// A matcher for one worker. Complexity: O(patterns).
    public func matcher() -> BlockedMatcher { BlockedMatcher(self) }
}

/// Why identifier rules cannot be used.
public struct BadIdentityRule: Error, Sendable, Hashable {
    /// What is wrong with it.
    public enum Reason: Sendable, Hashable {
        case emptyType
        case duplicateType
        /// A profile must be able to hold one value.
        case limit(Int)
        /// A pattern for blocked values and what is wrong with it.
        case pattern(String, BadPattern.Reason)
    }

    /// Index of the rule in the list.
    public var rule: Int
    public var reason: Reason

    public init(rule: Int, _ reason: Reason) {
        self.rule = rule
        self.reason = reason
    }
}
