import ByteSources
import ProfileCSV
import Synchronization
import Testing

@testable import ProfileImport

/// What a server does with a check that it embeds: a body as it arrives, told how far it is, ended when
/// the client goes away, with rules and words of the server's own.
@Suite struct CheckEmbeddingTests {
    /// A request body in pieces that do not end where records do.
    private func body(rows: Int, step: Int = 1_000) -> AsyncStream<[UInt8]> {
        let text = "user_id,email,Plan\n" + (1...rows).map { "u\($0),p\($0)@shop.org,gold\n" }.joined()
        return AsyncStream { stream in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                stream.yield(Array(rest.prefix(step)))
                rest = rest.dropFirst(step)
            }
            stream.finish()
        }
    }

    private func stage(workers: Int, rules: [any RowRule] = []) -> CheckStage {
        CheckStage(
            configuration: SpaceConfiguration(),
            options: CheckOptions(
                reading: ReadingOptions(workers: workers, chunkBytes: 4_096), target: .api),
            ownRules: rules)
    }

    @Test(arguments: [1, 2, 5])
    func aBodyIsCheckedAsItArrives(workers: Int) async throws {
        let seen = Mutex<[StageProgress]>([])
        let report = try await stage(workers: workers).check(
            AsyncBytesSource(body(rows: 20_000)), name: "upload"
        ) { progress in seen.withLock { $0.append(progress) } }
        #expect(report.isOK && report.rows == 20_000 && report.isComplete)
        let progress = seen.withLock { $0 }
        #expect(!progress.isEmpty && progress.map(\.rows) == progress.map(\.rows).sorted())
        #expect(progress.allSatisfy { $0.stage == .checking && $0.totalBytes == nil })
        let alone = try await stage(workers: 1).check(
            AsyncBytesSource(body(rows: 20_000, step: 77)), name: "upload")
        #expect(ReportWriter().json(alone) == ReportWriter().json(report))
    }

    /// Who knows how much is to come says so; whoever waits then sees how far it is.
    @Test func aBodyOfKnownSizeTellsHowFarItIs() async throws {
        let seen = Mutex<[StageProgress]>([])
        let size = await body(rows: 20_000).reduce(0) { $0 + $1.count }
        let report = try await stage(workers: 2).check(
            AsyncBytesSource(body(rows: 20_000), size: size), name: "upload"
        ) { progress in seen.withLock { $0.append(progress) } }
        let progress = seen.withLock { $0 }
        #expect(!progress.isEmpty && progress.allSatisfy { $0.totalBytes == size })
        let unsized = try await stage(workers: 2).check(
            AsyncBytesSource(body(rows: 20_000)), name: "upload")
        #expect(ReportWriter().json(report) == ReportWriter().json(unsized))
    }

    /// The client sends a little and then nothing for ever; the server gives up.
    @Test(arguments: [1, 3])
    func aCheckEndsWhenItsTaskIsCancelled(workers: Int) async throws {
        let (bytes, feed) = AsyncStream.makeStream(of: [UInt8].self)
        feed.yield(Array("user_id\nu1\n".utf8))
        let stage = stage(workers: workers)
        let task = Task { try await stage.check(AsyncBytesSource(bytes), name: "upload") }
        await Task.yield()
        task.cancel()
        let error = await #expect(throws: ImportError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    /// Plans that the server sells; any other is an error, told with what was found.
    private struct KnownPlans: RowRule {
        static let code = ProblemCode(rawValue: "unknown_plan")

        func check(_ row: borrowing RowView, _ report: (Problem) -> Void) {
            guard let plan = row.text(2), !["gold", "silver"].contains(plan) else { return }
            report(
                Problem(
                    Self.code, severity: .error, targets: .api, place: .init(column: 3),
                    arguments: ["known": "2"]))
        }
    }

    /// Words of another language are made from codes and arguments alone.
    private static let german = ProblemWords(
        message: { problem in
            switch problem.code {
            case KnownPlans.code: "Es gibt nur \(problem.arguments["known"] ?? "?") Tarife."
            case .parseError where problem.arguments["kind"] == "too_few_fields":
                "\(problem.arguments["found"] ?? "?") statt \(problem.arguments["expected"] ?? "?") Felder."
            default: problem.code.rawValue
            }
        }, segmentMessage: { _ in nil }, fix: { _ in nil })

    @Test func ownRulesAndAnotherLanguageStandInTheSameReport() async throws {
        let text = "user_id,email,Plan\nu1,a@shop.org,gold\nu2,b@shop.org,bronze\nu3,c@shop.org\n"
        let report = try await stage(workers: 2, rules: [KnownPlans()])
            .check(MemorySource(Array(text.utf8)), name: "upload")
        let errors = report.problems.filter { $0.severity == .error && $0.targets.contains(.api) }
        #expect(
            errors.map { "\($0.place.row ?? 0) \(Self.german.message($0))" }
                == ["2 Es gibt nur 2 Tarife.", "3 2 statt 3 Felder."])
        let json = String(decoding: ReportWriter(words: Self.german).json(report), as: UTF8.self)
        #expect(json.contains(#""message":"Es gibt nur 2 Tarife.""#))
        #expect(report.verdict(of: .api).codes == [.parseError, KnownPlans.code])
    }

    // MARK: What only a whole file shows

    @Test(arguments: [(1_048_575, true), (1_048_574, false), (1_048_576, false)])
    func aFileAsLongAsASheetMayBeCut(rows: Int, isCut: Bool) {
        var report = Report(file: "people.csv", target: .unify)
        report.rows = rows
        let found = CutFile.problems(report, hasHeader: true, .init(), ProblemCatalogue())
        #expect(found.map { $0.arguments["kind"] } == (isCut ? ["cut_file"] : []))
    }

    /// The mark that opens the last cell is right; the one that was forgotten stands above it.
    @Test func theRowWhereAQuotationMarkWentWrongIsNamed() async throws {
        let text =
            "user_id,Note\nu1,\"fine\"\nu2,\"open\nu3,\"fine\"\nu4,\"fine\"\nu5,\"last\n"
        let report = try await stage(workers: 1).check(MemorySource(Array(text.utf8)), name: "-")
        let problems = report.problems.filter { $0.arguments["kind"] == "unterminated_quote" }
        let problem = try #require(problems.first)
        #expect(problem.arguments["likely_row"] == "2")
    }
}
