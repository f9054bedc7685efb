import ProfileCSV
import Testing

/// The weights against the table of design §5, written out once more in letters: `E` error, `W`
/// warning, `N` note, `-` nothing, for unify, unified-profiles and api.
@Suite struct ProblemCatalogueTests {
    static let local = ProblemCatalogue()
    static let remote = ProblemCatalogue(isDestinationRemote: true)
    static let nameless = ProblemCatalogue(isAnonymousIDConfigured: false)
    static let allowing = ProblemCatalogue(allowsAnonymous: true)

    private func check(
        _ catalogue: ProblemCatalogue, _ code: ProblemCode, _ part: FilePart = .whole,
        _ expected: String
    ) {
        let verdicts = catalogue.verdicts(for: code, in: part)
        let letters = [TargetSet.unify, .unifiedProfiles, .api].map { target in
            let severities = verdicts.filter { $0.targets.contains(target) }.map(\.severity)
            #expect(severities.count <= 1, "\(code): two severities for one target")
            return switch severities.first {
            case .error: "E"
            case .warning: "W"
            case .note: "N"
            case nil: "-"
            }
        }
        #expect(letters.joined() == expected, "\(code) in \(part)")
    }

    /// Every code; `invisible_character`, which weighs by its place, is held to its own table below.
    private static let weights: [(code: String, expected: String)] = [
        ("file_type", "EE-"), ("too_many_rows", "EE-"), ("too_many_columns", "EE-"),
        ("file_too_large", "EE-"), ("wrong_delimiter", "EE-"), ("not_csv", "EEE"),
        ("empty_file", "EEE"), ("empty_header", "EEE"), ("duplicate_header", "EEE"),
        ("header_spaces", "EEW"), ("near_miss_header", "WWW"), ("edge_space_identifier", "WWW"),
        ("parse_error", "EEE"), ("invalid_character", "EE-"), ("missing_identifier", "--E"),
        ("no_identifier", "WWE"), ("message_too_large", "--E"), ("invalid_value", "--E"),
        ("required_value", "--E"), ("missing_column", "--E"), ("compressed", "NN-"),
        ("identifier_too_long", "WWE"), ("bom", "WWW"), ("stray_quote", "WWW"),
        ("mixed_line_endings", "WWW"), ("confusable_header", "WWW"), ("field_spaces", "WWW"),
        ("blocked_value", "WWW"), ("damaged_identifier", "WWW"), ("shared_identifier", "WWW"),
        ("conflicting_identifiers", "WWW"), ("case_variant_identifier", "WWW"),
        ("repeated_person", "WWW"), ("phone_format", "WWW"), ("formula_cell", "WWW"),
        ("new_trait", "WWW"), ("type_change", "WWW"), ("test_person", "WWW"),
        ("regulated_data", "WWW"), ("a_servers_own", "---"),
    ]

    @Test(arguments: weights)
    func weightsAreThoseOfTheTable(code: String, expected: String) {
        check(Self.local, ProblemCode(rawValue: code), expected)
    }

    @Test func everyCodeIsWeighed() {
        let weighed = Set(Self.weights.map(\.code))
        #expect(
            Set(ProblemCode.known.map(\.rawValue)).subtracting(weighed) == ["invisible_character"])
    }

    private func check(_ catalogue: ProblemCatalogue, _ code: ProblemCode, _ expected: String) {
        check(catalogue, code, .whole, expected)
    }

    @Test func weightsDependOnTheRun() {
        check(Self.remote, .nearMissHeader, "WWE")
        check(Self.remote, .edgeSpaceIdentifier, "WWE")
        check(Self.remote, .nearMissHeader, .trait, "WWW")
        check(Self.remote, .fieldSpaces, "WWW")
        check(Self.nameless, .missingIdentifier, "EEE")
        check(Self.nameless, .noIdentifier, "EEE")
        check(Self.allowing, .missingIdentifier, "--W")
        check(Self.allowing, .noIdentifier, "WWW")
    }

    @Test func anInvisibleCharacterWeighsByItsPlace() {
        check(Self.local, .invisibleCharacter, .identifier, "--E")
        check(Self.local, .invisibleCharacter, .header, "--E")
        check(Self.local, .invisibleCharacter, .trait, "--W")
    }

    @Test func everyKnownCodeHasALevelAndAVerdict() {
        #expect(Set(ProblemCode.known).count == ProblemCode.known.count)
        for code in ProblemCode.known {
            #expect(Self.nameless.level(of: code) != nil, "\(code)")
            #expect(!Self.nameless.verdicts(for: code).isEmpty, "\(code)")
        }
    }

    @Test func aParseErrorStopsTheFileWhereTheReadingEnds() {
        for kind in ParseErrorKind.allCases {
            let endsIt = [
                "unterminated_quote", "record_too_long", "gzip_corrupt", "gzip_truncated",
                "unsupported_encoding",
            ].contains(kind.rawValue)
            #expect(Self.local.level(of: .parseError, kind: kind) == (endsIt ? .file : .row))
            let problem = Self.local.problems(.parseError, arguments: ["kind": kind.rawValue])[0]
            #expect(Self.local.level(of: problem) == (endsIt ? .file : .row))
        }
        #expect(Self.local.level(of: .parseError, kind: .invalidUTF8, in: .header) == .file)
    }

    @Test func limitsHoldAtTheirValueAndBreakOnePast() {
        func found(_ problems: [Problem]) -> [String] {
            problems.map { "\($0.severity) \($0.targets.rawValue) \($0.arguments["limit"] ?? "")" }
        }
        #expect(found(Self.local.rowCountProblems(rows: 9_999)) == [])
        #expect(found(Self.local.rowCountProblems(rows: 10_000)) == ["error 2 9999"])
        #expect(found(Self.local.rowCountProblems(rows: 1_000_000)) == ["error 2 9999"])
        #expect(
            found(Self.local.rowCountProblems(rows: 1_000_001))
                == ["error 1 1000000", "error 2 9999"])
        #expect(found(Self.local.columnCountProblems(columns: 299)) == [])
        #expect(found(Self.local.columnCountProblems(columns: 300)) == ["error 3 299"])
        #expect(found(Self.local.sizeProblems(bytes: 100_000_000)) == [])
        #expect(found(Self.local.sizeProblems(bytes: 100_000_001)) == ["warning 3 100000000"])
        #expect(found(Self.local.sizeProblems(bytes: 104_857_600)) == ["warning 3 100000000"])
        #expect(found(Self.local.sizeProblems(bytes: 104_857_601)) == ["error 3 104857600"])
    }

    @Test func segmentsSentenceStandsOnlyWhereItsPageRefuses() {
        func sentence(_ problems: [Problem]) -> [String?] {
            problems.map(SegmentSentence.sentence(for:))
        }
        #expect(
            sentence(Self.local.rowCountProblems(rows: 1_000_001))
                == ["Too many rows. You can upload up to 1000000 rows.", nil])
        #expect(
            sentence(Self.local.problems(.headerSpaces)) == [
                "This file contains leading, trailing or consecutive spaces. Remove leading, "
                    + "trailing or consecutive spaces, then try again.", nil,
            ])
        #expect(sentence(Self.local.problems(.missingIdentifier)) == [nil])
        #expect(
            sentence(Self.nameless.problems(.missingIdentifier))[0]?.hasPrefix("This file is")
                == true)
        #expect(sentence(Self.local.sizeProblems(bytes: 100_000_001)) == [nil])
        #expect(
            sentence(Self.local.sizeProblems(bytes: 104_857_601)) == ["Files can be up to 100 MB."])
    }
}
