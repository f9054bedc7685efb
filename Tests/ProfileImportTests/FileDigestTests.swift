import Testing

@testable import ProfileImport

@Suite struct FileDigestTests {
    private func digest(_ bytes: [UInt8], step: Int = .max) -> String {
        var digest = FileDigest()
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(step))
            piece.withUnsafeBytes { digest.update($0) }
            rest = rest.dropFirst(piece.count)
        }
        return digest.finalized()
    }

    /// The values of the reference implementation.
    @Test(arguments: [
        ("", "00000000000000000000000000000000"),
        ("hello", "cbd8a7b341bd9b025b1e906a48ae1d19"),
        ("hello, world", "342fac623a5ebc8e4cdcbc079642414d"),
        ("The quick brown fox jumps over the lazy dog", "e34bbc7bbc071b6c7a433ca9c49a9347"),
    ])
    func agreesWithTheReference(text: String, expected: String) {
        #expect(digest(Array(text.utf8)) == expected)
    }

    @Test func doesNotDependOnHowTheStreamIsCut() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3) }
        let whole = digest(bytes)
        for step in [1, 2, 7, 15, 16, 17, 64, 999] {
            #expect(digest(bytes, step: step) == whole, "pieces of \(step)")
        }
        #expect(digest(bytes + [0]) != whole)
        #expect(digest(Array(bytes.dropLast())) != whole)
    }
}
