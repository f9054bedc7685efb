/// The content of JSON strings, escapes undone.
public enum JSONText {
    /// Appends the content of a string whose escapes a reader has found sound. A surrogate without
    /// its partner, which JSON allows and UTF-8 cannot hold, becomes U+FFFD. Complexity: O(bytes).
    public static func unescape(_ raw: UnsafeRawBufferPointer, into content: inout [UInt8]) {
        content.reserveCapacity(content.count + raw.count)
        var at = 0
        while at < raw.count {
            let byte = raw[at]
            guard byte == UInt8(ascii: "\\"), at + 1 < raw.count else {
                content.append(byte)
                at += 1
                continue
            }
            at += 2
            switch raw[at - 1] {
            case UInt8(ascii: "n"): content.append(0x0A)
            case UInt8(ascii: "t"): content.append(0x09)
            case UInt8(ascii: "r"): content.append(0x0D)
            case UInt8(ascii: "b"): content.append(0x08)
            case UInt8(ascii: "f"): content.append(0x0C)
            case UInt8(ascii: "u"):
                var scalar = unit(raw, at)
                at = min(at + 4, raw.count)
                if scalar & 0xFC00 == 0xD800, at + 6 <= raw.count, raw[at] == UInt8(ascii: "\\"),
                    raw[at + 1] == UInt8(ascii: "u"), case let low = unit(raw, at + 2),
                    low & 0xFC00 == 0xDC00
                {
                    scalar = 0x10000 + ((scalar & 0x3FF) << 10) + (low & 0x3FF)
                    at += 6
                }
                append(scalar & 0xFFFF_F800 == 0xD800 ? 0xFFFD : scalar, to: &content)
            default: content.append(raw[at - 1])
            }
        }
    }

    /// Four hexadecimal digits; what is none counts as 0.
    private static func unit(_ raw: UnsafeRawBufferPointer, _ start: Int) -> UInt32 {
        var value: UInt32 = 0
        for at in start..<min(start + 4, raw.count) {
            value = value << 4 | UInt32(hexDigit(raw[at]) ?? 0)
        }
        return value
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func append(_ scalar: UInt32, to content: inout [UInt8]) {
        switch scalar {
        case ..<0x80:
            content.append(UInt8(scalar))
        case ..<0x800:
            content.append(UInt8(0xC0 | scalar >> 6))
            content.append(UInt8(0x80 | scalar & 0x3F))
        case ..<0x10000:
            content.append(UInt8(0xE0 | scalar >> 12))
            content.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            content.append(UInt8(0x80 | scalar & 0x3F))
        default:
            content.append(UInt8(0xF0 | scalar >> 18 & 0x07))
            content.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            content.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            content.append(UInt8(0x80 | scalar & 0x3F))
        }
    }

    /// Offset of the first byte at which UTF-8 breaks (over-long forms, surrogates and values above
    /// U+10FFFF included), or `nil`. Complexity: O(bytes).
    static func firstInvalidUTF8(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var at = 0
        while at < bytes.count {
            let lead = bytes[at]
            if lead < 0x80 {
                at += 1
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            case 0xF1...0xF3: length = 4
            default: return at
            }
            guard at + length <= bytes.count, second.contains(bytes[at + 1]) else { return at }
            for place in (at + 2)..<max(at + length, at + 2) where bytes[place] & 0xC0 != 0x80 {
                return at
            }
            at += length
        }
        return nil
    }
}
