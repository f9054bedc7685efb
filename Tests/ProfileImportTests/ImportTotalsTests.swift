import Testing

@testable import ProfileImport

@Suite struct ImportTotalsTests {
    @Test func jsonSumsTheFiles() throws {
        let totals = ImportTotals(
            run: try #require(RunID("r-1")),
            files: [
                .init(
                    file: "a.csv", counts: .init(read: 10, delivered: 7, rejected: 1, skipped: 2)),
                .init(file: "-", counts: .init(read: 5, delivered: 1)),
            ])
        #expect(
            String(decoding: totals.json(), as: UTF8.self)
                == #"{"run":"r-1","read":15,"delivered":8,"rejected":1,"skipped":2,"unprocessed":4,"#
                + #""files":[{"file":"a.csv","read":10,"delivered":7,"rejected":1,"skipped":2,"#
                + #""unprocessed":0},{"file":"-","read":5,"delivered":1,"rejected":0,"skipped":0,"#
                + #""unprocessed":4}]}"# + "\n")
    }

    private func check(
        _ text: String, _ budget: ErrorBudget?, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(ErrorBudget(text) == budget, sourceLocation: sourceLocation)
    }

    @Test func errorBudgetsAreReadStrictly() {
        check("0", .rows(0))
        check("12", .rows(12))
        check("1%", .percent(1))
        check("0.5%", .percent(0.5))
        check("100%", .percent(100))
        check("101%", nil)
        for text in ["", "%", "-1", "+1", "1.5", "1 %", "1e3", "nan%", "99999999999999999999"] {
            check(text, nil)
        }
    }

    @Test func errorBudgetsHoldAtTheLimitAndBreakOnePast() {
        #expect(ErrorBudget.rows(3).allows(rejected: 3, of: 3))
        #expect(!ErrorBudget.rows(3).allows(rejected: 4, of: 100))
        #expect(ErrorBudget.percent(1).allows(rejected: 10, of: 1_000))
        #expect(!ErrorBudget.percent(1).allows(rejected: 11, of: 1_000))
        #expect(ErrorBudget.percent(0).allows(rejected: 0, of: 0))
    }
}
