import ProfileCSV
import Testing

/// Characters of fields: for the upload pages by the published list, for the API only what cannot
/// be seen (design §4). What the pass finds must be what the rules themselves say of each value.
struct RowCharactersTests {
    private func problems(_ values: [String], _ options: RowPassOptions = RowPassOptions())
        -> [String]
    {
        let quoted = values.map { "u,\"\($0.replacing("\"", with: "\"\""))\"\n" }
        return RowPassHarness.run(
            "user_id,a\n" + quoted.joined(), RowPassHarness.map("user_id,a"), options,
            chunkBytes: 4096
        ).outcome.examples.filter { $0.code == .invalidCharacter || $0.code == .invisibleCharacter }
            .map {
                "\($0.place.row ?? 0) \($0.code) \($0.arguments["code_point"] ?? "")"
            }
    }

    @Test func theListsHoles() {
        let listed = [
            "Zoë", "e\u{301}", "gg\u{35F}h", "\u{212A}", "a\u{302}", "Łódź", "plain", "h\u{324}",
            "",
        ]
        #expect(problems(listed) == [])
        let refused: [(String, String)] = [
            ("O'Brien", "U+0027"), ("a, b", "U+002C"), ("say \"x\"", "U+0022"), ("Núñez", "U+00F1"),
            ("Âme", "U+00C2"), ("A\u{302}me", "U+00C2"), ("x\u{324}", "U+0324"),
            ("\u{35F}", "U+035F"),
            ("g\u{35F}H", "U+035F"), ("a’b", "U+2019"), ("東京", "U+6771"), ("😀", "U+1F600"),
            ("a\nb", "U+000A"), ("\t", "U+0009"), ("\u{A0}", "U+00A0"),
        ]
        #expect(
            problems(refused.map(\.0))
                == refused.enumerated().map { "\($0.offset + 1) invalid_character \($0.element.1)" }
        )
        #expect(problems(refused.map(\.0), RowPassOptions(characters: .headers)) == [])
    }

    @Test func everyCharacterOfTheFirstPlaneAsTheRulesSay() {
        var scalars: [Unicode.Scalar] = []
        for value in UInt32(1)..<0x10000 {
            if let scalar = Unicode.Scalar(value),
                value < 0x500 || value % 41 == 0 || (0x2000..<0x2100).contains(value)
            {
                scalars.append(scalar)
            }
        }
        let values = scalars.map { "x\(String(Character($0)))y" }
        var expected: [String] = []
        for (index, value) in values.enumerated() {
            let bytes = Array(value.utf8)
            if let violation = AllowedCharacters.published.firstViolation(in: bytes) {
                expected.append("\(index + 1) invalid_character \(violation.code)")
            }
            if let violation = InvisibleCharacters.inTraits.firstViolation(in: bytes) {
                expected.append("\(index + 1) invisible_character \(violation.code)")
            }
        }
        #expect(problems(values, RowPassOptions(maxExamplesPerCode: .max)) == expected)
        #expect(expected.count > 1000)
    }

    @Test func placesInFieldsWithDoubledQuotes() throws {
        let csv = "user_id,a\nu,\"é\"\"\u{E000}\"\n"
        let examples = RowPassHarness.run(csv, RowPassHarness.map("user_id,a")).outcome.examples
        #expect(examples.map(\.code) == [.invalidCharacter, .invisibleCharacter])
        let bytes = Array(csv.utf8)
        #expect(examples.first?.place.byte == 15)
        #expect(bytes[15] == UInt8(ascii: "\""))
        #expect(examples.last?.place.byte == bytes.firstIndex(of: 0xEE))
    }

    @Test func zeroWidthCharactersInIdentifiers() {
        let csv = "user_id,a\nu\u{200B},x\nu\u{200D},\u{200D}\nu,\u{200B}\n"
        let result = RowPassHarness.run(
            csv, RowPassHarness.map("user_id,a"), RowPassOptions(characters: .headers))
        #expect(
            result.problems == [
                "1:1 error invisible_character api", "2:1 error invisible_character api",
                "3:2 warning invisible_character api",
            ])
    }
}
