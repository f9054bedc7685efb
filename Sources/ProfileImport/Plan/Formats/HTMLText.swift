/// A growing page of HTML in which every text and attribute is escaped.
struct HTMLText {
    private(set) var bytes: [UInt8] = []

    /// Markup of ours, as it is.
    mutating func raw(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

    mutating func text(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": raw("&amp;")
            case "<": raw("&lt;")
            case ">": raw("&gt;")
            case "\"": raw("&quot;")
            case "'": raw("&#39;")
            case "\n", "\t": raw(" ")
            default:
                // What cannot be seen, or turns the writing around, is shown as what it is.
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator:
                    raw("\\u{\(String(scalar.value, radix: 16, uppercase: true))}")
                default: bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
                }
            }
        }
    }

    mutating func element(
        _ name: String, _ attributes: [(String, String)] = [],
        _ content: (inout HTMLText) -> Void
    ) {
        raw("<\(name)")
        for (key, value) in attributes where !value.isEmpty {
            raw(" \(key)=\"")
            text(value)
            raw("\"")
        }
        raw(">")
        content(&self)
        raw("</\(name)>")
    }

    mutating func element(_ name: String, _ attributes: [(String, String)] = [], text: String) {
        element(name, attributes) { $0.text(text) }
    }
}
