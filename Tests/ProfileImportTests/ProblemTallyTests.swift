import ProfileCSV
import Testing

@testable import ProfileImport

@Suite struct ProblemTallyTests {
    /// How many examples each of several codes gets when there are `found` of each and room for
    /// `room`.
    private func check(
        _ found: [Int], room: Int, shown: [Int], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var tally = ProblemTally(maxProblems: room)
        for (code, count) in found.enumerated() {
            for row in 0..<count {
                tally.add([problem("code_\(code)", row: row + 1)])
            }
        }
        let examples = tally.fairExamples()
        let counts = found.indices.map { code in
            examples.count { $0.code.rawValue == "code_\(code)" }
        }
        #expect(counts == shown, sourceLocation: sourceLocation)
        #expect(
            tally.occurrences.map(\.count) == found.filter { $0 > 0 },
            sourceLocation: sourceLocation)
    }

    @Test func examplesAreSharedFairly() {
        check([], room: 100, shown: [])
        check([3], room: 100, shown: [3])
        check([101], room: 100, shown: [100])
        check([1000, 1000], room: 100, shown: [50, 50])
        check([1000, 2], room: 100, shown: [98, 2])
        check([1000, 2, 60], room: 100, shown: [49, 2, 49])
        check([5, 5, 5], room: 4, shown: [2, 1, 1])
        check([5, 5, 5], room: 2, shown: [1, 1, 0])
        check([5, 5], room: 0, shown: [0, 0])
    }

    @Test func aFindingThatIsErrorHereAndWarningThereIsOneOccurrence() {
        var tally = ProblemTally(maxProblems: 10)
        let code = ProblemCode(rawValue: "header_spaces")
        tally.add([
            Problem(code, severity: .error, targets: .uploaders, place: .init(column: 1)),
            Problem(code, severity: .warning, targets: .api, place: .init(column: 1)),
            Problem(code, severity: .error, targets: .uploaders, place: .init(column: 2)),
            Problem(code, severity: .warning, targets: .api, place: .init(column: 2)),
        ])
        #expect(tally.occurrences.map(\.count) == [2])
        #expect(tally.codes(.error, for: .unify) == [code])
        #expect(tally.codes(.error, for: .api) == [])
        #expect(tally.codes(.warning, for: .api) == [code])
        #expect(tally.fairExamples().count == 4)
    }

    @Test func parseErrorsAreSharedByKind() {
        var tally = ProblemTally(maxProblems: 4)
        for row in 1...50 {
            tally.add([problem("parse_error", row: row, kind: "too_few_fields")])
        }
        tally.add([problem("parse_error", row: 60, kind: "nul_byte")])
        #expect(tally.fairExamples().map(\.place.row) == [1, 2, 3, 60])
        #expect(tally.occurrences.map(\.count) == [51])
    }

    @Test func errorsHaveRoomBeforeWarnings() {
        var tally = ProblemTally(maxProblems: 2)
        for (code, severity) in [
            ("bom", Problem.Severity.warning), ("formula_cell", .warning), ("parse_error", .error),
            ("stray_quote", .note), ("invalid_value", .error),
        ] {
            tally.add([
                Problem(
                    ProblemCode(rawValue: code), severity: severity, targets: .api,
                    place: .init(row: 1, column: 1))
            ])
        }
        #expect(tally.fairExamples().map(\.code.rawValue) == ["invalid_value", "parse_error"])
    }

    @Test func fileLevelProblemsComeFirstAndTheHeadlineBeforeTheOthers() {
        var tally = ProblemTally(maxProblems: 10)
        for (code, row) in [
            ("no_identifier", 1), ("too_many_rows", nil), ("formula_cell", nil), ("file_type", nil),
            ("invalid_character", 2),
        ] as [(String, Int?)] {
            tally.add([problem(code, row: row)])
        }
        #expect(
            tally.fairExamples().map(\.code.rawValue) == [
                "file_type", "too_many_rows", "formula_cell", "no_identifier", "invalid_character",
            ])
        #expect(
            tally.occurrences.map(\.code.rawValue) == [
                "file_type", "invalid_character", "too_many_rows", "no_identifier", "formula_cell",
            ])
    }

    private func problem(_ code: String, row: Int?, kind: String? = nil) -> Problem {
        Problem(
            ProblemCode(rawValue: code), severity: .error, targets: .all, place: .init(row: row),
            arguments: kind.map { ["kind": $0] } ?? [:])
    }
}
