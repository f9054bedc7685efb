import ProfileCSV
import Testing

@testable import ProfileImport

@Suite struct ReportWriterTests {
    private static let words = ProblemWords(
        message: { "What is wrong: \($0.code)." },
        segmentMessage: { $0.code.rawValue == "invalid_character" ? "Segment's words." : nil },
        fix: { $0.code.rawValue == "invalid_character" ? "Mend it." : nil })

    private var report: Report {
        var report = Report(file: "a \"b\"\n.csv.gz", target: .unify)
        report.bytes = 1_000
        report.compressedBytes = 200
        report.rows = 20
        report.columns = 2
        report.lineEnding = "lf"
        report.identifiers = [
            .init(
                column: 1, header: "user_id", identifier: "user_id", location: "userId", filled: 19)
        ]
        report.traits = [
            .init(
                column: 2, header: "First Name", trait: "First Name", filled: 18,
                looksLike: "string", longestBytes: 40, distinct: 7)
        ]
        report.tally.add([
            Problem(
                ProblemCode(rawValue: "invalid_character"), severity: .error, targets: .uploaders,
                place: .init(row: 18, sheetRow: 19, line: 20, byte: 1234, column: 2),
                header: "First Name", arguments: ["code_point": "U+2019", "a": "1"],
                excerpt: "O\u{2019}Brien"),
            Problem(ProblemCode(rawValue: "bom"), severity: .warning, targets: .all),
        ])
        return report
    }

    private static let head =
        #""v":1,"file":"a \"b\"\n.csv.gz","target":"unify","ok":false,"bytes":1000,"compressed_bytes":200,"#
        + #""rows":20,"columns":2,"empty_lines":0,"encoding":"utf-8","bom":false,"delimiter":",","#
        + #""line_ending":"lf","identifiers":[{"column":1,"header":"user_id","identifier":"user_id","#
        + #""location":"userId","filled":19}],"traits":[{"column":2,"header":"First Name","#
        + #""trait":"First Name","filled":18,"looks_like":"string","longest_bytes":40,"distinct":7}],"#
        + #""targets":{"unify":{"ok":false,"codes":["invalid_character"]},"unified-profiles":"#
        + #"{"ok":false,"codes":["invalid_character"]},"api":{"ok":true,"codes":[]}},"#
        + #""counts":{"invalid_character":1,"bom":1}"#
    private static let bom =
        #""code":"bom","severity":"warning","targets":["unify","unified-profiles","api"],"#
        + #""message":"What is wrong: bom.","arguments":{}}"#

    private static func character(excerpt: String) -> String {
        #""code":"invalid_character","severity":"error","targets":["unify","unified-profiles"],"#
            + #""row":18,"sheet_row":19,"line":20,"byte":1234,"column":2,"header":"First Name","#
            + #""message":"What is wrong: invalid_character.","segment_message":"Segment's words.","#
            + #""arguments":{"a":"1","code_point":"U+2019"},"excerpt":"\#(excerpt)","fix":"Mend it."}"#
    }

    private func check(
        _ bytes: [UInt8], is text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(String(decoding: bytes, as: UTF8.self) == text, sourceLocation: sourceLocation)
    }

    @Test func jsonHasEveryKeyInItsPlaceAndMasksByDefault() {
        check(
            ReportWriter(words: Self.words).json(report),
            is: "{\(Self.head),\"problems\":[{\(Self.bom),"
                + "{\(Self.character(excerpt: "x\u{2019}xxxxx"))]}\n")
    }

    @Test func valuesAreShownWhenAskedFor() {
        let text = String(
            decoding: ReportWriter(showsValues: true, words: Self.words).json(report), as: UTF8.self
        )
        #expect(text.contains(Self.character(excerpt: "O\u{2019}Brien")))
    }

    @Test func jsonLinesAreOneProblemALineAndTheRestLast() {
        let file = #"{"file":"a \"b\"\n.csv.gz","#
        check(
            ReportWriter(words: Self.words).jsonLines(report),
            is:
                "\(file)\(Self.bom)\n\(file)\(Self.character(excerpt: "x\u{2019}xxxxx"))\n{\(Self.head)}\n"
        )
    }

    @Test func whatDoesNotApplyIsAbsent() {
        check(
            ReportWriter(words: Self.words).json(Report(file: "-", target: .api)),
            is: #"{"v":1,"file":"-","target":"api","ok":true,"bytes":0,"rows":0,"columns":0,"#
                + #""empty_lines":0,"encoding":"utf-8","bom":false,"delimiter":",","identifiers":[],"#
                + #""traits":[],"targets":{"unify":{"ok":true,"codes":[]},"unified-profiles":"#
                + #"{"ok":true,"codes":[]},"api":{"ok":true,"codes":[]}},"counts":{},"problems":[]}"#
                + "\n")
    }
}
