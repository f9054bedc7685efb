internal import IdentityResolution

extension SpaceConfiguration {
    /// Most identifiers one profile can hold at all (`identifiers-and-traits` §9).
    static let maxLimit = 1_000

    /// The list of identifiers, most trusted first.
    static func identifiers(_ value: YAMLValue) throws(ConfigurationError) -> [IdentifierRule] {
        var rules: [IdentifierRule] = []
        var lines: [String: Int] = [:]
        for item in try value.items() {
            let rule = try identifier(item)
            if lines[rule.type] != nil {
                let first =
                    lines[rule.type].flatMap { $0 > 0 ? " (first on line \($0))" : nil } ?? ""
                throw item.error(
                    .duplicate, "The identifier “\(rule.type)” stands here twice\(first).")
            }
            lines[rule.type] = item.line ?? 0
            rules.append(rule)
        }
        guard rules.contains(where: { !$0.type.utf8.elementsEqual("group_id".utf8) }) else {
            throw value.error(
                .missing,
                "A space needs at least one identifier that tells people apart; group_id tells accounts."
            )
        }
        return rules
    }

    /// `{type: email, limit: 5, window: annually, blocked: …}`, or the type alone.
    private static func identifier(_ item: YAMLValue) throws(ConfigurationError) -> IdentifierRule {
        guard item.isMapping else {
            let type = try identifierType(item)
            return IdentifierRule(type: type, limit: defaultLimit(of: type))
        }
        let fields = try item.fields(["type", "limit", "window", "blocked"])
        guard let type = fields["type"] else {
            throw item.error(.missing, "An identifier needs its “type”.")
        }
        let name = try identifierType(type)
        var rule = IdentifierRule(type: name, limit: defaultLimit(of: name))
        if let limit = fields["limit"] { rule.limit = try limit.number(in: 1...maxLimit) }
        if let window = fields["window"] {
            let word = try window.choice(IdentifierRule.Window.allCases.map(\.rawValue))
            rule.window = IdentifierRule.Window(rawValue: word) ?? rule.window
        }
        if let blocked = fields["blocked"] { rule.blocked = try blockedValues(blocked) }
        return rule
    }

    /// `user_id` 1, everything else 5 (`identifiers-and-traits` §7).
    private static func defaultLimit(of type: String) -> Int {
        type.utf8.elementsEqual("user_id".utf8) ? 1 : 5
    }

    private static func identifierType(_ value: YAMLValue) throws(ConfigurationError) -> String {
        let type = try value.text()
        guard !type.utf8.contains(where: { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            throw value.error(
                .invalidValue, "An identifier's type is written in lower case, not “\(type)”.",
                nearest: type.lowercased())
        }
        guard !type.isEmpty, !type.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw value.error(.invalidValue, "An identifier's type holds no spaces: “\(type)”.")
        }
        return type
    }

    /// `{values: […], patterns: […]}` in addition to the suggested ones, or, with `suggested: false`,
    /// instead of them.
    private static func blockedValues(_ value: YAMLValue) throws(ConfigurationError)
        -> BlockedValues
    {
        let fields = try value.fields(["suggested", "values", "patterns"])
        let isSuggested = try fields["suggested"]?.truth() ?? true
        var blocked = isSuggested ? BlockedValues.suggested : BlockedValues()
        for item in try fields["values"]?.items() ?? [] {
            let text = try item.literalText()
            if !blocked.values.contains(where: { $0.utf8.elementsEqual(text.utf8) }) {
                blocked.values.append(text)
            }
        }
        for item in try fields["patterns"]?.items() ?? [] {
            let pattern = try item.text()
            try checkPattern(pattern, item)
            if !blocked.patterns.contains(where: { $0.utf8.elementsEqual(pattern.utf8) }) {
                blocked.patterns.append(pattern)
            }
        }
        return blocked
    }

    /// Compiled once here, so that a bad one is found while its line is still known.
    private static func checkPattern(
        _ pattern: String, _ item: YAMLValue
    ) throws(ConfigurationError) {
        let rule = IdentifierRule(
            type: "any", limit: 1, blocked: BlockedValues(patterns: [pattern]))
        do {
            _ = try IdentityRules([rule])
        } catch {
            if case .pattern(_, .lookAround) = error.reason {
                throw item.error(
                    .invalidValue, "A pattern cannot look ahead or behind: “\(pattern)”.")
            }
            throw item.error(
                .invalidValue, "This pattern is no regular expression: “\(pattern)”.")
        }
    }

    /// Known custom traits: `{name: ltv, type: number}`, or the name alone.
    static func traits(_ value: YAMLValue) throws(ConfigurationError) -> [KnownTrait] {
        var traits: [KnownTrait] = []
        var names: Set<[UInt8]> = []
        for item in try value.items() {
            var trait: KnownTrait
            if item.isMapping {
                let fields = try item.fields(["name", "type", "format"])
                guard let name = fields["name"] else {
                    throw item.error(.missing, "A trait needs its “name”.")
                }
                trait = KnownTrait(name: try name.text())
                trait.type = try Mapping.type(fields["type"], format: fields["format"])
            } else {
                trait = KnownTrait(name: try item.text())
            }
            guard names.insert(Array(trait.name.utf8)).inserted else {
                throw item.error(.duplicate, "The trait “\(trait.name)” stands here twice.")
            }
            traits.append(trait)
        }
        return traits
    }
}
