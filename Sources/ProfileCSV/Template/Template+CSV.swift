extension Template {
    /// Most example rows that differ from one another.
    public static let maxExampleRows = 999

    /// The template as a file: the header, and example rows where they are asked for. LF ends every
    /// line; nothing in it needs quotes.
    ///
    /// - Parameter exampleRows: at most `maxExampleRows`, more are not written. Every identifier in
    ///   them begins with `example-` (or is a phone number that belongs to nobody), so that a row that
    ///   was left in is recognised.
    /// - Complexity: O(rows · columns).
    public func csv(exampleRows: Int = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ fields: [String]) {
            bytes += Array(fields.joined(separator: ",").utf8) + [UInt8(ascii: "\n")]
        }
        append(columns.map(\.name))
        for number in 0..<max(0, min(exampleRows, Self.maxExampleRows)) {
            append(columns.map { Self.example($0, number + 1) })
        }
        return bytes
    }

    private static func example(_ column: Column, _ number: Int) -> String {
        let name = column.name
        if column.isIdentifier || name == "email" || name.hasPrefix("phone") {
            if name == "email" { return "example-\(number)@example.com" }
            if name.hasPrefix("phone") {
                let digits = String(number)
                return "+1555555" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            return "example-\(number)"
        }
        switch column.type {
        case .string: return "Example \(number)"
        case .number: return "\(number)"
        case .boolean: return number.isMultiple(of: 2) ? "false" : "true"
        case .date(let format): return format?.example ?? "2026-01-31"
        case .json: return "[\(number)]"
        }
    }

    /// Whether a value is one of ours; such a row was never meant to be loaded.
    public static func isExample(_ value: some Sequence<UInt8>) -> Bool {
        value.starts(with: Array("example-".utf8))
    }
}
