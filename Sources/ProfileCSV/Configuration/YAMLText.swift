/// Text as a YAML scalar that reads back as the same text, quoted only where it must be.
enum YAMLText {
    static func scalar(_ text: String) -> String { needsQuotes(text) ? quoted(text) : text }

    private static func needsQuotes(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return true }
        let isWord = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || byte == UInt8(ascii: "_")
        }
        guard isWord(first) || first == UInt8(ascii: "/"), last != UInt8(ascii: " ") else {
            return true
        }
        // Words that YAML reads as something else than text, in any letter case.
        if ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        {
            return true
        }
        return text.unicodeScalars.contains { scalar in
            scalar.isASCII
                ? !(isWord(UInt8(scalar.value))
                    || "0123456789 -./@+".unicodeScalars.contains(scalar))
                : mustEscape(scalar) || scalar.properties.isWhitespace
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where mustEscape(scalar):
                let hex = String(scalar.value, radix: 16, uppercase: true)
                let width = scalar.value > 0xFFFF ? 8 : 4
                result += width == 8 ? "\\U" : "\\u"
                result += String(repeating: "0", count: max(0, width - hex.count)) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// What would be invisible in an editor, or is no text.
    private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .unassigned, .privateUse, .lineSeparator, .paragraphSeparator,
            .surrogate:
            true
        case .spaceSeparator: scalar != " "
        default: false
        }
    }
}
