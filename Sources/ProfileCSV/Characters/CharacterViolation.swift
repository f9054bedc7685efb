internal import CICU

/// A character that a rule does not take, with its place in the value.
public struct CharacterViolation: Sendable, Hashable, CustomStringConvertible {
    /// 0-based byte in the value as it was given (before NFC, after doubled quotes were undone).
    public var byteOffset: Int
    /// The character: where the value was not in NFC, of its NFC (`A` and U+0302 are `Â`).
    public var codePoint: UInt32

    public init(byteOffset: Int, codePoint: UInt32) {
        self.byteOffset = byteOffset
        self.codePoint = codePoint
    }

    /// `U+2019`, with at least four digits.
    public var code: String {
        let digits = String(codePoint, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Unicode's name: `RIGHT SINGLE QUOTATION MARK`; in angle brackets for what has none
    /// (`<control-0007>`, `<private use area-E000>`).
    public var name: String {
        switch codePoint {
        case 0x09: return "TAB"
        case 0x0A: return "LINE FEED"
        case 0x0D: return "CARRIAGE RETURN"
        default: break
        }
        var name = [CChar](repeating: 0, count: 128)
        let count = rc_character_name(Int32(bitPattern: codePoint), &name, Int32(name.count))
        return String(decoding: name.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The character itself; nil where it is no scalar.
    public var scalar: Unicode.Scalar? { Unicode.Scalar(codePoint) }

    /// `U+2019 RIGHT SINGLE QUOTATION MARK`.
    public var description: String { "\(code) \(name)" }
}
