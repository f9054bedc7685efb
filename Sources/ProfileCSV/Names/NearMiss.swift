internal import IdentityResolution

/// Headers that were most likely meant to be an identifier or a known trait and are not, since a
/// header's bytes decide (design §7).
///
/// Be advised: for a remote destination a near miss is an error, so this must stay quiet about names
/// that are merely similar. Three ways lead to one, each narrow: the same name but for case, spaces
/// and punctuation; a known other word for an identifier; a slip of the finger or two in a long
/// enough name, never in its first letter, its digits or its final `id`.
struct NearMiss: Sendable {
    /// What a header was meant to be.
    struct Meant: Sendable, Hashable {
        let name: String
        let isIdentifier: Bool
        /// The first letter of another script that makes the difference, where one does.
        let lookalike: Unicode.Scalar?
    }

    private struct Known: Sendable {
        let name: String
        let key: NameKey
        let isIdentifier: Bool
    }

    private let exact: Set<[UInt8]>
    private let keys: Set<NameKey>
    /// Names that the file does not have, by what remains of them and by their first letter.
    private let free: [NameKey: Known]
    private let freeByFirst: [Unicode.Scalar: [Known]]
    private let aliases: [NameKey: String]

    /// - Parameter taken: the names that the file's columns have already: nobody means one of them a
    ///   second time.
    init(_ configuration: SpaceConfiguration, taken: Set<[UInt8]>) {
        let types = configuration.identifiers.map(\.type)
        let known =
            types.map { Known(name: $0, key: NameKey(Array($0.utf8)), isIdentifier: true) }
            + configuration.traits.map {
                Known(name: $0.name, key: NameKey(Array($0.name.utf8)), isIdentifier: false)
            }
        exact = Set(known.map { Array($0.name.utf8) })
        keys = Set(known.map(\.key))
        let open = known.filter { !taken.contains(Array($0.name.utf8)) }
        free = Dictionary(open.map { ($0.key, $0) }) { first, _ in first }
        freeByFirst = Dictionary(
            grouping: open.filter { !$0.key.scalars.isEmpty }, by: { $0.key.scalars[0] })
        var aliases: [NameKey: String] = [:]
        for type in types where !taken.contains(Array(type.utf8)) {
            for word in IdentifierAliases.words(for: type) {
                aliases[NameKey(Array(word.utf8))] = aliases[NameKey(Array(word.utf8))] ?? type
            }
        }
        self.aliases = aliases
    }

    /// What a header was most likely meant to be; `nil` for one that stands for itself.
    ///
    /// - Complexity: O(known names of the same first letter · length²).
    func meant(by header: [UInt8]) -> Meant? {
        guard !exact.contains(header) else { return nil }
        let key = NameKey(header)
        guard let first = key.scalars.first else { return nil }
        if let same = free[key] { return meant(same.name, same.isIdentifier, key) }
        // The file has the name that this one resembles already.
        guard !keys.contains(key) else { return nil }
        if let type = aliases[key] { return meant(type, true, key) }
        guard !Self.ownWords.contains(key.text) else { return nil }
        var best: (known: Known, distance: Int)?
        for candidate in freeByFirst[first] ?? [] {
            guard let distance = Self.slips(from: candidate, to: key),
                distance < best?.distance ?? .max
            else { continue }
            best = (candidate, distance)
        }
        return best.map { meant($0.known.name, $0.known.isIdentifier, key) }
    }

    private func meant(_ name: String, _ isIdentifier: Bool, _ key: NameKey) -> Meant {
        Meant(name: name, isIdentifier: isIdentifier, lookalike: key.lookalikes.first)
    }

    /// Words that columns are really called, one slip from a word that others are called.
    private static let ownWords: Set<String> = [
        "county", "country", "counter", "state", "states", "stats", "status", "store", "score",
        "scope", "price", "prize", "place", "plate", "phase", "order", "older", "owner", "other",
        "first", "title", "total", "points", "prints", "region", "reason", "season", "session",
        "version", "number", "member", "street", "gender", "sender", "market", "marker",
    ]

    /// Slips of the finger between a known name and a header of the same first letter; `nil` when
    /// they are different words.
    private static func slips(from known: Known, to header: NameKey) -> Int? {
        let length = min(known.key.scalars.count, header.scalars.count)
        guard length >= 5, known.key.digits == header.digits else { return nil }
        // `user_id` and `user_ip` are two things; so are `order_id` and `orders`.
        let endsInID = { (key: NameKey) in key.scalars.suffix(2) == ["i", "d"] }
        guard endsInID(known.key) == endsInID(header) else { return nil }
        return EditDistance.between(known.key.scalars, header.scalars, limit: length < 8 ? 1 : 2)
    }
}
