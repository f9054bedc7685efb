internal import IdentityResolution

extension SpaceConfiguration {
    /// A configuration to begin with: `space init --preset NAME`.
    public enum Preset: String, Sendable, Hashable, CaseIterable {
        /// Segment's defaults.
        case `default`
        /// Callers known by their phone number, for Unified Profiles in Flex.
        case contactCenter = "contact-center"
        /// Shoppers known by a customer number and a phone number as well.
        case eCommerce = "e-commerce"
    }

    /// The configuration of a preset.
    public init(preset: Preset) {
        switch preset {
        case .default:
            self.init()
        case .contactCenter:
            self.init(
                name: "Contact center", slug: "contact-center", target: .unifiedProfiles,
                identifiers: Self.identifiers(with: [
                    (IdentifierRule(type: "phone", limit: 5), rank: 3)
                ]),
                traits: ["first_name", "last_name", "language", "preferred_channel"]
                    .map { KnownTrait(name: $0) })
        case .eCommerce:
            self.init(
                name: "E-commerce", slug: "e-commerce",
                identifiers: Self.identifiers(with: [
                    (IdentifierRule(type: "customer_id", limit: 1), rank: 2),
                    (IdentifierRule(type: "phone", limit: 5), rank: 4),
                ]),
                traits: ["first_name", "last_name", "city", "country"]
                    .map { KnownTrait(name: $0) }
                    + [KnownTrait(name: "lifetime_value", type: .number)])
        }
    }

    /// The default identifiers with others put in at their 1-based ranks, lowest rank first.
    private static func identifiers(
        with others: [(rule: IdentifierRule, rank: Int)]
    ) -> [IdentifierRule] {
        others.reduce(into: IdentifierRule.defaults) { rules, other in
            rules.insert(other.rule, at: min(other.rank - 1, rules.count))
        }
    }
}
