/// What most values of a column look like; it decides nothing, it only helps people to map (design
/// §6).
public enum ValueShape: String, Sendable, Hashable, CaseIterable {
    case string, number, boolean, date, email, phone, json

    /// Its place in `allCases`, without making that list.
    var index: Int {
        switch self {
        case .string: 0
        case .number: 1
        case .boolean: 2
        case .date: 3
        case .email: 4
        case .phone: 5
        case .json: 6
        }
    }

    /// The shape of one value that is not blank. Complexity: O(bytes).
    package static func of(_ value: UnsafeRawBufferPointer) -> ValueShape {
        guard let first = value.first else { return .string }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            if NumberGrammar.accepts(value) { return .number }
            if DateGrammar.accepts(value) { return .date }
        case UInt8(ascii: "+"):
            if isPhone(value) { return .phone }
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            if isBoolean(value) { return .boolean }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if JSONGrammar.form(of: value) != nil { return .json }
        default: break
        }
        return isEmail(value) ? .email : .string
    }

    /// `true` or `false`, the only booleans there are (design §3).
    static func isBoolean(_ value: UnsafeRawBufferPointer) -> Bool {
        switch value.count {
        case 4: value.elementsEqual("true".utf8)
        case 5: value.elementsEqual("false".utf8)
        default: false
        }
    }

    /// E.164: a plus and 7 to 15 digits.
    private static func isPhone(_ value: UnsafeRawBufferPointer) -> Bool {
        (8...16).contains(value.count)
            && value.dropFirst().allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    /// One `@` with something before it and a dot inside what follows; no space.
    private static func isEmail(_ value: UnsafeRawBufferPointer) -> Bool {
        var at: Int?
        var lastDot: Int?
        for (index, byte) in value.enumerated() {
            switch byte {
            case UInt8(ascii: "@"):
                if at != nil { return false }
                at = index
            case UInt8(ascii: "."): lastDot = index
            case 0...0x20: return false
            default: break
            }
        }
        guard let at, let lastDot else { return false }
        return at > 0 && lastDot > at + 1 && lastDot < value.count - 1
    }
}
