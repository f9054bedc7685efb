import ByteSources
import ProfileCSV
import RollcallCSV
import Testing

@testable import ProfileImport

/// Records and headers of megabytes: the same report for any workers, and of no great size itself.
@Suite struct HugeInputTests {
    private func report(_ text: String, workers: Int) async throws -> Report {
        let stage = CheckStage(
            configuration: SpaceConfiguration(),
            options: CheckOptions(reading: ReadingOptions(workers: workers), looksAcrossRows: true))
        return try await stage.check(MemorySource(Array(text.utf8), stepBytes: 1 << 20), name: "-")
    }

    @Test func hugeRecordsAreReadAloneWithTheSameResult() async throws {
        var text = "user_id,Notes\n"
        for row in 0..<40 {
            // Some are alone in their chunk, some share one with small rows.
            text += "u\(row % 30),\"\(row)" + String(repeating: "x\"\"\n", count: row % 3 == 0 ? 900_000 : 9) + "\"\n"
        }
        let one = try await report(text, workers: 1)
        #expect(one.rows == 40)
        #expect(one.tally.counts.count(of: .messageTooLarge) == 14)
        #expect(one.tally.counts.count(of: .repeatedPerson) == 10)
        for workers in [2, 7] {
            let other = try await report(text, workers: workers)
            #expect(ReportWriter().json(other) == ReportWriter().json(one))
        }
    }

    /// A task that waits for its turn behind a huge chunk must not wait for ever.
    @Test func whoeverStopsAtAHugeRecordIsNotHeldUp() async throws {
        struct Stop: Error {}
        let text = "user_id\n" + String(repeating: String(repeating: "x", count: 3 << 20) + "\n", count: 8)
        let reader = ChunkReader(
            MemorySource(Array(text.utf8), stepBytes: 1 << 20), options: ReadingOptions(),
            kernel: .best, takesDigest: false)
        let map = try ColumnMap.bind(
            HeaderRecord(names: ["user_id"]), configuration: SpaceConfiguration(),
            catalogue: ProblemCatalogue()
        ).map
        var pass = ChunkPass(
            workers: 3, picks: RowPicks(),
            makePass: { RowPass(map: map, options: RowPassOptions()) }, makeWork: { nil })
        await #expect(throws: Stop.self) { try await pass.run(reader) { _ in throw Stop() } }
    }

    @Test func longNamesAreCutInReports() async throws {
        let name = String(repeating: "é", count: 2_000)
        let text = "user_id,\(name),\(name)\nu1,a  b,\n"
        let found = try await report(text, workers: 1)
        let shown = String(name.prefix(500)) + "…"
        #expect(found.traits.map(\.header) == [shown, shown])
        #expect(found.problems.compactMap(\.header).allSatisfy { $0 == shown })
        // The names are equal, not just their beginnings.
        #expect(found.tally.counts.count(of: .duplicateHeader) == 1)
        #expect(ShownName.text(Array(repeating: 0x61, count: 1_000)).utf8.count == 1_000)
        #expect(ShownName.text(Array(repeating: 0x61, count: 1_001)).hasSuffix("a…"))
    }

    @Test func aHeaderOfMegabytesIsNone() async throws {
        for (bytes, isHeader) in [(HeaderRecord.maxBytes, true), (HeaderRecord.maxBytes + 1, false)] {
            let name = String(repeating: "n", count: bytes - 8)
            let found = try await report("\nuser_id,\(name)\nu1,x\n", workers: 2)
            #expect(found.hasHeader == isHeader)
            guard !isHeader, let problem = found.problems.first(where: { $0.code == .parseError }) else { continue }
            #expect(problem.arguments["kind"] == "record_too_long")
            #expect(problem.place == .init(file: 1, sheetRow: 2, line: 2, byte: 1))
        }
    }
}
