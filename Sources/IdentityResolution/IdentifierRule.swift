/// One identifier type of a space with its limits (`identifiers-and-traits` §6–§8).
///
/// A rule's rank is its place in the list of rules, the first being the most trusted.
public struct IdentifierRule: Sendable, Hashable {
    /// How long a value counts against the limit, from the moment it was added.
    public enum Window: String, Sendable, Hashable, CaseIterable {
        case ever, daily, weekly, monthly, annually

        /// Seconds a value counts; `nil` means always.
        public var seconds: Int? {
            switch self {
            case .ever: nil
            case .daily: 86_400
            case .weekly: 7 * 86_400
            case .monthly: 30 * 86_400
            case .annually: 365 * 86_400
            }
        }
    }

    /// The type's key, lower case: `user_id`, `email`, `phone` …
    public var type: String
    /// Most values of this type a profile may hold inside the window.
    public var limit: Int
    public var window: Window
    /// Values never matched on.
    public var blocked: BlockedValues

    public init(
        type: String, limit: Int, window: Window = .ever, blocked: BlockedValues = .suggested
    ) {
        self.type = type
        self.limit = limit
        self.window = window
        self.blocked = blocked
    }

    /// Segment's 11 default identifiers with their default limits, in default priority order.
    public static let defaults: [IdentifierRule] = [
        IdentifierRule(type: "user_id", limit: 1),
        IdentifierRule(type: "email", limit: 5),
        IdentifierRule(type: "android.id", limit: 5),
        IdentifierRule(type: "android.idfa", limit: 5),
        IdentifierRule(type: "android.push_token", limit: 5),
        IdentifierRule(type: "anonymous_id", limit: 5),
        IdentifierRule(type: "ga_client_id", limit: 5),
        IdentifierRule(type: "group_id", limit: 5),
        IdentifierRule(type: "ios.id", limit: 5),
        IdentifierRule(type: "ios.idfa", limit: 5),
        IdentifierRule(type: "ios.push_token", limit: 5),
    ]
}

/// Values an identifier never matches on: exact ones and patterns (`identifiers-and-traits` §6).
public struct BlockedValues: Sendable, Hashable {
    /// Compared byte for byte.
    public var values: [String]
    /// ICU regular expressions without look-around; a value is blocked when one matches it whole.
    public var patterns: [String]

    public init(values: [String] = [], patterns: [String] = []) {
        self.values = values
        self.patterns = patterns
    }

    /// What Segment's set-up suggests for every identifier: zeroes and dashes, `-1`, `null`, `anonymous`.
    public static let suggested = BlockedValues(
        values: ["-1", "null", "anonymous"], patterns: ["^[0-]*$"])
}
