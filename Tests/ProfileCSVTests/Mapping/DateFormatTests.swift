import ProfileCSV
import Testing

@Suite struct DateFormatTests {
    private func check(_ format: String, _ value: String, _ expected: String?) throws {
        let read = try DateFormat(format)
        let result = Array(value.utf8).withUnsafeBytes { read.iso8601($0) }
        #expect(
            result.map { String(decoding: $0, as: UTF8.self) } == expected, "\(format) \(value)")
    }

    @Test(
        arguments: [
            ("DD.MM.YYYY", "31.01.2026", "2026-01-31"), ("DD.MM.YYYY", "1.1.2026", nil),
            ("D.M.YYYY", "1.12.2026", "2026-12-01"), ("MM/DD/YYYY", "02/29/2024", "2024-02-29"),
            ("MM/DD/YYYY", "02/29/2023", nil), ("MM/DD/YYYY", "13/01/2023", nil),
            ("YYYYMMDD", "19000229", nil), ("YYYYMMDD", "20000229", "2000-02-29"),
            ("YYYY-MM-DD HH:mm:ss[+01:00]", "2022-01-21 13:47:00", "2022-01-21T13:47:00+01:00"),
            ("YYYY-MM-DD HH:mm[Z]", "2022-01-21 24:00", nil),
            ("YYYY-MM-DDTHH:mm:ssZ", "2022-01-21T13:47:00-0530", "2022-01-21T13:47:00-05:30"),
            ("YYYY-MM-DDTHH:mm:ssZ", "2022-01-21T13:47:00", nil),
            ("DD.MM.YYYY", "31.01.2026 ", nil), ("DD.MM.YYYY", "", nil),
        ] as [(String, String, String?)])
    func aValueOfTheFormBecomesISO8601(format: String, value: String, expected: String?) throws {
        try check(format, value, expected)
    }

    @Test(arguments: [
        "MM/DD/YY", "YYYY-MM-DD HH:mm", "YYYY-MM-DD Z", "YYYY-MM-DD DD", "", "YYYY-MM-DD HH[1]",
    ])
    func aFormatThatCannotBeReadIsRefused(format: String) {
        #expect(throws: DateFormat.Invalid.self) { try DateFormat(format) }
    }
}
