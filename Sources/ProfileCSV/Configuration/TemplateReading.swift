public import IdentityResolution

/// What the header of a template that was downloaded from Segment says about the space it came from
/// (`space init --from-template`).
///
/// A template does not tell identifiers from traits, so only names that are identifiers wherever they
/// occur are taken for such; of the others somebody has to say what they are.
public struct TemplateReading: Sendable, Hashable {
    /// The known identifiers, in the template's order, with default limits.
    public let identifiers: [IdentifierRule]
    /// The other names, in the template's order: custom identifiers or traits.
    public let others: [String]

    /// Reads a header. Empty names are skipped, and so are the columns that the uploader of
    /// subscriptions adds.
    ///
    /// - Complexity: O(names).
    public init(header: [[UInt8]]) {
        var identifiers: [IdentifierRule] = []
        var others: [String] = []
        var seen: Set<[UInt8]> = []
        for name in header where !HeaderSpaces.isBlank(name) && seen.insert(name).inserted {
            if let rule = IdentifierRule.defaults.first(where: { name.elementsEqual($0.type.utf8) })
            {
                identifiers.append(rule)
            } else if !Self.subscriptionColumns.contains(where: { name.elementsEqual($0.utf8) }) {
                others.append(String(decoding: name, as: UTF8.self))
            }
        }
        self.identifiers = identifiers
        self.others = others
    }

    /// `csv-upload` §4: no identifiers, and no traits of the profile either.
    private static let subscriptionColumns = [
        "email_subscription_status", "whatsapp_subscription_status", "sms_subscription_status",
    ]

    /// The space that the template came from, as far as it can be told.
    ///
    /// - Parameters:
    ///   - chosen: those of `others` that are identifiers; they come after the known ones. The
    ///     remaining others are traits.
    ///   - base: everything that a template says nothing about.
    /// - Throws: when no name tells people apart, or a chosen one cannot be an identifier.
    public func configuration(
        identifiers chosen: [String] = [], base: SpaceConfiguration = SpaceConfiguration()
    ) throws(ConfigurationError) -> SpaceConfiguration {
        var space = base
        let isChosen = { (name: String) in chosen.contains { $0.utf8.elementsEqual(name.utf8) } }
        for name in chosen where !others.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            throw ConfigurationError(
                .unknownName, "The template has no column “\(name)”.",
                nearest: NearestName.of(name, among: others))
        }
        space.identifiers =
            identifiers + others.filter(isChosen).map { IdentifierRule(type: $0, limit: 5) }
        space.traits = others.filter { !isChosen($0) }.map { .init(name: $0) }
        // One reader decides what may stand in a space.yaml.
        _ = try SpaceConfiguration.parse(space.yaml())
        return space
    }
}
