import IdentityResolution
import RollcallCSV
import Testing

@testable import ProfileCSV

/// Values that are well-formed and still do harm: damaged identifiers, phone numbers of another form,
/// formulas, tests, what the law protects.
struct RowSuspicionsTests {
    private typealias Harness = RowPassHarness

    private let map = RowPassHarness.map("user_id,email,phone,Note")

    /// Everything found in rows of one column, what was withheld included, as `row:column code/kind`.
    private func found(
        _ rows: [String], _ map: ColumnMap, _ options: RowPassOptions = RowPassOptions()
    ) -> [String] {
        let header = map.columns.map { String(decoding: $0.header, as: UTF8.self) }
        let csv = ([header.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
        let result = Harness.run(csv, map, options)
        let confirmed = result.statistics.confirmed(result.doubts, map, options.catalogue)
        let ours: [ProblemCode] = [
            .damagedIdentifier, .phoneFormat, .formulaCell, .testPerson, .regulatedData,
        ]
        let examples = (result.outcome.examples + confirmed.examples)
            .filter { ours.contains($0.code) }
        var counts = result.outcome.counts
        counts.add(confirmed.counts)
        let counted = counts.entries.filter { ours.contains($0.code) }.reduce(0) { $0 + $1.count }
        #expect(counted == examples.count || examples.count == ColumnDoubt.maxExamples)
        return examples.map { problem in
            let kind = problem.arguments["kind"].map { "/\($0)" } ?? ""
            return "\(problem.place.row ?? 0):\(problem.place.column ?? 0) \(problem.code)\(kind)"
        }
    }

    /// Checks what is found in one user ID.
    private func check(id value: String, _ kind: String?, _ location: SourceLocation = #_sourceLocation) {
        let expected = kind.map { ["1:1 damaged_identifier/\($0)"] } ?? []
        if !value.contains(",") {
            #expect(found(["\(value),,,"], map) == expected, "\(value)", sourceLocation: location)
        }
        // The same between quotes, and in a row further on.
        let quoted = expected.map { $0.replacing("1:1", with: "2:1", maxReplacements: 1) }
        #expect(
            found(["abc,,,", "\"\(value)\",,,"], map) == quoted, "\(value) in quotes",
            sourceLocation: location)
        // In a trait it is a value like any other.
        #expect(found(["abc,,,\"\(value)\""], map) == [], "\(value) as a trait", sourceLocation: location)
    }

    @Test func numbersThatASpreadsheetWrote() {
        for value in ["1.23E+15", "1.23457E+11", "9E+15", "1,5E+12", "1.2e+100", "4.91766E+12"] {
            check(id: value, "scientific")
        }
        for value in ["12E+5", "1.2E15", "1.E+15", "1E-5", "1.2.3E+11", "e+12", "1a2E+15", "1.23E+1x"] {
            check(id: value, nil)
        }
    }

    @Test func datesInAColumnOfIdentifiers() {
        for value in [
            "2024-03-01", "2024-03-01 10:00:00", "2024-03-01T10:00:00Z", "2024/3/1", "1/3/2024",
            "3/31/24", "01.03.2024", "31.12.99", "1-Mar", "12-Dec-24", "Mar-01", "1-Mar-2024",
            "01-03-2024",
        ] {
            check(id: value, "date")
        }
        for value in [
            "2024-13-01", "12-05-99", "2024-03-01-7", "13/13/2024", "1.2.3", "10.0.0.1", "1-Mrz",
            "Mar-1", "Max-01", "2024-03", "1/2", "2024-03-01x", "5555-12-12",
        ] {
            check(id: value, nil)
        }
    }

    @Test func errorsAndWordsForNothing() {
        for value in [
            "#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "NULL", "N/A", "n/a", "NaN", "None", "nil",
            "undefined", "(null)", "\\N", "[object Object]",
        ] {
            check(id: value, "error_text")
        }
        for value in ["#1", "Nina", "nilsson", "undefined1", "None of it", "#N/A1", "(1)", "n/b"] {
            check(id: value, nil)
        }
        // That one is blocked, which is another warning.
        check(id: "null", nil)
    }

    @Test func lettersOfAnotherEncoding() {
        for value in ["Jos\u{C3}\u{A9}", "M\u{C3}\u{BC}ller", "it\u{E2}\u{20AC}\u{2122}s", "Zo\u{FFFD}"] {
            check(id: value, "mojibake")
        }
        for value in ["Jos\u{E9}", "S\u{C3}O", "\u{C5}ngstr\u{F6}m", "\u{D0}\u{E6}"] {
            check(id: value, nil)
        }
    }

    @Test func cellsThatWereCutOff() {
        func cell(_ count: Int) -> String { String(repeating: "\u{E9}", count: count) }
        #expect(found(["u,,,\(cell(32_767))"], map) == ["1:4 damaged_identifier/cut"])
        #expect(found(["\(cell(32_767)),,,"], map) == ["1:1 damaged_identifier/cut"])
        for count in [32_766, 32_768] { #expect(found(["u,,,\(cell(count))"], map) == []) }
        // A sign beyond the basic plane counts twice, as spreadsheets count.
        let wide = String(repeating: "\u{1F600}", count: 16_383) + "x"
        #expect(found(["u,,,\(wide)"], map) == ["1:4 damaged_identifier/cut"])
    }

    @Test func longNumbersThatEndInZeros() {
        // By chance one in ten ends so: a whole column of them does not.
        let rounded = (0..<30).map { "12345678901\(1000 + $0)0000,,," }
        #expect(found(rounded, map).count == ColumnDoubt.maxExamples)
        let whole = (0..<200).map { "98765432101\(10_000 + $0 * 7),,," }
        #expect(found(whole, map) == [])
        #expect(
            found(["a1,,,", "1234567890123450000,,,", "b2,,,"], map)
                == ["2:1 damaged_identifier/rounded"])
        #expect(found(["123456789012345,,,", "100000000000000,,,"], map) == [])
        #expect(found(["a,,,", "1234567890123450,,,"], map) == ["2:1 damaged_identifier/rounded"])
        #expect(found(["a,,,", "1234567890123456,,,"], map) == [])
    }

    @Test func zerosThatWereLost() {
        let ids = (0..<40).map { $0.isMultiple(of: 4) ? "0\(1000 + $0)" : "\(21_000 + $0)" }
        #expect(found(ids.map { "\($0),,," }, map) == [])
        var damaged = ids
        damaged[8] = "1008"
        damaged[12] = "12"
        #expect(
            found(damaged.map { "\($0),,," }, map).sorted() == [
                "13:1 damaged_identifier/leading_zeros", "9:1 damaged_identifier/leading_zeros",
            ])
        // Numbers that were counted up have no zeros to lose.
        #expect(found((1...500).map { "\($0),,," }, map) == [])
        // Nor is there a pattern where lengths differ anyway.
        #expect(found(["007,,,", "0815,,,", "12,,,", "123456,,,"], map) == [])
    }

    @Test func phoneNumbersOfAnotherForm() {
        for value in [
            "(555) 555-0123", "5555550123", "0049 30 1234567", "+49 30 1234567", "+0155555555",
            "555-0123", "+1555", "+1555555012345678", "tel:+15555550123", "call me",
        ] {
            #expect(found(["u,,\(value),"], map) == ["1:3 phone_format"], "\(value)")
        }
        for value in ["+15555550123", "+4930123456", "+123456789012345", ""] {
            #expect(found(["u,,\(value),"], map) == [], "\(value)")
        }
        // What is damaged is only that; what is no identifier is nobody's number.
        #expect(found(["u,,1.5E+10,"], map) == ["1:3 damaged_identifier/scientific"])
        let trait = Harness.map("user_id,fax")
        #expect(found(["u,555-0123"], trait) == [])
        let digits = RowPassOptions(phoneForm: .digits)
        #expect(found(["u,,+15555550123,", "v,,15555550123,"], map, digits) == ["1:3 phone_format"])
    }

    @Test func formulas() {
        for value in [
            "=1+1", "=SUM(A1:A9)", "=HYPERLINK(\"\"http://x\"\")", "= A1", "@SUM(1)", "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0", "-1+2", "+A1*2", "-SUM(B2)", "='x'!A1",
        ] {
            #expect(found(["u,,,\"\(value)\""], map) == ["1:4 formula_cell"], "\(value)")
        }
        for value in [
            "-12.5", "+1555", "+49 30 123", "- see note", "-", "--", "=", "==>", "@ann", "-Smith", "+1",
            "-5%", "-1-2", "-Foo (bar)", "@ann (work)", "=)", "+15555550123", "-1,234.50", "-71.0589",
            "a=1+1",
        ] {
            // A quick look never hides one from the closer look.
            let expected = value == "=)" ? ["1:4"] : [String]()
            #expect(
                found(["u,,,\"\(value)\""], map).filter { !expected.contains(String($0.prefix(3))) } == [],
                "\(value)")
        }
    }

    @Test func testsAndExamples() {
        for value in [
            "ann@example.com", "ann@mail.example.com", "ANN@EXAMPLE.COM", "test@acme.io", "Test@acme.io",
            "a@b.test", "a@b.invalid", "ann@my.example", "example-1@example.com", "test@x.y",
        ] {
            #expect(found(["u,\(value),,"], map) == ["1:2 test_person"], "\(value)")
        }
        for value in [
            "ann@sample.com", "ann@example.org", "ann@example.net", "tester@acme.io", "ann@contest.io",
            "ann@myexample.com", "ann@example.community", "a@latest", "ann@test.acme.io",
        ] {
            #expect(found(["u,\(value),,"], map) == [], "\(value)")
        }
        #expect(found(["example-17,,,"], map) == ["1:1 test_person"])
        #expect(found(["example-17,a@example.com,,"], map).count == 1)
        #expect(found(["example,,,", "examples-1,,,"], map) == [])
    }

    @Test func paymentCards() {
        for value in [
            "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "378282246310005",
            "3782 822463 10005", "5555555555554444", "6011111111111117", "30569309025904",
            "3530111333300000", "2223003122003222", "6212345678901232",
        ] {
            #expect(found(["u,,,\(value)"], map) == ["1:4 regulated_data/card"], "\(value)")
        }
        for value in [
            "4111111111111112", "4111 1111-1111 1111", "1234567812345670", "4111 1111 1111 111x",
            "411111111111", "20240301101500", "4111.1111.1111.1111", "41 11 11 11 11 11 11 11",
        ] {
            #expect(found(["u,,,\(value)"], map) == [], "\(value)")
        }
        // One number in ten that looks like a card passes the check: a column of them is none.
        let numbers = (0..<100).map { "u\($0),,,45000000000\($0 * 97 + 10_000)" }
        #expect(found(numbers, map) == [])
        let cards = ["4111111111111111", "5555555555554444", "4012888888881881"].map { "u,,,\($0)" }
        #expect(found(cards, map).count == 3)
    }

    @Test func socialSecurityNumbers() {
        #expect(found(["u,,,123-45-6789"], map) == ["1:4 regulated_data/ssn"])
        for value in [
            "000-45-6789", "666-45-6789", "900-45-6789", "123-00-6789", "123-45-0000", "123-456-789",
            "123456789", "123-45-67890", "12a-45-6789", "123-45 6789",
        ] {
            #expect(found(["u,,,\(value)"], map) == [], "\(value)")
        }
    }

    /// No value of what the law protects gets into a report.
    @Test func protectedNumbersAreNotShown() {
        let csv = "user_id,Note\nu,123-45-6789\nv,4111111111111111\n"
        let map = Harness.map("user_id,Note")
        let result = Harness.run(csv, map, RowPassOptions())
        let confirmed = result.statistics.confirmed(result.doubts, map, ProblemCatalogue())
        let found = result.outcome.examples + confirmed.examples
        let protected = found.filter { $0.code == .regulatedData }
        #expect(protected.count == 2)
        #expect(protected.allSatisfy { $0.excerpt == nil })
        #expect(confirmed.examples.map(\.place.line) == [3])
    }

    /// The same for any passes and chunks.
    @Test func passesDoNotShow() {
        var rows: [String] = []
        for row in 0..<2_000 {
            let id = row % 5 == 0 ? "0\(1_000 + row)" : "\(12_000 + row)"
            rows.append("\(row % 97 == 3 ? "99" : id),p\(row)@example.\(row % 3 == 0 ? "com" : "org"),,")
        }
        let csv = "user_id,email,phone,Note\n" + rows.joined(separator: "\n")
        func lines(_ workers: Int, _ chunkBytes: Int) -> [String] {
            let options = RowPassOptions(maxExamplesPerCode: 7)
            let result = Harness.run(csv, map, options, workers: workers, chunkBytes: chunkBytes)
            let confirmed = result.statistics.confirmed(result.doubts, map, options.catalogue)
            return confirmed.examples.map { "\($0.code) \($0.place)" }
                + result.outcome.counts.entries.map { "\($0)" }.sorted()
                + confirmed.counts.entries.map { "\($0)" }
        }
        let expected = lines(1, 1 << 20)
        #expect(expected.count > 17)
        for (workers, chunkBytes) in [(1, 64), (3, 500), (7, 4_096)] {
            #expect(lines(workers, chunkBytes) == expected, "\(workers) passes, chunks of \(chunkBytes)")
        }
    }

    /// The tables of the quick look hold what their bits' names say, in every kernel.
    @Test(arguments: Kernel.allCases.filter(\.isAvailable))
    func theQuickLookHidesNothing(_ kernel: Kernel) {
        for first in 0...255 {
            for length in 1...40 {
                let kinds = quickLook(kernel, first: UInt8(first), length: length)
                let character = Character(Unicode.Scalar(UInt8(first)))
                #expect(kinds.contains(.formula) == ("=+-@".contains(character) && length >= 2))
                let isDigit = ("0"..."9").contains(character)
                #expect(kinds.contains(.digits) == (isDigit && length <= 24))
                #expect(kinds.contains(.word) == ("#nNuU(<[\\".contains(character) && length <= 15))
            }
        }
    }

    /// What a value of one byte and then letters may be.
    private func quickLook(_ kernel: Kernel, first: UInt8, length: Int) -> SuspectKinds {
        var value = [UInt8](repeating: 0x61, count: length + 64)
        value[0] = first
        return value.withUnsafeBufferPointer { bytes -> SuspectKinds in
            guard let base = bytes.baseAddress else { return [] }
            let values = RowValues(columns: 1, slots: 0, blank: base)
            defer { values.deallocate() }
            let suspects = SuspectColumns(RowPassHarness.map("x"), slots: nil)
            defer { suspects.deallocate() }
            let figures = ColumnFigures(columns: 1)
            let row = RowKernel(
                kernel, count: 1, starts: values.starts, lengths: values.lengths, firsts: values.firsts,
                wanted: suspects.wanted, kinds: suspects.kinds, filled: figures.filled,
                longest: figures.longest, identifiers: [], looks: true)
            defer { row.deallocate() }
            suspects.wanted[0] = .max
            values.lengths[0] = UInt32(length)
            values.firsts[0] = first
            return SuspectKinds(rawValue: row.look().kinds)
        }
    }
}
