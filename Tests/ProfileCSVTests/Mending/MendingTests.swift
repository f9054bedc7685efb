import Testing

@testable import ProfileCSV

/// What a corrected copy changes in values and headers, and what it leaves alone.
@Suite struct MendingTests {
    private func check(
        _ value: String, becomes expected: String?, _ rules: [String] = [], target: Target = .unify,
        characters: SpaceConfiguration.CharacterScope = .all, mends: Mends = [],
        isIdentifier: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let mender = FieldMender(target: target, characters: characters, mends: mends)
        let mended = Array(value.utf8).withUnsafeBytes { mender.mend($0, isIdentifier: isIdentifier) }
        #expect(
            mended.map { String(decoding: $0.value, as: UTF8.self).unicodeScalars.map(\.value) }
                == expected.map { $0.unicodeScalars.map(\.value) }, sourceLocation: sourceLocation)
        #expect(mended?.rules ?? [] == rules, sourceLocation: sourceLocation)
    }

    @Test func onlyWhatThePageRefusesIsMended() {
        check("Weg\u{A0}2", becomes: "Weg 2", ["invalid_character"])
        check("a\r\nb\tc", becomes: "a b c", ["invalid_character"])
        check("Zo\u{AD}\u{200B}ë", becomes: "Zoë", ["invalid_character"])
        check("a\0b", becomes: "ab", ["parse_error"])
        check(" a  b ", becomes: nil)
        check("Zoë Müller", becomes: nil)
        // Letters and signs of names stay, whether the list has them or not.
        check("Seán O’Neill Nuñez, Jr.", becomes: nil)
        // A joiner belongs to the spelling.
        check("می\u{200C}خواهم", becomes: nil)
        check("a\u{A0}ñ", becomes: "a ñ", ["invalid_character"])
    }

    @Test func theAPIRefusesLess() {
        for (value, expected) in [("Weg\u{A0}2", nil), ("a\tb", nil), ("a\0b", "ab")] as [(String, String?)] {
            check(value, becomes: expected, expected == nil ? [] : ["parse_error"], target: .api)
            check(
                value, becomes: expected, expected == nil ? [] : ["parse_error"],
                target: .unifiedProfiles, characters: .headers)
        }
    }

    @Test func identifiersAreLeftAloneUnlessAskedFor() {
        check("a\u{A0}@b.c ", becomes: nil, isIdentifier: true)
        check("a\0", becomes: nil, mends: [.spaces, .quotes, .transliterate], isIdentifier: true)
        check(
            "\u{A0} a@b.c\t", becomes: "a@b.c", ["invisible_character", "edge_space_identifier"],
            mends: .identifiers, isIdentifier: true)
        check("u\u{200B}1", becomes: "u1", ["invisible_character"], mends: .identifiers, isIdentifier: true)
        check("Ñ 1", becomes: nil, mends: [.identifiers, .transliterate], isIdentifier: true)
    }

    @Test func spacesGoWhereThatIsAskedFor() {
        check("  a  b ", becomes: "a b", ["field_spaces"], mends: .spaces)
        check("  a  b ", becomes: "a b", ["field_spaces"], target: .api, mends: .spaces)
        check("x\u{200B}y", becomes: "xy", ["invisible_character"], target: .api, mends: .spaces)
        check("a b", becomes: nil, mends: .spaces)
    }

    /// Segment's list has neither quotation mark, so for its pages that mend is not made.
    @Test func quotesBecomePlainOnlyWhereTheTargetTakesThem() {
        check("O’Neill „x“", becomes: nil, mends: .quotes)
        check("O’Neill „x“", becomes: "O'Neill \"x\"", ["quotes"], target: .api, mends: .quotes)
        check("O’Neill", becomes: "O'Neill", ["quotes"], characters: .headers, mends: .quotes)
    }

    @Test func lettersBecomePlainOnlyWhereThatIsAskedFor() {
        check("Nuñez Ångström", becomes: "Nunez Ångström", ["transliterate"], mends: .transliterate)
        check("Ângela Иван", becomes: "Angela Ivan", ["transliterate"], mends: .transliterate)
        check("Miller, Ann", becomes: nil, mends: .transliterate)
        check("Nuñez", becomes: nil, target: .api, mends: .transliterate)
    }

    // MARK: Headers

    private func headers(
        _ names: [String], become expected: [String], target: Target = .unify, mends: Mends = [],
        mapping: String? = nil, meant: [Int: String] = [:], blank: Set<Int> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var configuration = SpaceConfiguration()
        if let mapping {
            configuration.mapping = try Mapping.parse(mapping, file: "m", for: configuration)
        }
        let map = try ColumnMap.bind(
            HeaderRecord(names: names.map { Array($0.utf8) }), configuration: configuration).map
        let columns = HeaderMender(target: target, mends: mends).columns(
            map, isMapped: mapping != nil, meant: meant, blank: blank)
        #expect(
            columns.map { String(decoding: $0.name, as: UTF8.self) } == expected,
            sourceLocation: sourceLocation)
    }

    @Test func headersAreMendedForThePages() throws {
        try headers([" email", "First  Name ", "Größe"], become: ["email", "First Name", "Größe"])
        try headers([" email", "a  b"], become: [" email", "a  b"], target: .api)
        try headers(["email", "Owner's \"note\""], become: ["email", "Owners note"])
        try headers(["email", "Price (€)", "a\u{A0}b\u{200B}"], become: ["email", "Price ( )", "a b"])
        try headers(["email", "Año"], become: ["email", "Año"])
        try headers(["email", "Año"], become: ["email", "Ano"], mends: .transliterate)
    }

    @Test func aHeaderNeverGetsTheNameOfAnother() throws {
        try headers(["email", " email", "email "], become: ["email", " email", "email "])
        try headers([" a", "a "], become: ["a", "a "])
    }

    @Test func blankColumnsWithoutANameOfTheirOwnGo() throws {
        try headers(["email", "", "x", "x", ""], become: ["email", "x", ""], blank: [1, 3])
        try headers(["email", "x"], become: ["email", "x"], blank: [1])
    }

    @Test func whatWasMeantBecomesAnIdentifierIfAskedFor() throws {
        try headers(["E-Mail", "Name"], become: ["E-Mail", "Name"], meant: [0: "email"])
        try headers(["E-Mail", "Name"], become: ["email", "Name"], mends: .identifiers, meant: [0: "email"])
        try headers(
            ["E-Mail", "email"], become: ["E-Mail", "email"], mends: .identifiers, meant: [0: "email"])
    }

    /// The upload pages know no mapping, so the copy has its names.
    @Test func aMappingIsWrittenForThePages() throws {
        let mapping = "columns: {E-Mail: email, LTV: {trait: ltv}, Notes: ignore}"
        try headers(["E-Mail", "LTV", "Notes", "City"], become: ["email", "ltv", "City"], mapping: mapping)
        try headers(
            ["E-Mail", "LTV", "Notes"], become: ["E-Mail", "LTV", "Notes"], target: .api, mapping: mapping)
    }
}
