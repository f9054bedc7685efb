import ProfileCSV
import RollcallCSV
import Testing

/// What a report says of columns (design §6), the same for any number of workers.
struct RowStatisticsTests {
    private typealias Harness = RowPassHarness

    @Test func figures() {
        let csv =
            "user_id,a,b,c,d\n"
            + "u1,\"x\"\"y\",, ,1\nu2,é,true,\t,2.5\nnull,x,false,abc,-1\nu4,x,true,,1e5\nragged\nu2,NONE,,,7\n"
        let map = Harness.map("user_id,a,b,c,d", ["a": { $0.nullValues = [Array("NONE".utf8)] }])
        let statistics = Harness.run(csv, map).statistics
        #expect(statistics.rows == 5)
        let columns = statistics.columns
        #expect(columns.map(\.filled) == [5, 4, 3, 1, 5])
        #expect(columns.map(\.longestBytes) == [4, 3, 5, 3, 3])
        #expect(columns.map(\.looksLike) == [.string, .string, .boolean, .string, .number])
        #expect(columns.map(\.distinct) == [4, 3, 2, 1, 5])
        #expect(columns.allSatisfy { $0.isDistinctExact && $0.distinctSampleRows == 5 })
    }

    @Test func mostOfAColumnDecidesItsShape() {
        for (others, shape) in [(2, ValueShape.email), (3, .string)] {
            let rows =
                (1...98).map { "u,p\($0)@example.com\n" } + (0..<others).map { _ in "u,n/a\n" }
            let csv = "user_id,m\n" + rows.joined()
            #expect(
                Harness.run(csv, Harness.map("user_id,m")).statistics.columns[1].looksLike == shape)
        }
    }

    /// Rows beyond the first 20,000 are sampled by their number, so the workers do not matter.
    @Test func samplesOfLargeFiles() {
        var csv = "user_id,a\n"
        for row in 1...30_000 { csv += "u\(row),\(row % 3)\n" }
        let map = Harness.map("user_id,a")
        let expected = Harness.run(csv, map, RowPassOptions(), chunkBytes: 4096).statistics
        #expect(expected.rows == 30_000)
        #expect(expected.columns[0].filled == 30_000)
        #expect(expected.sampledRows == 20_000 + 30_000 / 1024 - 20_000 / 1024)
        #expect(!expected.columns[0].isDistinctExact)
        #expect(expected.columns[0].distinct == expected.sampledRows)
        #expect(expected.columns[1].distinct == 3)
        for workers in [2, 3] {
            let other = Harness.run(csv, map, RowPassOptions(), workers: workers, chunkBytes: 4096)
            #expect(other.statistics.columns == expected.columns)
        }
    }

    /// Beyond what a column may keep, distinct values are estimated, alike for any distribution.
    /// The more columns there are, the fewer each may keep; blank ones cost nothing.
    @Test func manyDistinctValuesOfManyColumns() {
        let names = "user_id,a,b," + (0..<297).map { "c\($0)" }.joined(separator: ",")
        let blanks = String(repeating: ",", count: 297)
        var csv = names + "\n"
        for row in 1...3_000 { csv += "u\(row),\(row),\(row % 100)\(blanks)\n" }
        let map = Harness.map(names)
        let columns = Harness.run(csv, map, RowPassOptions()).statistics.columns
        #expect(!columns[1].isDistinctExact)
        #expect((2_800...3_200).contains(columns[1].distinct))
        #expect(columns[2].isDistinctExact)
        #expect(columns[2].distinct == 100)
        #expect(columns[3].distinct == 0)
        let split = Harness.run(csv, map, RowPassOptions(), workers: 3, chunkBytes: 64 << 10)
        #expect(split.statistics.columns == columns)
    }

    @Test func noneWhereNoneAreWanted() {
        let statistics = Harness.run(
            "user_id\nu\n", Harness.map("user_id"), RowPassOptions(makesStatistics: false)
        ).statistics
        #expect(statistics.rows == 0)
        #expect(statistics.columns.map(\.filled) == [0])
    }
}
