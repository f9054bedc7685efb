import ProfileCSV
import Testing

@Suite struct AllowedCharactersTests {
    static let allowed = AllowedCharacters.published
    static let plain = PlainReading()

    /// The fast reading of a value as (byte, code point) pairs; checks that the three calls agree.
    static func read(_ value: [UInt8]) -> [CharacterViolation] {
        value.withUnsafeBytes { bytes in
            var found: [CharacterViolation] = []
            allowed.forEachViolation(in: bytes) { found.append($0) }
            return found
        }
    }

    @Test(arguments: [
        ("e\u{301}", []), ("gg\u{35F}h", []), ("\u{35F}", [0x35F]), ("g\u{35F}", [0x35F]),
        ("g\u{35F}H", [0x35F]), ("x\u{324}", [0x324]), ("Z\u{324}", [0x324]), ("ñ", [0xF1]),
        ("Â", [0xC2]), ("A\u{302}", [0xC2]), ("a\u{302}", []), ("s\u{331}\u{324}", [0x324]),
        ("\u{212A}", []), ("\u{212B}", []), ("\u{1FEF}", []), ("İ", [0x130]), ("I\u{307}", [0x130]),
        ("\u{A0}", [0xA0]), ("O'B", [0x27]), ("\u{FEFF}", [0xFEFF]), ("", []),
        ("a,b;c\"", [0x2C, 0x3B, 0x22]),
        ("a\tb\nc\rd", [9, 10, 13]), ("Zoë Müller-Lüdenscheidt", []), ("李", [0x674E]),
        ("a😀b", [0x1F600]), ("s\u{324}\u{331}", [0x331]), ("K\u{35F}H\u{324}", [0x324]),
    ] as [(String, [UInt32])])
    func readsTheVectorsOfTheSpecification(value: String, violations: [UInt32]) {
        #expect(Self.read(Array(value.utf8)).map(\.codePoint) == violations)
        #expect(Self.plain.violations(Array(value.utf16)) == violations)
        #expect(Self.allowed.firstViolation(in: Array(value.utf8))?.codePoint == violations.first)
    }

    @Test func theListHasItsSize() {
        let counts = [PlainReading.lowerCase, PlainReading.upperCase].map {
            PlainReading.ranges($0).map(\.count).reduce(0, +)
        }
        #expect(counts == [83, 81])
        #expect(PlainReading.specials.unicodeScalars.count == 28)
        #expect(PlainReading.sequences.count == 19)
        #expect(Self.plain.elementCount == 274)
        #expect(Self.allowed.elementCount == 274)
        let single = (0...0x10FFFF as ClosedRange<UInt32>).count { codePoint in
            Unicode.Scalar(codePoint).map { Self.isAllowed($0) } ?? false
        }
        // 255 in the list and three that NFC maps into it.
        #expect(single == 258)
    }

    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        allowed.firstViolation(in: Array(UTF8.encode(scalar) ?? .init())) == nil
    }

    /// Every code point, alone and between others with which it may combine.
    @Test(arguments: 0..<17)
    func everyCodePointInEveryPositionIsReadAsICUReadsIt(plane: UInt32) {
        var wrong: [String] = []
        for codePoint in plane << 16...plane << 16 | 0xFFFF {
            guard let scalar = Unicode.Scalar(codePoint) else { continue }
            // Beyond the last assigned letters nothing combines; alone and inside is enough there.
            let frames = plane < 3 ? Self.frames : Array(Self.frames[..<2])
            for frame in frames {
                var value = frame.before
                value += UTF8.encode(scalar) ?? .init()
                value += frame.after
                var units = frame.unitsBefore
                units += UTF16.encode(scalar) ?? .init()
                units += frame.unitsAfter
                let first = Self.allowed.firstViolation(in: value)?.codePoint
                let expected = Self.plain.violations(units)
                if first != expected.first { wrong.append("\(frame.name) U+\(codePoint)") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(20))")
    }

    struct Frame: Sendable {
        var name: String
        var before: [UInt8]
        var after: [UInt8]
        var unitsBefore: [UInt16]
        var unitsAfter: [UInt16]

        init(_ before: String, _ after: String) {
            name = before + "_" + after
            self.before = Array(before.utf8)
            self.after = Array(after.utf8)
            unitsBefore = Array(before.utf16)
            unitsAfter = Array(after.utf16)
        }
    }

    static let frames = [
        Frame("", ""), Frame("a", "b"), Frame("g", "h"), Frame("", "\u{301}"),
        Frame("s\u{331}", ""),
    ]

    /// Every sequence of the list beside every other, cut short, doubled and turned round.
    @Test func everySequenceInEveryPositionIsReadAsICUReadsIt() {
        let parts =
            PlainReading.sequences + [
                "", "a", "x", "é", "e\u{301}", "ñ", ",", "\u{324}", "\u{35F}", "漢", "h",
            ]
        var wrong: [String] = []
        for one in parts {
            for two in parts {
                for three in parts {
                    let text = one + two + three
                    let found = Self.read(Array(text.utf8)).map(\.codePoint)
                    let expected = Self.plain.violations(Array(text.utf16))
                    if found != expected {
                        wrong.append("\(text.unicodeScalars.map(\.value)): \(found) \(expected)")
                    }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(10))")
    }

    @Test func placesAreBytesOfTheValueAsItWas() {
        let table: [(String, [Int])] = [
            ("aé,b,", [3, 5]), ("e\u{301},", [3]), ("A\u{302}x\u{324}", [0, 4]), ("漢字", [0, 3]),
            ("é😀ñ", [2, 6]), ("e\u{301}\u{302}\u{303},", [0, 0, 7]),
        ]
        for (value, offsets) in table {
            #expect(Self.read(Array(value.utf8)).map(\.byteOffset) == offsets, "\(value)")
        }
    }

    @Test func whatIsNoUTF8IsRefusedByteByByte() {
        for bytes: [UInt8] in [
            [0xFF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xC0, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0xF0, 0x82, 0x82, 0xAC],
        ] {
            #expect(Self.read([0x61] + bytes).map(\.codePoint) == bytes.map { _ in 0xFFFD })
        }
    }

    @Test func aViolationHasAName() {
        let table: [(UInt32, String)] = [
            (0x2019, "U+2019 RIGHT SINGLE QUOTATION MARK"), (0x0A, "U+000A LINE FEED"),
            (0x07, "U+0007 <control-0007>"), (0x1F600, "U+1F600 GRINNING FACE"),
            (0xE000, "U+E000 <private use area-E000>"),
            (0x10FFFF, "U+10FFFF <noncharacter-10FFFF>"),
        ]
        for (codePoint, text) in table {
            #expect(
                CharacterViolation(byteOffset: 0, codePoint: codePoint).description == text)
        }
    }
}
