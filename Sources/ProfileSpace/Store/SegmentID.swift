/// Profile IDs as Segment shows them: `use_` and 27 base-62 characters, which are 20 bytes (a KSUID):
/// seconds since 2014-05-13, eight bytes of the session that made it, the profile's number.
///
/// The number at the end makes IDs unique in a space and leads back to the row without an index.
struct SegmentID {
    static let prefix = "use_"
    /// Seconds since 1970 at which KSUIDs begin to count.
    static let epoch = 1_400_000_000

    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Eight bytes that no other session of a space has drawn.
    let session: UInt64

    /// - Parameter milliseconds: time of creation since 1970; clamped to what 32 bits of seconds hold.
    func text(profile: Int, milliseconds: Int) -> [UInt8] {
        let seconds = UInt32(clamping: milliseconds / 1_000 - Self.epoch)
        let number = UInt64(bitPattern: Int64(profile))
        var words: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
            seconds, UInt32(truncatingIfNeeded: session >> 32), UInt32(truncatingIfNeeded: session),
            UInt32(truncatingIfNeeded: number >> 32), UInt32(truncatingIfNeeded: number)
        )
        var text = Array(Self.prefix.utf8) + [UInt8](repeating: 0, count: 27)
        // Four digits a division: 62⁴ fits 32 bits.
        var place = text.count
        while place > Self.prefix.utf8.count {
            var rest = Self.divide(&words, by: 14_776_336)
            for _ in 0..<4 where place > Self.prefix.utf8.count {
                place -= 1
                text[place] = Self.digits[Int(rest % 62)]
                rest /= 62
            }
        }
        return text
    }

    private static func divide(
        _ words: inout (UInt32, UInt32, UInt32, UInt32, UInt32), by divisor: UInt64
    ) -> UInt64 {
        var rest: UInt64 = 0
        func step(_ word: inout UInt32) {
            let value = rest << 32 | UInt64(word)
            word = UInt32(truncatingIfNeeded: value / divisor)
            rest = value % divisor
        }
        step(&words.0)
        step(&words.1)
        step(&words.2)
        step(&words.3)
        step(&words.4)
        return rest
    }

    /// The number at the end of an ID; `nil` where the text is none.
    static func profile(in text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == prefix.utf8.count + 27, bytes.starts(with: prefix.utf8) else { return nil }
        // Only the last eight bytes of the number are wanted: arithmetic modulo 2⁶⁴ keeps them.
        var value: UInt64 = 0
        for byte in bytes.dropFirst(prefix.utf8.count) {
            guard let digit = digits.firstIndex(of: byte) else { return nil }
            value = value &* 62 &+ UInt64(digit)
        }
        return Int(exactly: value)
    }
}
