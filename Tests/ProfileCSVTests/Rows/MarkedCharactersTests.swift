import ProfileCSV
import RollcallCSV
import Testing

/// Every character up to U+0FFF, at every place of a word of marks, under every kernel: found or
/// not as the published list says.
struct MarkedCharactersTests {
    @Test(arguments: Kernel.allCases.filter(\.isAvailable))
    func everyLetterAtManyPlaces(_ kernel: Kernel) {
        var csv = "user_id,a\n"
        var expected: [Int] = []
        var row = 0
        for value in UInt32(0xA0)..<0x1000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            row += 1
            let text = String(repeating: "x", count: row % 67) + String(Character(scalar)) + "y"
            csv += "u,\(text)\n"
            if AllowedCharacters.published.firstViolation(in: Array(text.utf8)) != nil {
                expected.append(row)
            }
        }
        let result = RowPassHarness.run(
            csv, RowPassHarness.map("user_id,a"),
            RowPassOptions(maxExamplesPerCode: .max, kernel: kernel),
            chunkBytes: 4096)
        let found = result.outcome.examples.filter { $0.code == .invalidCharacter }.map {
            $0.place.row ?? 0
        }
        #expect(found == expected)
        #expect(expected.count > 3000)
    }
}
