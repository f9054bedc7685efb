/// The spaces that a header must not have (`csv-upload` §3 rule 3).
enum HeaderSpaces: String, CaseIterable {
    case leading, trailing, consecutive

    private static let space = UInt8(ascii: " ")

    /// Which of them a name has, in the order above. A name of nothing but spaces is no name at all
    /// and has none.
    static func found(in name: [UInt8]) -> [HeaderSpaces] {
        guard !isBlank(name) else { return [] }
        return allCases.filter { kind in
            switch kind {
            case .leading: name.first == space
            case .trailing: name.last == space
            case .consecutive: isDoubled(name)
            }
        }
    }

    /// Whether a name is empty or only spaces and tabs, which the upload pages take for empty.
    static func isBlank(_ name: [UInt8]) -> Bool {
        name.allSatisfy { $0 == space || $0 == UInt8(ascii: "\t") }
    }

    /// Two spaces in a row between other characters; those at an end have their own names.
    private static func isDoubled(_ name: [UInt8]) -> Bool {
        let inner = name.drop { $0 == space }
        guard let last = inner.lastIndex(where: { $0 != space }) else { return false }
        let core = inner[...last]
        return zip(core, core.dropFirst()).contains { $0 == space && $1 == space }
    }
}
