import ProfileCSV
import RollcallCSV
import Testing

/// Every kernel gives the same rows, problems and statistics as the plain one (design §9, invariant
/// 8).
struct RowKernelTests {
    /// Pieces that the kernels treat in ways of their own: letters of two, three and four bytes,
    /// marks at the edges of words, quotes, blanks, what is no UTF-8.
    private static let pieces: [[UInt8]] =
        [
            "a", "plain text", "ö", "Ž", "ñ", "Â", "ß", "Ā", "ſ", "ƀ", "ɽ", "’", "東", "\u{1E92}",
            "😀", "e\u{301}",
            "\u{200B}", " ", "  ", "'", ";", "\t", "\u{1}",
            "0123456789012345678901234567890123456789", "",
        ].map { Array($0.utf8) } + [[0xC3], [0xE2, 0x80], [0x80]]

    /// Whole values that ask for a closer look, and others that nearly do.
    private static let suspects = [
        "=1+1", "+15550100123", "+1555x", "@cell", "-12.5", "0012345", "1.23E+15", "NULL", "#N/A", "N",
        "example-17", "example", "test@host.org", "Ana@Example.com", "ana@x.test", "Mar-01",
        "4111111111111111", "4111 1111 1111 1111", "2024010112345678", "078-05-1120", "078-05-11200",
        "-1", "0", "000", "a@b",
    ].map { Array($0.utf8) }

    private static func name(_ column: Int) -> String {
        column == 0 ? "user_id" : column == 1 ? "email" : "c\(column)"
    }

    private static func csv(seed: UInt64, columns: Int, rows: Int) -> [UInt8] {
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var csv = Array(
            (0..<columns).map(name).joined(separator: ",").utf8)
        csv.append(0x0A)
        for _ in 0..<rows {
            let isQuoted = random(4) == 0
            for column in 0..<(random(40) == 0 ? columns + 1 : columns) {
                if column > 0 { csv.append(0x2C) }
                var value: [UInt8] = []
                for _ in 0..<random(4) {
                    value += pieces[random(20) == 0 ? random(pieces.count) : random(8)]
                }
                if random(6) == 0 { value = suspects[random(suspects.count)] }
                if isQuoted, random(2) == 0 {
                    value =
                        [0x22] + value + (random(3) == 0 ? [0x22, 0x22, 0x2C, 0x0A] : []) + [0x22]
                }
                csv += value
            }
            csv += random(5) == 0 ? [0x0D, 0x0A] : [0x0A]
        }
        return csv
    }

    @Test(arguments: [1, 2, 7, 12, 16, 17, 33, 300])
    func allAgree(_ columns: Int) {
        for seed in UInt64(1)...4 {
            let csv = Self.csv(
                seed: seed &* 7919 &+ UInt64(columns), columns: columns, rows: 4_000 / columns + 3)
            let header = (0..<columns).map(Self.name).joined(separator: ",")
            let map = RowPassHarness.map(header)
            var options = RowPassOptions(
                makesMessages: true, collectsRejects: true, kernel: .scalar)
            let expected = RowPassHarness.run(csv, map, options)
            #expect(expected.outcome.rows > 0)
            for kernel in Kernel.allCases where kernel.isAvailable && kernel != .scalar {
                options.kernel = kernel
                let found = RowPassHarness.run(csv, map, options)
                #expect(found.messages == expected.messages, "\(kernel)")
                #expect(found.outcome.counts == expected.outcome.counts, "\(kernel)")
                #expect(found.outcome.examples == expected.outcome.examples, "\(kernel)")
                #expect(found.outcome.rejectedRows == expected.outcome.rejectedRows, "\(kernel)")
                #expect(found.statistics.columns == expected.statistics.columns, "\(kernel)")
            }
        }
    }
}
