public import IdentityResolution

/// A small random world: a few types with tight limits, a few values, messages that share them.
/// The same seed always makes the same world.
public struct SmallWorld: Sendable {
    public struct Message: Sendable {
        /// Type and value, in message order; repeats, blocked values and `group_id` occur.
        public var ids: [(type: String, value: String)]
        /// Hours after the beginning; may run backwards.
        public var hours: Int
        /// Trait and value; `nil` removes it.
        public var traits: [(name: String, value: String?)]
    }

    public var seed: UInt64
    public var rules: [IdentifierRule]
    public var maxMerges: Int
    public var maxMappings: Int
    public var messages: [Message]

    private static let types = ["user_id", "email", "anonymous_id", "ios.id", "phone"]

    public init(seed: UInt64) {
        var draw = Draw(seed)
        self.seed = seed
        rules = []
        for type in Self.types.prefix(2 + draw.below(4)) {
            let windows: [IdentifierRule.Window] = [.ever, .ever, .daily, .weekly]
            rules.append(
                IdentifierRule(
                    type: type, limit: 1 + draw.below(3), window: windows[draw.below(4)],
                    blocked: BlockedValues(values: ["x"])))
        }
        if draw.below(4) == 0 { rules.insert(IdentifierRule(type: "group_id", limit: 5), at: 1) }
        maxMerges = draw.below(3) == 0 ? 1 + draw.below(2) : 100
        maxMappings = draw.below(3) == 0 ? 2 + draw.below(4) : 1_000
        messages = []
        let values = 2 + draw.below(4)
        var hours = 0
        for _ in 0..<(3 + draw.below(12)) {
            hours = draw.below(6) == 0 ? draw.below(400) : hours + draw.below(40)
            messages.append(Self.message(&draw, rules, values: values, hours: hours))
        }
    }

    private static func message(
        _ draw: inout Draw, _ rules: [IdentifierRule], values: Int, hours: Int
    ) -> Message {
        var message = Message(ids: [], hours: hours, traits: [])
        for _ in 0..<(1 + draw.below(4)) {
            let type = rules[draw.below(rules.count)].type
            message.ids.append((type, draw.below(12) == 0 ? "x" : "v\(draw.below(values))"))
        }
        for _ in 0..<draw.below(3) {
            message.traits.append(
                ("t\(draw.below(3))", draw.below(4) == 0 ? nil : "\(draw.below(100))"))
        }
        return message
    }

    /// The world with other names for its values, which must not change what becomes of it.
    public func relabelled() -> SmallWorld {
        var world = self
        for message in world.messages.indices {
            for id in world.messages[message].ids.indices {
                let value = world.messages[message].ids[id].value
                if value != "x" { world.messages[message].ids[id].value = Self.relabel(value) }
            }
        }
        return world
    }

    /// v0 → w9, v1 → w8 …: another order too.
    public static func relabel(_ value: String) -> String {
        value == "x" ? value : "w\(9 - (Int(value.dropFirst()) ?? 0))"
    }
}

/// SplitMix64: small, and the same everywhere.
struct Draw {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678 }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(bound))
    }
}
