/// JSON for people: its members in their order, indented; the values as they stand.
enum JSONView {
    /// Text that nests deeper stands on one line from there on.
    private static let maxDepth = 32

    static func block(_ json: [UInt8]) -> HTML { "<pre>\(indented(json))</pre>" }

    /// - Complexity: O(bytes).
    static func indented(_ json: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(json.count * 2)
        var depth = 0
        var isInString = false
        var isEscaped = false
        for (index, byte) in json.enumerated() {
            if isInString {
                text.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                text.append(byte)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                text.append(byte)
                depth += 1
                let next = json[(index + 1)...].first { $0 > 0x20 }
                if next != UInt8(ascii: "}"), next != UInt8(ascii: "]") { newLine(&text, depth) }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if text.last != UInt8(ascii: "{"), text.last != UInt8(ascii: "[") { newLine(&text, depth) }
                text.append(byte)
            case UInt8(ascii: ","):
                text.append(byte)
                newLine(&text, depth)
            case UInt8(ascii: ":"): text += [byte, 0x20]
            case 0x09, 0x0A, 0x0D, 0x20: break
            default: text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func newLine(_ text: inout [UInt8], _ depth: Int) {
        text.append(0x0A)
        text += [UInt8](repeating: 0x20, count: 2 * max(0, min(depth, maxDepth)))
    }
}
