/// What text that is not UTF-8 most likely is, so that a problem can name the flag (design §5: nothing
/// is guessed silently, and this changes nothing by itself).
public enum EncodingGuess {
    /// The value for `--encoding`; `nil` when the bytes do not tell.
    ///
    /// - Parameter sample: some of the file's bytes, the first invalid ones among them; a few
    ///   kilobytes around the place are plenty.
    /// - Complexity: O(bytes).
    public static func encodingName(for sample: some Collection<UInt8>) -> String? {
        let bytes = Array(sample)
        if let wide = utf16Name(bytes) { return wide }
        var counts = Counts()
        for (index, byte) in bytes.enumerated() where byte >= 0x80 {
            counts.add(
                byte, before: index > 0 ? bytes[index - 1] : 0,
                after: index + 1 < bytes.count ? bytes[index + 1] : 0)
        }
        return counts.name
    }

    /// Every other byte of UTF-16 text in a Latin script is zero.
    private static func utf16Name(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 8 else { return nil }
        let pairs = bytes.count / 2
        let zerosFirst = stride(from: 0, to: pairs * 2, by: 2).count { bytes[$0] == 0 }
        let zerosSecond = stride(from: 1, to: pairs * 2, by: 2).count { bytes[$0] == 0 }
        if zerosSecond * 4 > pairs * 3, zerosFirst * 10 < pairs { return "utf-16le" }
        if zerosFirst * 4 > pairs * 3, zerosSecond * 10 < pairs { return "utf-16be" }
        return nil
    }

    /// What the bytes above 0x7F look like.
    private struct Counts {
        var high = 0
        /// Letters of Windows-1252 (0xC0…0xFF and š ž œ Š Ž Œ Ÿ) beside a plain letter, or its
        /// typographic signs beside anything plain.
        var windows = 0
        /// Bytes 0x80…0x9F between plain letters: accented letters of old Macintosh text.
        var macintosh = 0
        /// Bytes above 0x7F side by side: scripts that take two bytes a letter, or words of another
        /// alphabet.
        var adjacent = 0
        /// Bytes that Windows-1252 does not have.
        var undefined = 0

        mutating func add(_ byte: UInt8, before: UInt8, after: UInt8) {
            high += 1
            if before >= 0x80 || after >= 0x80 { adjacent += 1 }
            let hasLetter = isLetter(before) || isLetter(after)
            let isInside = isLetter(before) && isLetter(after)
            switch byte {
            case 0x81, 0x8D, 0x8F, 0x90, 0x9D:
                undefined += 1
                if hasLetter { macintosh += 1 }
            case 0x8A, 0x8C, 0x8E, 0x9F:
                // Capital letters in Windows-1252, which do not follow small ones.
                if isLetter(before), before & 0x20 != 0 { macintosh += 1 } else { windows += 1 }
            case 0x91, 0x93:
                // Opening quotes, which do not follow a letter.
                if isLetter(before) { macintosh += 1 } else { windows += 1 }
            case 0x80, 0x82...0x89, 0x8B, 0x94...0x99, 0x9B:
                if isInside { macintosh += 1 } else { windows += 1 }
            case 0x9A, 0x9C, 0x9E, 0xC0...0xFF:
                if hasLetter { windows += 1 }
            default:
                windows += 1
            }
        }

        private func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
        }

        var name: String? {
            guard high > 0, adjacent * 2 <= high else { return nil }
            if undefined == 0, windows * 10 >= high * 7, windows >= macintosh * 2 {
                return "windows-1252"
            }
            return macintosh * 10 >= high * 7 ? "macintosh" : nil
        }
    }
}
