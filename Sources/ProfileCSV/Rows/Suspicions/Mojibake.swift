/// UTF-8 that was read as Windows-1252 and stored again: `Ã©` where `é` was.
enum Mojibake {
    /// Whether a value has the trace of it: a letter that a first byte becomes, followed by what a
    /// second byte becomes; or the sign for a letter that was lost. Complexity: O(bytes).
    static func occurs(in value: UnsafeRawBufferPointer) -> Bool {
        var before: Unicode.Scalar = " "
        for scalar in String(decoding: value, as: UTF8.self).unicodeScalars {
            if scalar == "\u{FFFD}" || (isFirst(before) && isSecond(scalar)) { return true }
            before = scalar
        }
        return false
    }

    /// What the first byte of a letter of a European language or a typographic sign becomes.
    private static func isFirst(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xC2...0xC5, 0xCE...0xD1, 0xE2: true
        default: false
        }
    }

    /// What the bytes 0x80 to 0xBF become.
    private static func isSecond(_ scalar: Unicode.Scalar) -> Bool {
        (0x80...0xBF).contains(scalar.value) || windows.contains(scalar)
    }

    private static let windows = Set(
        "\u{20AC}‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".unicodeScalars)
}
