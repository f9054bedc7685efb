import ProfileCSV
import Testing

@Suite struct InvisibleCharactersTests {
    struct Case: Sendable {
        var codePoints: [UInt32]
        var inIdentifiers: Bool
        var inTraits: Bool
    }

    static let cases = [
        // TAB, LF, CR are data, NUL is a parse error, the rest can be seen.
        Case(
            codePoints: [0, 9, 0x0A, 0x0D, 0x20, 0x41, 0xA0, 0xE9, 0xFFFD, 0x674E, 0x1F600, 0x301],
            inIdentifiers: false, inTraits: false),
        Case(
            codePoints: [
                1, 7, 8, 0x0B, 0x0C, 0x0E, 0x1B, 0x1F, 0x7F, 0x80, 0x9F,  // controls
                0xE000, 0xF8FF, 0xF0000, 0x10FFFD,  // private use
                0x378, 0xE0FFF, 0x3FFFD,  // unassigned
                0xFDD0, 0xFFFE, 0xFFFF, 0x10FFFF,  // noncharacters
                0x61C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069,  // bidirectional
                0x200B, 0x2060, 0xFEFF, 0xAD, 0x180E, 0x2028, 0x2029, 0xFFF9,  // no width
            ],
            inIdentifiers: true, inTraits: true),
        // Joiners, variation selectors, fillers, tags: writing needs them.
        Case(
            codePoints: [0x200C, 0x200D, 0xFE0F, 0xE0100, 0x180B, 0x115F, 0x3164, 0xE0067, 0x34F],
            inIdentifiers: true, inTraits: false),
    ]

    @Test(arguments: cases)
    func knowsWhatCannotBeSeen(_ test: Case) throws {
        for codePoint in test.codePoints {
            let scalar = try #require(Unicode.Scalar(codePoint))
            let value = [0x61] + Array(UTF8.encode(scalar) ?? .init()) + [0x62]
            let found = CharacterViolation(byteOffset: 1, codePoint: codePoint)
            #expect(
                InvisibleCharacters.inIdentifiers.firstViolation(in: value)
                    == (test.inIdentifiers ? found : nil), "\(found)")
            #expect(
                InvisibleCharacters.inTraits.firstViolation(in: value)
                    == (test.inTraits ? found : nil), "\(found)")
        }
    }

    @Test func countsThemAll() {
        let value = Array("a\u{200B}b\u{7}c\td\u{E000}".utf8)
        #expect(value.withUnsafeBytes { InvisibleCharacters.inTraits.violationCount(in: $0) } == 3)
    }

    @Test func composedFormsAreComparedAsBytes() {
        let table: [(String, String, Bool)] = [
            ("é", "e\u{301}", true), ("A", "a", false), ("", "", true), ("K", "\u{212A}", true),
            ("ﬁ", "fi", false), ("e\u{301}\u{323}", "e\u{323}\u{301}", true),
            ("\u{AC00}", "\u{1100}\u{1161}", true),
        ]
        for (one, other, areEqual) in table {
            #expect(NFC.areEqual(Array(one.utf8), Array(other.utf8)) == areEqual, "\(one)")
        }
        #expect(NFC.normalized([0x65, 0xCC, 0x81, 0xFF]) == [0x65, 0xCC, 0x81, 0xFF])
        #expect(NFC.normalized(Array("e\u{301},b".utf8)) == Array("\u{E9},b".utf8))
    }
}
