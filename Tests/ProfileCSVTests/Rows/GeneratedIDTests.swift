import ProfileCSV
import Testing

/// The vectors of `identifiers-and-traits` §4, and of the worked example.
struct GeneratedIDTests {
    @Test(arguments: [
        ("email", "jane.doe@example.com", "eml_a3caddb38202511eab803116294dc020f7c4f8a2"),
        ("email", "Jane.Doe@example.com", "eml_3adb8832fadd5f5c8d8930343ab90883de961f3e"),
        ("phone", "+15555550123", "phone_ac3c42d16eca973c90b9226833401d77a62076a0"),
        ("ios.id", "", "ios.id_da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ])
    func vectors(_ type: String, _ value: String, _ expected: String) {
        let made = GeneratedID.make(type: type, value: Array(value.utf8))
        #expect(String(decoding: made, as: UTF8.self) == expected)
    }

    @Test func rowsWithoutIdentifiersDependOnFileAndRow() {
        let first = GeneratedID.make(fileDigest: [1, 2, 3], row: 7)
        #expect(first == GeneratedID.make(fileDigest: [1, 2, 3], row: 7))
        #expect(first != GeneratedID.make(fileDigest: [1, 2, 3], row: 8))
        #expect(first != GeneratedID.make(fileDigest: [1, 2, 4], row: 7))
        #expect(first.starts(with: Array("row_".utf8)))
    }
}
