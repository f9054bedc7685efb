/// Names and values of a query or a form, percent-encoding undone, `+` a blank.
///
/// What cannot be decoded is left out: a field that is needed is then missing.
struct QueryString: Sendable, Hashable {
    private(set) var pairs: [(name: String, value: String)] = []

    /// Fields of one form that are read; more are of no use to anybody.
    static let maxPairs = 2_000

    init(_ text: String) {
        for part in text.utf8.split(separator: UInt8(ascii: "&")).prefix(Self.maxPairs) {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let name = part[..<(equals ?? part.endIndex)]
            let value = equals.map { part[part.index(after: $0)...] } ?? part[part.endIndex...]
            guard let name = PercentEncoding.decode(name, plusIsBlank: true),
                let value = PercentEncoding.decode(value, plusIsBlank: true)
            else { continue }
            pairs.append((name, value))
        }
    }

    /// The first value of a name.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// All values of a name, in order.
    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// The parts of a comma-separated value; `nil` where there is none.
    func list(_ name: String) -> [String]? {
        self[name].map { $0.split(separator: ",").map(String.init) }
    }

    /// A whole number within bounds.
    ///
    /// - Throws: 400 `validation_error` for anything else.
    func number(_ name: String, in range: ClosedRange<Int>, or standard: Int) throws(ServerError) -> Int {
        guard let text = self[name] else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw .validation(
                "The parameter `\(name)` must be a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound).")
        }
        return number
    }

    /// `true` or `false`.
    ///
    /// - Throws: 400 `validation_error` for anything else.
    func flag(_ name: String, or standard: Bool = false) throws(ServerError) -> Bool {
        switch self[name] {
        case nil: return standard
        case "true", "1", "on": return true
        case "false", "0", "off": return false
        default: throw .validation("The parameter `\(name)` must be true or false.")
        }
    }

    static func == (one: QueryString, other: QueryString) -> Bool {
        one.pairs.elementsEqual(other.pairs) { $0.name == $1.name && $0.value == $1.value }
    }

    func hash(into hasher: inout Hasher) {
        for pair in pairs {
            hasher.combine(pair.name)
            hasher.combine(pair.value)
        }
    }
}

/// RFC 3986's escapes.
enum PercentEncoding {
    /// - Returns: `nil` for a bad escape, or what is no UTF-8.
    static func decode(_ text: some Collection<UInt8>, plusIsBlank: Bool = false) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Everything but letters, digits and `-._~` escaped: safe in any part of an address.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
