import Foundation
import ProfileCSV
import Testing

@Suite struct WordingTests {
    /// Words of the trade that people who load a file need not know (design §2), and a few more.
    static let jargon = [
        "target", "demot", "blast radius", "unprocessed", "code point", "codepoint", "nfc", "nfd",
        "lane", "spool", "parse", "payload", "regex", "ascii", "schema", "delimiter ", "enum",
        "string", "malformed", "syntax", "token", "unicode", "homoglyph", "truncated",
    ]

    private func check(_ text: String, _ about: String) {
        // Names of flags, codes and commands are what they are.
        let plain = text.replacing(/--[a-z-]+( '.'| [a-z0-9-]+)?/, with: "")
            .replacing(/[a-z]+_[a-z0-9_]+/, with: "").lowercased()
        for word in Self.jargon {
            #expect(!plain.contains(word), "\(about) says “\(word)”: \(text)")
        }
        #expect(
            !text.contains("  ") || about.hasPrefix("explanation"), "\(about): two spaces: \(text)")
        #expect(!text.contains("nil") && !text.contains("Optional("), "\(about): \(text)")
        let endsWell = text.last.map { ".)…}".contains($0) } == true
        let isCommand = text.contains("rollcall ") || text.contains(": ")
        #expect(
            endsWell || isCommand || about.hasPrefix("explanation"), "\(about): no end: \(text)")
    }

    /// One example of each shape a code's problem can have.
    static let shapes: [(ProblemCode, [String: String])] = {
        var shapes: [(ProblemCode, [String: String])] = ProblemCode.known.map { ($0, [:]) }
        func add(
            _ code: ProblemCode, _ name: String, _ values: [String], _ more: [String: String] = [:]
        ) {
            shapes += values.map { (code, more.merging([name: $0]) { $1 }) }
        }
        add(.notCSV, "kind", ContentSniffer.Kind.allCases.map(\.rawValue))
        add(.emptyFile, "kind", ["no_header", "no_rows"])
        add(.wrongDelimiter, "delimiter", [";", "tab", "|", "^"])
        add(.wrongDelimiter, "delimiter", [";"], ["given": "true"])
        add(.parseError, "kind", ParseErrorKind.allCases.map(\.rawValue))
        add(.parseError, "kind", ["too_few_fields"], ["expected": "3", "found": "1"])
        add(
            .parseError, "encoding", ["windows-1252", "macintosh", "utf-16le", "x"],
            ["kind": "invalid_utf8"])
        add(.parseError, "kind", ["invalid_utf8", "nul_byte"], ["part": "header"])
        for code in [ProblemCode.invalidCharacter, .invisibleCharacter] {
            add(
                code, "code_point",
                ["U+2019", "U+0009", "U+E000", "U+0324", "U+0073 U+0324", "U+00A0", "U+0378"])
            add(code, "part", ["header", "identifier", "trait"], ["code_point": "U+200B"])
        }
        add(.nearMissHeader, "what", ["identifier", "trait"], ["name": "email"])
        add(
            .nearMissHeader, "what", ["identifier", "configuration"],
            ["name": "phone", "by": "values"])
        add(.confusableHeader, "code_point", ["U+0435"], ["looks_like": "e", "name": "email"])
        add(.missingIdentifier, "identifiers", ["user_id", "user_id,email,phone,a,b"])
        add(.missingIdentifier, "delimiter", [";"])
        add(.missingIdentifier, "nearest", ["E-Mail"], ["name": "email"])
        add(.missingColumn, "nearest", ["Notes"])
        add(.headerSpaces, "kind", ["leading", "leading,trailing,consecutive"])
        add(.fieldSpaces, "kind", ["leading", "consecutive"])
        add(.edgeSpaceIdentifier, "kind", ["leading,trailing"], ["identifier": "email"])
        add(.noIdentifier, "kind", ["blocked", "no_column"])
        add(.messageTooLarge, "kind", ["trait", "parts"], ["limit": "14", "found": "40000"])
        add(.invalidValue, "type", ValueType.names)
        add(.invalidValue, "format", ["DD.MM.YYYY"], ["type": "date"])
        add(
            .damagedIdentifier, "kind",
            ["scientific", "rounded", "leading_zeros", "date", "error_text", "mojibake", "cut"])
        add(.regulatedData, "kind", ["card", "ssn", "health"])
        add(.sharedIdentifier, "people", ["1200"], ["rows": "5000", "identifier": "email"])
        add(.caseVariantIdentifier, "first_row", ["3"])
        add(.repeatedPerson, "first_row", ["3"])
        return shapes
    }()

    @Test func everyProblemIsWordedForPeople() {
        let catalogue = ProblemCatalogue(isAnonymousIDConfigured: false)
        for (code, arguments) in Self.shapes {
            for header in [nil, "First Name", ""] {
                for problem in catalogue.problems(
                    code, place: .init(row: 3, sheetRow: 4, column: 2), header: header,
                    arguments: arguments)
                {
                    let about = "\(code) \(arguments)"
                    check(Wording.message(for: problem), about)
                    #expect(
                        !Wording.message(for: problem).contains("“\(code)”"),
                        "\(about) has no words")
                    #expect(Wording.message(for: problem).count < 330, "\(about) is long")
                    if let fix = Wording.fix(for: problem, file: "people.csv") {
                        check(fix, "the fix of \(about)")
                        #expect(fix.count < 330, "\(about): a long fix")
                    }
                    if problem.severity == .error {
                        #expect(
                            Wording.fix(for: problem) != nil || arguments.isEmpty,
                            "\(about) has no fix")
                    }
                }
            }
        }
    }

    @Test func everyCodeHasAnExplanation() {
        #expect(Explanation.all.count == ProblemCode.known.count)
        for explanation in Explanation.all {
            let about = "explanation of \(explanation.code)"
            for text in [
                explanation.title, explanation.meaning, explanation.reason, explanation.mend,
            ] {
                check(text, about)
            }
            #expect(
                !explanation.before.isEmpty && explanation.before != explanation.after, "\(about)")
            #expect(!explanation.after.isEmpty && !explanation.weights.isEmpty, "\(about)")
            check(explanation.weights.joined(separator: ". ") + ".", about)
        }
        #expect(Explanation.of(ProblemCode(rawValue: "a_servers_own")) == nil)
        #expect(Explanation.nearestCode(to: "Near-Miss-Headers") == .nearMissHeader)
        #expect(Explanation.nearestCode(to: "near-miss") == .nearMissHeader)
        #expect(Explanation.nearestCode(to: "header") == nil)
        #expect(Explanation.nearestCode(to: "something") == nil)
    }

    @Test func aSentenceNamesTheExactFlag() {
        let catalogue = ProblemCatalogue(isDestinationRemote: true)
        func fix(_ code: ProblemCode, _ arguments: [String: String], header: String? = nil)
            -> String
        {
            let problem = catalogue.problems(code, header: header, arguments: arguments).first
            return problem.flatMap { Wording.fix(for: $0, file: "my people.csv") } ?? ""
        }
        #expect(
            fix(.wrongDelimiter, ["delimiter": ";"]).contains(
                "rollcall check 'my people.csv' --delimiter ';'"))
        #expect(fix(.wrongDelimiter, ["delimiter": "tab"]).contains("--delimiter tab"))
        #expect(
            fix(.parseError, ["kind": "invalid_utf8", "encoding": "windows-1252"])
                .contains("rollcall check 'my people.csv' --encoding windows-1252"))
        #expect(
            fix(.nearMissHeader, ["name": "email", "what": "identifier"], header: "E-Mail")
                .contains(#"--mapping FILE: columns: {"E-Mail": email}"#))
    }

    @Test func theOffendingCharacterIsShownWithItsName() {
        let problems = ProblemCatalogue().problems(
            .invalidCharacter, header: "Name", arguments: ["code_point": "U+2019"])
        #expect(Wording.message(for: problems[0]).contains("’ (right single quotation mark)"))
        let mark = ProblemCatalogue().problems(
            .invalidCharacter, header: "Name", arguments: ["code_point": "U+0324"])
        #expect(
            Wording.message(for: mark[0]).contains("\u{25CC}\u{324} (combining diaeresis below)"))
        let ideograph = ProblemCatalogue().problems(
            .invalidCharacter, header: "Name", arguments: ["code_point": "U+8B70"])
        #expect(Wording.message(for: ideograph[0]).contains("has 議, which"))
        let hidden = ProblemCatalogue().problems(
            .invisibleCharacter, in: .trait, header: "Name", arguments: ["code_point": "U+200B"])
        #expect(Wording.message(for: hidden[0]).contains(": zero width space."))
    }

    @Test func aPlaceIsWhereASpreadsheetShowsIt() {
        func place(_ place: Problem.Place, _ header: String? = nil, _ part: FilePart = .whole)
            -> String?
        {
            let code = part == .header ? ProblemCode.headerSpaces : .fieldSpaces
            return ProblemCatalogue().problems(code, in: part, place: place, header: header)
                .first.flatMap(Wording.place(of:))
        }
        #expect(
            place(.init(row: 18, sheetRow: 20, line: 22, column: 3), "First Name")
                == "row 20, column 3 (First Name)")
        #expect(place(.init(row: 18)) == "row 19")
        #expect(place(.init(line: 1, column: 2), " a", .header) == "header, column 2 ( a)")
        #expect(place(.init(line: 1)) == nil)
    }

    @Test func aWordIsQuotedForTheShell() {
        func fix(_ file: String) -> String {
            Wording.fix(for: ProblemCatalogue().problems(.compressed)[0], file: file) ?? ""
        }
        #expect(fix("people.csv").hasSuffix("gunzip -k people.csv"))
        #expect(fix("a b.csv").hasSuffix("gunzip -k 'a b.csv'"))
        #expect(fix("it's;rm.csv").hasSuffix(#"gunzip -k 'it'\''s;rm.csv'"#))
        #expect(fix("").hasSuffix("gunzip -k ''"))
    }

    @Test func commandsRepeatWhatTheyNeedToMeanTheSame() {
        func fix(_ file: String, _ flags: [String]) -> String {
            let rows = ProblemCatalogue().problems(
                .tooManyRows, arguments: ["limit": "9999", "found": "10000"])
            return Wording.fix(for: rows[0], file: file, flags: flags) ?? ""
        }
        #expect(fix("a b.csv", ["--delimiter", ";"]).contains("rollcall import 'a b.csv' --delimiter ';', which"))
        #expect(fix("-a.csv", []).contains("rollcall import ./-a.csv, which"))
        // Standard input was read, and is not there a second time.
        #expect(fix("-", []).contains("rollcall import FILE, which"))
    }

    @Test func whatDependsOnTheSpaceIsExplained() {
        let strict = "error where anonymous_id is not configured"
        for code in [ProblemCode.missingIdentifier, .noIdentifier] {
            let weights = Explanation.of(code)?.weights ?? []
            #expect(weights.count == 3 && weights.count { $0.hasSuffix(strict) } == 2, "\(weights)")
        }
        #expect(Explanation.of(.bom)?.weights.contains { $0.hasSuffix(strict) } == false)
    }
}
