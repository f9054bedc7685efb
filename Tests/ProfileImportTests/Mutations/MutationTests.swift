import ByteSources
import Foundation
import ProfileCSV
import Testing

@testable import ProfileImport

/// Defects planted into clean files: each must be found with its code, row and column.
///
/// `ROLLCALL_MUTATIONS` is how many are planted: 528 unless it says otherwise, 2,400 by `make mutations`.
/// `ROLLCALL_SEED` is where the random numbers begin.
@Suite struct MutationTests {
    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init)
    }

    private func report(_ table: CleanTable) async throws -> Report {
        let stage = CheckStage(
            configuration: try CleanTable.configuration(),
            options: CheckOptions(reading: ReadingOptions(workers: 1), target: .unify),
            survey: CleanTable.survey())
        return try await stage.check(MemorySource(table.bytes, stepBytes: 1 << 16), name: "people.csv", isFile: true)
    }

    /// What a problem is and where, as the expectation says it.
    private func line(_ code: String, _ kind: String?, _ row: Int?, _ column: Int?) -> String {
        code + (kind.map { "/\($0)" } ?? "") + " row \(row ?? 0) column \(column ?? 0)"
    }

    @Test func cleanFilesHaveNoProblem() async throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            var random = SeededRandom(seed)
            let found = try await report(CleanTable(&random))
            #expect(found.counts.map { "\($0)" } == [], "seed \(seed)")
        }
    }

    /// Codes that no plant is made for, and why: they are about a file as a whole, and tests of their own
    /// plant them.
    private static let unplanted: [ProblemCode: String] = [
        .fileType: "about the name", .notCSV: "about what kind of file it is",
        .emptyFile: "about a file without rows", .tooManyRows: "about how many rows there are",
        .tooManyColumns: "about how many columns there are", .fileTooLarge: "about the size",
        .compressed: "about gzip",
    ]

    /// Kinds of `parse_error` that stand at no cell: the reading ends, or the bytes are no text.
    private static let unplantedKinds: Set<ParseErrorKind> = [
        .recordTooLong, .gzipCorrupt, .gzipTruncated, .unsupportedEncoding,
    ]

    @Test func everyCodeHasAPlantOrAReason() {
        var random = SeededRandom(1)
        var table = CleanTable(&random)
        while table.rows.count < 20 { table = CleanTable(&random) }
        let expected = Mutation.all.map { mutation in
            var spoiled = table
            return mutation.plant(&spoiled, &random)
        }
        let planted = Set(expected.map(\.code))
        for code in ProblemCode.known {
            #expect(
                planted.contains(code) != (Self.unplanted[code] != nil),
                "\(code) needs a plant or a reason to have none, not both")
        }
        let kinds = Set(expected.filter { $0.code == .parseError }.compactMap(\.kind))
        for kind in ParseErrorKind.allCases {
            #expect(kinds.contains(kind.rawValue) != Self.unplantedKinds.contains(kind), "\(kind)")
        }
    }

    @Test func everyPlantedDefectIsFound() async throws {
        let kinds = Mutation.all
        #expect(kinds.count >= 30)
        #expect(Set(kinds.map(\.name)).count == kinds.count)
        let count = Self.setting("ROLLCALL_MUTATIONS") ?? 528
        let seed = UInt64(Self.setting("ROLLCALL_SEED") ?? 20_261_121)
        for number in 0..<count {
            var random = SeededRandom(seed &+ UInt64(number) &* 7_919)
            var table = CleanTable(&random)
            let mutation = kinds[number % kinds.count]
            let expected = mutation.plant(&table, &random)
            guard expected.row != -1 else { continue }
            let found = try await report(table)
            let wanted = line(expected.code.rawValue, expected.kind, expected.row, expected.column)
            let lines = found.problems.map { problem in
                let place = problem.place
                return line(
                    problem.code.rawValue, expected.kind == nil ? nil : problem.arguments["kind"], place.row,
                    expected.row != nil && expected.column == nil ? nil : place.column)
            }
            let isFound = lines.contains(wanted) || (expected.row == nil && expected.column == nil
                && found.problems.contains { $0.code == expected.code })
            #expect(isFound, "\(mutation.name), number \(number): \(wanted) is not among \(lines)")
        }
    }
}
