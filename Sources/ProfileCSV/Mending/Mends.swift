/// What a corrected copy may change beyond what its target refuses (design §5, `--fix-with`).
public struct Mends: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Spaces around and doubled in traits and headers, and characters in them that nobody sees.
    public static let spaces = Mends(rawValue: 1)
    /// Typographic quotation marks become plain ones; cells with stray ones are written by the
    /// rules.
    public static let quotes = Mends(rawValue: 2)
    /// Spaces around identifiers, characters in them that nobody sees, and headers that were meant
    /// to be one.
    public static let identifiers = Mends(rawValue: 4)
    /// Letters that an upload page does not take become the nearest plain ones.
    public static let transliterate = Mends(rawValue: 8)

    /// Each by the name that it has on the command line.
    public static let names: [(name: String, mend: Mends)] = [
        ("spaces", .spaces), ("quotes", .quotes), ("identifiers", .identifiers),
        ("transliterate", .transliterate),
    ]
}
