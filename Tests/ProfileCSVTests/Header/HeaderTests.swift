import IdentityResolution
import ProfileCSV
import Testing

/// Headers written as `a|b|c`, their problems as `code@column severities`, where the severities are
/// those for unify, unified-profiles and api: `E` error, `W` warning, `N` note, `-` nothing.
@Suite struct HeaderTests {
    private func bind(
        _ names: [String], _ space: SpaceConfiguration = SpaceConfiguration(),
        mapping: String = "", remote: Bool = false
    ) throws -> (map: ColumnMap, problems: [Problem]) {
        try ColumnMap.bind(
            HeaderRecord(names: names), configuration: space,
            mapping: Mapping.parse(mapping, for: space),
            catalogue: ProblemCatalogue(isDestinationRemote: remote))
    }

    /// Problems of one code and place side by side.
    private func found(_ problems: [Problem]) -> [String] {
        var letters: [(key: String, letters: [Character])] = []
        for problem in problems {
            let key = problem.code.rawValue + (problem.place.column.map { "@\($0)" } ?? "")
            let index =
                letters.firstIndex { $0.key == key }
                ?? {
                    letters.append((key, ["-", "-", "-"]))
                    return letters.count - 1
                }()
            for (bit, target) in [TargetSet.unify, .unifiedProfiles, .api].enumerated()
            where problem.targets.contains(target) {
                letters[index].letters[bit] = Character(
                    problem.severity.rawValue.prefix(1).uppercased())
            }
        }
        return letters.map { "\($0.key) \(String($0.letters))" }
    }

    private func check(
        _ header: String, _ expected: [String], _ space: SpaceConfiguration = SpaceConfiguration(),
        mapping: String = "", remote: Bool = false
    ) throws {
        let names = header.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        let problems = try bind(names, space, mapping: mapping, remote: remote).problems
        #expect(found(problems) == expected, "\(header)")
    }

    @Test(
        arguments: [
            ("email", []), ("user_id|email|First Name", []),
            ("email|name|city|phone_number|id", []),
            ("email|", ["empty_header@2 EEE"]), ("email|  ", ["empty_header@2 EEE"]),
            ("email|\t", ["empty_header@2 EEE"]),
            ("email|a|a|b|a", ["duplicate_header@3 EEE", "duplicate_header@5 EEE"]),
            ("email|é|e\u{301}", ["duplicate_header@3 EEE"]), ("email|A|a", []),
            ("email|email", ["duplicate_header@2 EEE"]),
            ("email| a", ["header_spaces@2 EEW"]), ("email|a ", ["header_spaces@2 EEW"]),
            ("email|a  b", ["header_spaces@2 EEW"]), ("email|a b", []),
            ("name|city", ["missing_identifier --E"]),
            ("group_id|name", ["missing_identifier --E"]),
            ("userId|plan", ["near_miss_header@1 WWW", "missing_identifier --E"]),
            ("email|a\u{0}", ["parse_error@2 EEE"]),
            ("email|año|Größe", ["invalid_character@2 EE-"]),
            ("email|e\u{301}t\u{e9}", []), ("email|Z\u{324}", ["invalid_character@2 EE-"]),
            ("email|a\u{200B}b", ["invalid_character@2 EE-", "invisible_character@2 --E"]),
            ("email|a\u{1}", ["invalid_character@2 EE-", "invisible_character@2 --E"]),
            ("email|a\nb", ["invalid_character@2 EE-", "invisible_character@2 --E"]),
        ] as [(String, [String])])
    func aHeaderHasTheProblems(header: String, expected: [String]) throws {
        try check(header, expected)
    }

    @Test func weightsDependOnTheSpaceAndTheDestination() throws {
        var nameless = SpaceConfiguration()
        nameless.identifiers.removeAll { $0.type == "anonymous_id" }
        try check("name", ["missing_identifier EEE"], nameless)
        try check("email|userId", ["near_miss_header@2 WWE"], remote: true)
        try check(
            "email|userId", ["near_miss_header@2 WW-"], mapping: "columns: {userId: ignore}",
            remote: true)
        try check(
            "E-Mail", ["near_miss_header@1 WW-"], mapping: "columns: {E-Mail: email}", remote: true)
        try check(
            "Mail",
            ["near_miss_header@1 EEE", "missing_identifier EEE"].map {
                $0.replacing("near_miss_header@1 EEE", with: "near_miss_header@1 WWW")
            }, nameless)
    }

    @Test func columnsAreCounted() throws {
        let names = ["email"] + (1..<299).map { "t\($0)" }
        #expect(try bind(names).problems.isEmpty)
        try check((names + ["t299"]).joined(separator: "|"), ["too_many_columns@300 EE-"])
    }

    @Test func aMappingTakesTheHeadersFlawsAwayFromTheAPI() throws {
        try check(
            " LTV |email", ["header_spaces@1 EE-"], mapping: "columns: {\" LTV \": {trait: ltv}}")
        try check(" LTV |email", ["header_spaces@1 EE-"], mapping: "columns: {\" LTV \": ignore}")
        try check("email|x", ["missing_column --E"], mapping: "columns: {\"X\": y}")
    }

    @Test func aMissingIdentifierNamesTheHeaderThatWasMeant() throws {
        let problem = try bind(["plan", "E-Mail"]).problems.first { $0.code == .missingIdentifier }
        #expect(problem?.arguments["nearest"] == "E-Mail" && problem?.arguments["name"] == "email")
        let other = try bind(["plan"]).problems.first { $0.code == .missingIdentifier }
        #expect(other?.arguments["nearest"] == nil)
    }

    /// As many columns as a record may have take a moment, not minutes.
    @Test func aHugeHeaderIsBoundAtOnce() throws {
        var space = SpaceConfiguration()
        space.traits = (0..<1_000).map { .init(name: "trait number \($0)") }
        let names = ["email"] + (1..<65_536).map { "column \($0)" }
        let start = ContinuousClock.now
        #expect(try bind(names, space).problems.map(\.code) == [.tooManyColumns])
        #expect(ContinuousClock.now - start < .seconds(120))
    }

    @Test func aMappedColumnsNameIsNotSent() throws {
        try check(
            "email|a\u{1}", ["invalid_character@2 EE-"],
            mapping: #"columns: {"a\u0001": ignore}"#)
        let problems = try ColumnMap.bind(
            HeaderRecord(names: ["email", "añb"].map { Array($0.utf8) }, fieldBytes: [0, 6]),
            configuration: SpaceConfiguration()
        ).problems
        #expect(problems.map(\.place.byte) == [7])
        #expect(problems[0].arguments == ["code_point": "U+00F1", "part": "header"])
    }

    @Test func theMissingColumnNamesTheNearestOne() throws {
        let problem = try bind(["email", "Notes"], mapping: "columns: {\"notes\": ignore}")
            .problems[0]
        #expect(problem.header == "notes" && problem.arguments["nearest"] == "Notes")
        #expect(problem.place.column == nil && problem.place.line == nil)
    }

    @Test(arguments: [
        ("email;name;city", ";"), ("a;b", ";"), ("email\tname", "tab"), ("a|b", "|"),
        ("Name, first;email;a;b;c", ";"),
    ])
    func anotherDelimiterIsNamed(line: String, flag: String) throws {
        let names = line.split(separator: ",").map(String.init)
        let problems = try bind(names).problems
        #expect(found(problems).first == "wrong_delimiter EE-", "\(line)")
        #expect(problems.first?.arguments == ["delimiter": flag])
        let missing = problems.first { $0.code == .missingIdentifier }
        #expect(missing?.arguments["delimiter"] == flag)
    }

    @Test func aDelimiterThatWasGivenIsNotForTheUploadPages() throws {
        let header = HeaderRecord(names: ["email", "a"], delimiter: UInt8(ascii: ";"))
        let problems = try ColumnMap.bind(header, configuration: SpaceConfiguration()).problems
        #expect(found(problems) == ["wrong_delimiter EE-"])
        #expect(problems[0].arguments == ["delimiter": ";", "given": "true"])
        try check("email", [])
        #expect(try bind([";"]).problems.allSatisfy { $0.code != .wrongDelimiter })
    }

    @Test func everyColumnBecomesWhatTheMappingSays() throws {
        let space = try SpaceConfiguration.parse(
            "traits: [{name: ltv, type: number}, {name: age, type: number}]")
        let map = try bind(
            ["user_id", "E-Mail", "LTV", "Newsletter", "Updated", "Internal", "Notes", "age"],
            space,
            mapping: """
                columns:
                  E-Mail: {identifier: email, null_values: [none]}
                  LTV: ltv
                  Newsletter: {trait: newsletter, type: boolean, blank: null, required: true}
                  Updated: timestamp
                  Internal: ignore
                constants: {from: crm}
                """
        ).map
        let trait = { (name: String) in ColumnMap.Meaning.trait(name: Array(name.utf8)) }
        #expect(
            map.columns.map(\.meaning) == [
                .identifier(rule: 0), .identifier(rule: 1), trait("ltv"), trait("newsletter"),
                .timestamp, .ignore, trait("Notes"), trait("age"),
            ])
        #expect(
            map.columns.map(\.uploadMeaning) == [
                .identifier(rule: 0), trait("E-Mail"), trait("LTV"), trait("Newsletter"),
                trait("Updated"), trait("Internal"), trait("Notes"), trait("age"),
            ])
        #expect(
            map.columns.map(\.type.name) == [
                "string", "string", "number", "boolean", "date", "string", "string", "number",
            ])
        #expect(map.columns[1].nullValues == [Array("none".utf8)])
        #expect(map.columns[3].blank == .null && map.columns[3].isRequired)
        #expect(
            map.constants.count == 1 && map.hasIdentifierColumn && map.hasUploadIdentifierColumn)
    }

    @Test func twoColumnsOnOneNameEndTheCommand() throws {
        for (names, mapping) in [
            (["email", "E-Mail"], "columns: {E-Mail: email}"),
            (["a", "b"], "columns: {a: {trait: b}}"),
            (["email", "x"], "constants: {x: 1}"),
        ] {
            #expect(throws: ConfigurationError.self) { try bind(names, mapping: mapping) }
        }
        // Without a mapping it is the file that is at fault.
        #expect(throws: Never.self) { try bind(["email", "email"]) }
    }

    @Test func theColumnsOfAnErrorsFileAreIgnored() throws {
        let map = try bind(["email", "row_number", "error_message", "error_code"]).map
        #expect(map.columns.map(\.meaning) == [.identifier(rule: 1), .ignore, .ignore, .ignore])
        let other = try bind(["email", "row_number", "error_message", "error_code", "x"]).map
        #expect(!other.columns.contains { $0.meaning == .ignore })
    }

    @Test func aPlaceNamesFileLineByteAndColumn() throws {
        let header = HeaderRecord(
            names: ["email", "", "b\u{0}"].map { Array($0.utf8) }, file: 2, line: 3, sheetRow: 2,
            fieldBytes: [5, 11, 12])
        let problems = try ColumnMap.bind(header, configuration: SpaceConfiguration()).problems
        #expect(
            problems.map(\.place) == [
                .init(file: 2, sheetRow: 2, line: 3, byte: 13, column: 3),
                .init(file: 2, sheetRow: 2, line: 3, byte: 11, column: 2),
            ])
        var given = header
        given.isInFile = false
        let places = try ColumnMap.bind(given, configuration: SpaceConfiguration()).problems.map(
            \.place)
        #expect(places == [.init(file: 2, column: 3), .init(file: 2, column: 2)])
    }

    @Test func aNameThatIsNoUTF8IsAParseError() throws {
        let header = HeaderRecord(names: [
            Array("email".utf8), [0x50, 0x72, 0xE9, 0x6E, 0x6F, 0x6D],
        ])
        let problems = try ColumnMap.bind(header, configuration: SpaceConfiguration()).problems
        #expect(found(problems) == ["parse_error@2 EEE"])
        #expect(
            problems[0].arguments == [
                "kind": "invalid_utf8", "encoding": "windows-1252", "part": "header",
            ])
    }
}
