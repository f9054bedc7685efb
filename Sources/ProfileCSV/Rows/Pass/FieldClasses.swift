/// What one look at the bytes of a field tells: the union of its bytes' classes.
struct FieldClasses: OptionSet {
    let rawValue: UInt8

    /// An ASCII character that the published list lacks, controls included.
    static let unlisted = FieldClasses(rawValue: 1)
    /// A control character other than TAB, LF, CR and NUL.
    static let control = FieldClasses(rawValue: 2)
    /// TAB, LF or CR.
    static let lineControl = FieldClasses(rawValue: 4)
    static let nul = FieldClasses(rawValue: 8)
    static let nonASCII = FieldClasses(rawValue: 16)
    /// Anything but spaces and tabs: the field is not blank.
    static let ink = FieldClasses(rawValue: 32)
    /// Two adjacent spaces.
    static let doubleSpace = FieldClasses(rawValue: 64)

    /// The class of each byte, filled once.
    static let table: [UInt8] = (0...255).map { byte in
        let classes: FieldClasses =
            switch UInt8(byte) {
            case 0: [.nul, .unlisted, .ink]
            case 0x09: [.lineControl, .unlisted]
            case 0x0A, 0x0D: [.lineControl, .unlisted, .ink]
            case 0x01...0x1F, 0x7F: [.control, .unlisted, .ink]
            case 0x20: []
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: ";"):
                [.unlisted, .ink]
            case 0x80...0xFF: [.nonASCII, .ink]
            default: .ink
            }
        return classes.rawValue
    }

    /// Complexity: O(bytes).
    @inline(__always)
    static func of(_ field: UnsafeRawBufferPointer, _ table: UnsafePointer<UInt8>) -> FieldClasses {
        var seen: UInt8 = 0
        var wasSpace: UInt8 = 0
        for byte in field {
            seen |= table[Int(byte)]
            let isSpace: UInt8 = byte == 0x20 ? doubleSpace.rawValue : 0
            seen |= isSpace & wasSpace
            wasSpace = isSpace
        }
        return FieldClasses(rawValue: seen)
    }
}
