/// Characters as problems and people name them.
public enum CodePointName {
    /// `U+2019`.
    public static func code(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    }

    /// The character of `U+2019`, or several of `U+0073 U+0324`; empty for anything else.
    static func scalars(_ codes: String) -> [Unicode.Scalar] {
        codes.split(separator: " ").compactMap { code in
            guard code.hasPrefix("U+"), let value = UInt32(code.dropFirst(2), radix: 16) else {
                return nil
            }
            return Unicode.Scalar(value)
        }
    }

    /// `’ (right single quotation mark)`; a character that shows nothing has its name alone.
    static func forPeople(_ codes: String) -> String {
        let scalars = scalars(codes)
        guard !scalars.isEmpty else { return "a character" }
        let names = scalars.map(name).joined(separator: " and ")
        // An ideograph's name is its number.
        if scalars.count == 1, scalars[0].properties.isIdeographic {
            return String(Character(scalars[0]))
        }
        guard scalars.allSatisfy({ isVisible($0) }) else { return names }
        var shown = String(String.UnicodeScalarView(scalars))
        // A mark that combines needs something to stand on.
        if let first = scalars.first, first.properties.generalCategory == .nonspacingMark {
            shown = "\u{25CC}" + shown
        }
        return "\(shown) (\(names))"
    }

    /// The character's Unicode name in lower case; control characters by the names people use.
    static func name(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\t": return "a tab"
        case "\n", "\r": return "a line break"
        case "\u{00A0}": return "a no-break space"
        case "\u{FEFF}": return "an invisible mark (zero width no-break space)"
        default: break
        }
        let properties = scalar.properties
        if let name = properties.name ?? properties.nameAlias { return name.lowercased() }
        return properties.generalCategory == .privateUse
            ? "a character of a font’s own, without a name" : "a character without a name"
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .spaceSeparator:
            false
        default: true
        }
    }
}
