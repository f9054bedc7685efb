internal import IdentifyMessages
internal import ProfileCSV

/// A trait of a kit: what its column is called and how its values are written, learned from all of
/// them.
struct UndoKitColumn {
    /// The trait.
    let name: [UInt8]
    /// Whether the import sets it, so that bringing the kit back must set it too.
    let isTouched: Bool
    /// Whether cells hold JSON: some value is no text, or is a text that a cell cannot say.
    private(set) var isJSON = false
    /// Set once all columns are known.
    var header = ""

    init(name: [UInt8], isTouched: Bool) {
        self.name = name
        self.isTouched = isTouched
    }

    /// Looks at a value that has to be written later.
    mutating func learn(_ json: [UInt8]) {
        guard !isJSON, !Self.isNull(json) else { return }
        guard let text = Self.text(json) else {
            isJSON = true
            return
        }
        // A cell of nothing but blanks is blank, and control characters do not survive every editor.
        let isBlank = text.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if isBlank || text.contains(where: { $0 < 0x20 || $0 == 0x7F }) { isJSON = true }
    }

    /// The cell for a value.
    func cell(_ json: [UInt8]) -> [UInt8] {
        if Self.isNull(json) { return [] }
        return isJSON ? json : Self.text(json) ?? json
    }

    /// Its line in the mapping: `blank: null` empties a trait that was not there before.
    var mapping: String {
        let key = Self.quoted(Array(header.utf8))
        guard isTouched else { return "  \(key): ignore" }
        let type = isJSON ? ", type: json" : ""
        return "  \(key): {trait: \(Self.quoted(name))\(type), blank: null}"
    }

    /// A name that can head a column, or `nil`.
    var plainHeader: String? {
        guard !name.isEmpty, name.first != 0x20, name.last != 0x20,
            !name.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    private static func isNull(_ json: [UInt8]) -> Bool {
        json.isEmpty || json.elementsEqual("null".utf8)
    }

    /// The content of a JSON string; `nil` for every other value.
    static func text(_ json: [UInt8]) -> [UInt8]? {
        guard json.count >= 2, json[0] == UInt8(ascii: "\"") else { return nil }
        return json.withUnsafeBytes { bytes in
            JSONValue(offset: 1, count: UInt32(bytes.count - 2), kind: .escapedString)
                .text(in: bytes)
        }
    }

    /// Text in quotes that YAML reads as JSON does.
    static func quoted(_ text: [UInt8]) -> String {
        var buffer = JSONBuffer(capacity: 256)
        buffer.appendString(text)
        return buffer.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
