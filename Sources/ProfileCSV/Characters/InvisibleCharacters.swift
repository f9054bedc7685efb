/// Characters that nobody can see, and that the Tracking API takes nevertheless (design §4, §5
/// `invisible_character`): control characters but TAB, LF and CR, private-use and unassigned code
/// points, noncharacters, bidirectional controls, zero-width characters. NUL is not among them: it
/// is a parse error of its own.
public struct InvisibleCharacters: Sendable {
    /// For identifiers and headers: whatever shows nothing. Two values that look alike would be two
    /// people.
    public static let inIdentifiers = InvisibleCharacters(
        pattern: "[" + never + "[:Default_Ignorable_Code_Point:]]")

    /// For traits: as in identifiers, but not what writing needs: joiners (Persian, Indic scripts,
    /// emoji), variation selectors and tags (emoji), fillers (Hangul), inherent vowels (Khmer).
    public static let inTraits = InvisibleCharacters(
        pattern: "[" + never + """
            [[:Default_Ignorable_Code_Point:]-[[:Variation_Selector:]\\u034F\\u115F\\u1160\\u17B4
            \\u17B5\\u200C\\u200D\\u3164\\uFFA0\\U000E0020-\\U000E007F]]]
            """)

    /// TAB, LF and CR are data; U+2028 and U+2029 are seen as a line break by some programs only.
    private static let never = """
        [[:Cc:]-[\\u0000\\u0009\\u000A\\u000D]][:Co:][:Cn:][:Bidi_Control:]
        [\\u2028\\u2029\\uFFF9-\\uFFFB]
        """

    private let table: CharacterTable

    private init(pattern: String) { table = CharacterTable([(UnicodeSet(pattern), 1)]) }

    /// Whether a code point is one of them. Complexity: O(1).
    func contains(_ codePoint: UInt32) -> Bool { table[codePoint] != 0 }

    /// The first invisible character; nil where there is none.
    ///
    /// - Parameter value: UTF-8. Bytes that are not count as U+FFFD, which can be seen.
    /// - Complexity: O(bytes), without allocation.
    public func firstViolation(in value: UnsafeRawBufferPointer) -> CharacterViolation? {
        var walk = UTF8Walk(value)
        var offset = 0
        while let codePoint = walk.next() {
            if table[codePoint] != 0 {
                return CharacterViolation(byteOffset: offset, codePoint: codePoint)
            }
            offset = walk.offset
        }
        return nil
    }

    /// As ``firstViolation(in:)-(UnsafeRawBufferPointer)``.
    public func firstViolation(in value: [UInt8]) -> CharacterViolation? {
        value.withUnsafeBytes { firstViolation(in: $0) }
    }

    /// How many invisible characters there are.
    public func violationCount(in value: UnsafeRawBufferPointer) -> Int {
        var walk = UTF8Walk(value)
        var count = 0
        while let codePoint = walk.next() { if table[codePoint] != 0 { count += 1 } }
        return count
    }
}
