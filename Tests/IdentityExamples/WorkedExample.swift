public import IdentityResolution

/// One worked example of `identity-resolution` §5: messages in order and what must hold after each.
/// The resolver's tests run it against profiles in memory, the space's against a real space.
public struct WorkedExample: Sendable, CustomStringConvertible {
    public struct Step: Sendable {
        /// `type=value`, in message order.
        public var ids: [String]
        /// Time of the message, hours after the example's beginning.
        public var hours: Int
        public var traits: [String: String]
        /// The profile that gets the message, counted from 1 in order of creation; `nil`: none.
        public var resolvesTo: Int?
        /// Segment's words.
        public var violations: [String]
        /// The identifiers of every profile that is left, oldest first; `nil`: not looked at.
        public var profiles: [String]?

        public init(
            _ ids: String, hours: Int = 0, traits: [String: String] = [:], to resolvesTo: Int?,
            violations: [String] = [], profiles: [String]? = nil
        ) {
            self.ids = ids.split(separator: " ").map(String.init)
            self.hours = hours
            self.traits = traits
            self.resolvesTo = resolvesTo
            self.violations = violations
            self.profiles = profiles
        }
    }

    public var name: String
    public var rules: [IdentifierRule]
    public var steps: [Step]
    /// Traits of profiles at the end, by their number.
    public var traits: [Int: [String: String]]

    public init(
        _ name: String, rules: [IdentifierRule] = WorkedExample.defaults, traits: [Int: [String: String]] = [:],
        _ steps: [Step]
    ) {
        self.name = name
        self.rules = rules
        self.steps = steps
        self.traits = traits
    }

    public var description: String { name }

    /// Segment's defaults, with `phone` unlimited enough never to matter.
    public static let defaults = IdentifierRule.defaults

    static func rule(
        _ type: String, _ limit: Int, _ window: IdentifierRule.Window = .ever
    ) -> IdentifierRule {
        IdentifierRule(type: type, limit: limit, window: window)
    }
}
