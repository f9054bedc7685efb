import IdentityResolution
import ProfileCSV
import RollcallCSV
import Testing

/// What is found in rows, where, and for whom (design §4, §5, §7).
struct RowProblemsTests {
    private typealias Harness = RowPassHarness

    /// Problems as `row:column severity code/kind targets`, uploads' list of characters aside
    /// unless the options say so.
    private func check(
        _ csv: String, _ map: ColumnMap, _ expected: [String],
        _ options: RowPassOptions = RowPassOptions(characters: .headers), messages: Int? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) {
        var options = options
        options.makesMessages = true
        let result = Harness.run(csv, map, options)
        #expect(result.problems == expected, sourceLocation: location)
        if let messages { #expect(result.messages.count == messages, sourceLocation: location) }
    }

    private let plain = RowPassHarness.map("user_id,a,b")

    @Test func raggedRows() {
        check(
            "user_id,a,b\nu,1\nu,1,2\nu,1,2,3\n", plain,
            [
                "1 error parse_error/too_few_fields all",
                "3:4 error parse_error/too_many_fields all",
            ],
            messages: 1)
    }

    @Test func quotesAndEncoding() {
        check(
            "user_id,a,b\nu,1\"2,3\nu,\"1\"x,2\nu,1,2\nu,\"1,2\n", plain,
            [
                "1:2 warning stray_quote all", "2:2 error parse_error/text_after_quote all",
                "4:2 error parse_error/unterminated_quote all",
            ], messages: 2)
        let result = Harness.run(
            Array("user_id,a,b\nu,é".utf8) + [0xFF, 0x2C, 0x0A, 0x75, 0x2C, 0x2C, 0xC3, 0x0A],
            plain,
            RowPassOptions(makesMessages: true))
        #expect(
            result.problems == [
                "1:2 error parse_error/invalid_utf8 all", "2:3 error parse_error/invalid_utf8 all",
            ])
        #expect(result.outcome.examples.map(\.place.byte) == [16, 22])
        #expect(result.messages.isEmpty)
    }

    @Test func nulIsAnErrorEverywhere() {
        check(
            "user_id,a,b\nu\0,1,\0\n", plain,
            ["1:1 error parse_error/nul_byte all", "1:3 error parse_error/nul_byte all"],
            messages: 0)
    }

    @Test func invisibleCharacters() {
        check(
            "user_id,a,b\nu\t1,a\tb,\"c\n\"\nu\u{1},\u{2},3\nu,\u{202E}x,\u{E000}\nu\u{200F},y,z\n",
            plain,
            [
                "1:1 error invisible_character api", "2:1 error invisible_character api",
                "2:2 warning invisible_character api", "3:2 warning invisible_character api",
                "3:3 warning invisible_character api", "4:1 error invisible_character api",
            ], messages: 1)
        check(
            "user_id,a,b\nu,\u{1},\u{1}\n",
            Harness.map("user_id,a,b", ["a": { $0.meaning = .ignore }]),
            ["1:3 warning invisible_character api"], messages: 1)
    }

    @Test func spaces() {
        check(
            "user_id,a,b\n u,a,b\nu ,  ,b \nu  v,x  y, z\n", plain,
            [
                "1:1 warning edge_space_identifier/leading all",
                "2:1 warning edge_space_identifier/trailing all",
                "2:3 warning field_spaces/trailing all",
                "3:1 warning field_spaces/consecutive all",
                "3:2 warning field_spaces/consecutive all",
                "3:3 warning field_spaces/leading all",
            ], messages: 3)
        check(
            "user_id,a,b\n u ,a,b\n", plain,
            [
                "1:1 error edge_space_identifier/leading,trailing api",
                "1:1 warning edge_space_identifier/leading,trailing uploaders",
            ],
            RowPassOptions(
                characters: .headers, catalogue: ProblemCatalogue(isDestinationRemote: true)),
            messages: 0)
    }

    /// Spaces of quoted fields, beside quotes that are doubled and others that are not.
    @Test func spacesAndQuotes() {
        let values: [(String, String)] = [
            ("\"a \"\" b\"", ""), ("\"\"\" a\"\"\"", ""), ("\"\"\"\"", ""),
            ("\" \"\"a\"", "leading"),
            ("\"a\"\" \"", "trailing"), ("\"a\"\"  b\"", "consecutive"),
            ("\" a \"", "leading,trailing"),
            ("\"  a\"", "leading,consecutive"), ("\"a  \"", "trailing,consecutive"), ("\"  \"", ""),
            ("\"\"", ""), (" ", ""), ("a ", "trailing"), (" a", "leading"), ("a  b", "consecutive"),
        ]
        for (value, kind) in values {
            let result = Harness.run(
                "user_id,a,b\nu,\(value),x\nu,x,\(value)\n", plain,
                RowPassOptions(characters: .headers))
            let expected =
                kind.isEmpty
                ? []
                : ["1:2 warning field_spaces/\(kind) all", "2:3 warning field_spaces/\(kind) all"]
            #expect(result.problems == expected, "\(value)")
        }
    }

    @Test func capitalLettersInAnEMailAreANote() {
        check(
            "user_id,email\nU,a@b.co\nu,A@b.co\nu,abcdefgh@exampLe.org\nu,[@`{.zz\n",
            Harness.map("user_id,email"),
            [
                "2:2 note case_variant_identifier all", "3:2 note case_variant_identifier all",
            ], messages: 4)
    }

    @Test func identifiers() {
        check(
            "user_id,email,group_id\n,,\n ,\t,g\nnull,,g\n-1,0-0,\nu,,\n,null,x\n",
            Harness.map("user_id,email,group_id"),
            [
                "1 error no_identifier api", "1 warning no_identifier uploaders",
                "2 error no_identifier api", "2 warning no_identifier uploaders",
                "3:1 warning blocked_value all", "3 error no_identifier/blocked api",
                "4:1 warning blocked_value all", "4:2 warning blocked_value all",
                "4 error no_identifier/blocked api", "6:2 warning blocked_value all",
                "6 error no_identifier/blocked api",
            ], messages: 1)
    }

    @Test func identifiersByOtherPatterns() {
        let rules = [
            IdentifierRule(
                type: "user_id", limit: 1,
                blocked: BlockedValues(values: ["x", "abcdef"], patterns: ["^test.*$"]))
        ]
        check(
            "user_id\nx\nxx\nabcdef\nabcdeg\ntest1\n0\natest\n",
            Harness.map("user_id", identifiers: rules),
            [
                "1:1 warning blocked_value all", "1 error no_identifier/blocked api",
                "3:1 warning blocked_value all", "3 error no_identifier/blocked api",
                "5:1 warning blocked_value all", "5 error no_identifier/blocked api",
            ], messages: 4)
    }

    /// The upload pages know no mapping; a file without an identifier column is one problem, not
    /// many.
    @Test func namelessRowsByTarget() {
        let both = Harness.map(
            "Mail,a",
            [
                "Mail": {
                    $0.meaning = .identifier(rule: Harness.rule("email"))
                    $0.uploadMeaning = $0.meaning
                }
            ])
        check("Mail,a\nx@y.zz,1\n", both, [], messages: 1)
        let ours = Harness.map(
            "Mail,a",
            [
                "Mail": {
                    $0.uploadMeaning = .trait(name: [])
                    $0.meaning = .identifier(rule: Harness.rule("email"))
                }
            ])
        check(
            "Mail,a\nx@y.zz,1\n", ours, ["1 warning no_identifier/no_column uploaders"], messages: 1
        )
        check(
            "Mail,a\nx@y.zz,1\n", ours, [],
            RowPassOptions(
                characters: .headers, catalogue: ProblemCatalogue(isAnonymousIDConfigured: false)),
            messages: 1)
        check(
            "a,b\n1,2\n", Harness.map("a,b"), ["1 warning no_identifier/no_column uploaders"],
            messages: 0)
        check(
            "user_id,b\n,2\n", Harness.map("user_id,b"), ["1 warning no_identifier all"],
            RowPassOptions(
                characters: .headers, catalogue: ProblemCatalogue(allowsAnonymous: true)),
            messages: 1)
    }

    @Test func values() {
        let map = Harness.map(
            "user_id,n,t,r",
            [
                "n": { $0.type = .number },
                "t": { $0.meaning = .timestamp },
                "r": {
                    $0.isRequired = true
                    $0.nullValues = [Array("none".utf8)]
                },
            ])
        check(
            "user_id,n,t,r\nu,1,2026-01-01,x\nu,1x,,x\nu,,1.1.2026,x\nu,,,\nu,,,none\nu, ,\t, x\n",
            map,
            [
                "2:2 error invalid_value api", "3:3 error invalid_value api",
                "4:4 error required_value api", "5:4 error required_value api",
                "6:4 warning field_spaces/leading all",
            ], messages: 2)
    }

    /// Places count bytes, lines and spreadsheet rows the way people and programs do.
    @Test func places() throws {
        let csv = "user_id,a\n\nu,\"x\ny\"\nu,\"say \"\"hi\"\" \u{E000}\"\n\nu,1,2\n"
        let result = Harness.run(
            csv, Harness.map("user_id,a"),
            RowPassOptions(characters: .headers, collectsRejects: true))
        #expect(
            result.problems == [
                "2:2 warning invisible_character api", "3:3 error parse_error/too_many_fields all",
            ])
        let character = try #require(result.outcome.examples.first)
        #expect(character.place.row == 2)
        #expect(character.place.sheetRow == 4)
        #expect(character.place.line == 5)
        #expect(character.place.column == 2)
        #expect(character.place.byte == Array(csv.utf8).firstIndex(of: 0xEE))
        #expect(character.header == "a")
        #expect(character.arguments["code_point"] == "U+E000")
        #expect(character.arguments["part"] == "trait")
        #expect(character.excerpt == "say \"\"hi\"\" \u{E000}")
        let ragged = try #require(result.outcome.examples.last)
        #expect(ragged.place.row == 3)
        #expect(ragged.place.sheetRow == 6)
        #expect(ragged.place.line == 7)
        #expect(ragged.arguments["expected"] == "2")
        #expect(ragged.arguments["found"] == "3")
        #expect(
            result.outcome.rejectedRows == [
                RejectedRow(row: 3, bytes: Array("u,1,2".utf8), problem: ragged)
            ])
    }

    @Test func rejectedRowsKeepTheirBytesAndFirstError() {
        let result = Harness.run(
            "user_id,n\r\nu,\"x\"\"\"\r\n,y\r\nu,1\r\n",
            Harness.map("user_id,n", ["n": { $0.type = .number }]),
            RowPassOptions(characters: .headers, maxExamplesPerCode: 0, collectsRejects: true))
        #expect(result.problems.isEmpty)
        #expect(result.outcome.rejectedRowCount == 2)
        let rejected = result.outcome.rejectedRows
        #expect(
            rejected.map { String(decoding: $0.bytes, as: UTF8.self) } == ["u,\"x\"\"\"", ",y"])
        #expect(rejected.map(\.problem.code) == [.invalidValue, .invalidValue])
        #expect(rejected.map(\.row) == [1, 2])
        #expect(result.outcome.counts.count(of: .invalidValue) == 2)
        #expect(result.outcome.counts.count(of: .noIdentifier) == 1)
        #expect(result.outcome.counts.codes(.error, for: .api) == [.noIdentifier, .invalidValue])
        #expect(result.outcome.counts.codes(.warning, for: .unify) == [.noIdentifier])
    }

    /// Counts are exact, examples the first ones, for any number of workers.
    @Test(arguments: [1, 2, 5])
    func countsAndExamples(_ workers: Int) {
        var csv = "user_id,a\n"
        for row in 1...500 {
            csv += row % 3 == 0 ? ",x\n" : row % 5 == 0 ? "u,1,2\n" : "u,  \u{1}\n"
        }
        let result = Harness.run(
            csv, Harness.map("user_id,a"),
            RowPassOptions(characters: .headers, maxExamplesPerCode: 4, collectsRejects: true),
            workers: workers, chunkBytes: 256)
        #expect(result.outcome.counts.count(of: .noIdentifier) == 166)
        #expect(result.outcome.counts.count(of: .parseError) == 67)
        #expect(result.outcome.counts.count(of: .invisibleCharacter) == 267)
        #expect(result.outcome.rejectedRowCount == 233)
        #expect(result.outcome.rejectedRows.count == 233)
        let nameless = result.outcome.examples.filter {
            $0.code == .noIdentifier && $0.severity == .error
        }
        #expect(nameless.prefix(4).map(\.place.row) == [3, 6, 9, 12])
        #expect(nameless.prefix(4).map(\.place.line) == [4, 7, 10, 13])
        if workers == 1 { #expect(nameless.count == 4) }
    }

    private struct NoTens: RowRule {
        func check(_ row: borrowing RowView, _ report: (Problem) -> Void) {
            guard row.text(1) == "10" || row.number == 3 else { return }
            report(
                Problem(
                    ProblemCode(rawValue: "no_tens"), severity: row.number == 3 ? .warning : .error,
                    targets: .api, place: Problem.Place(column: 2)))
        }
    }

    @Test func ownRules() throws {
        let result = Harness.run(
            "user_id,a\nu,\"10\"\nu,11\nu,\n", Harness.map("user_id,a"),
            RowPassOptions(makesMessages: true, collectsRejects: true, ownRules: [NoTens()]))
        #expect(result.problems == ["1:2 error no_tens api", "3:2 warning no_tens api"])
        let first = try #require(result.outcome.examples.first)
        #expect(first.header == "a")
        #expect(
            first.place == Problem.Place(file: 1, row: 1, sheetRow: 2, line: 2, byte: 13, column: 2)
        )
        #expect(result.outcome.rejectedRows.map(\.row) == [1])
        #expect(result.messages.count == 2)
    }

    /// A file whose only record is the header, chunks without records, a file of nothing.
    @Test(arguments: ["", "user_id\n", "\n\n", "user_id\n\n\n"])
    func noRows(_ csv: String) {
        let result = Harness.run(csv, Harness.map("user_id"))
        #expect(result.outcome.rows == 0)
        #expect(result.problems.isEmpty)
        #expect(result.messages.isEmpty)
    }
}
