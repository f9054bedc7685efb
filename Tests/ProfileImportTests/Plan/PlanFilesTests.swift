import Foundation
import IdentityExamples
import ProfileCSV
import Testing

@testable import ProfileImport

/// Goal: neither memory, workers nor chunks change a plan, and what a plan says of a sample holds.
@Suite struct PlanFilesTests {
    /// Rows in dense company, more than one chunk of them.
    private static let rows: String = {
        var text = "user_id,email,anonymous_id,plan\n"
        for row in 0..<6_000 {
            let person = row * 7_919 % 1_700
            text += "\(row % 3 == 0 ? "u\(person)" : ""),\(row % 2 == 0 ? "p\(person)@example.org" : ""),"
            text += "a\(row % 5 == 4 ? person : row % 900),\(row % 4)\n"
        }
        return text
    }()

    private static func plan(_ path: String, in folder: String, _ reading: ReadingOptions) async throws
        -> Plan
    {
        try await PlanStage(
            configuration: SpaceConfiguration(),
            options: PlanOptions(
                reading: reading, folder: folder, now: PlanFile.start, version: "1.2.3")
        ).plan([path], against: NoProfiles(), PlanBasis(.none, profiles: 0, words: "this file alone"))
    }

    @Test(arguments: [(1, 256 << 10, 512_000_000), (2, 4_096, 512_000_000), (2, 8_192, 0), (1, 4_096, 20_000)])
    func neitherMemoryNorWorkersChangeAPlan(workers: Int, chunkBytes: Int, memory: Int) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("dense.csv", Self.rows)
        let expected = PlanWriter(showsValues: true).json(
            try await Self.plan(path, in: folder.path, ReadingOptions()))
        let plan = try await Self.plan(
            path, in: folder.path,
            ReadingOptions(workers: workers, chunkBytes: chunkBytes, memory: memory))
        #expect(plan.totals.merges > 100 && plan.orderRowCount > 100)
        #expect(PlanWriter(showsValues: true).json(plan) == expected)
        #expect(try folder.names() == ["dense.csv"])
    }

    @Test func aPlanEqualsTheImportOfTheSameFile() async throws {
        let harness = try PlanHarness(SpaceConfiguration())
        let path = try harness.folder.write("dense.csv", Self.rows)
        try await harness.check([path], run: "a", "empty")
        try await harness.check([path], run: "b", "again")
    }

    @Test func rowsWithErrorsAreNoPartOfAPlan() async throws {
        let harness = try PlanHarness(SpaceConfiguration())
        let path = try harness.folder.write("bad.csv", "user_id,email\nu1,a@x\n,\nu2\nnull,\nu3,a@x\n")
        let plan = try await harness.check([path], run: "a", "bad rows")
        #expect(plan.rejectedRows == 3 && plan.rows == 5)
        #expect(plan.totals.created == 2 && plan.totals.leftOff == 1)
    }

    @Test func oneRowOfManyMessagesCountsOnce() async throws {
        let harness = try PlanHarness(SpaceConfiguration())
        let names = (0..<700).map { "t\($0)" }.joined(separator: ",")
        let values = (0..<700).map { "\($0)" }.joined(separator: ",")
        let path = try harness.folder.write(
            "wide.csv", "user_id,email,\(names)\nu1,a@x,\(values)\nu2,a@x,\(values)\n")
        let plan = try await harness.check([path], run: "a", "wide")
        #expect(plan.totals.created == 2 && plan.totals.leftOff == 1)
        try await harness.check([path], run: "b", "wide again")
    }

    @Test func anExplanationTellsTheWholeChain() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.csv", "user_id,email\nu1,a@x\nu9,\n,b@x\nu2,a@x\nu9,b@x\n")
        let stage = try PlanStage(
            configuration: SpaceConfiguration(),
            options: PlanOptions(folder: folder.path, now: PlanFile.start, version: "1.2.3"))
        func explain(_ subject: PlanExplanation.Subject) async throws -> PlanExplanation? {
            try await stage.explain(
                subject, [path], against: NoProfiles(), PlanBasis(.none, profiles: 0, words: "alone"))
        }
        let one = try #require(try await explain(.row(file: 1, row: 4)))
        #expect(one.steps.map(\.place.row) == [1, 4])
        #expect(one.steps[1].violations.map(\.limitedType) == ["user_id"])
        #expect(one.steps[1].isNew && one.steps[1].profile == "new profile 2")
        let other = try #require(
            try await explain(.identifier(type: "email", value: Array("b@x".utf8))))
        #expect(other.steps.map(\.place.row) == [2, 3, 5])
        #expect(other.steps[2].merged == ["new profile 2"])
        #expect(try await explain(.row(file: 1, row: 9)) == nil)
    }
}
