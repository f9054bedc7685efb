import ByteSources
import Foundation
import IdentifyMessages
import ProfileCSV
import RollcallCSV
import Synchronization
import Testing

@testable import ProfileImport

/// The stages as a server embeds them: on streams, with rules, words and limits of its own.
@Suite struct ServerUseTests {
    /// A rule of the server's own: nobody may be called Test.
    private struct NoTestNames: RowRule {
        func check(_ row: borrowing RowView, _ report: (Problem) -> Void) {
            guard row.text(1) == "Test" else { return }
            report(
                Problem(
                    ProblemCode(rawValue: "test_name"), severity: .error, targets: .api,
                    place: .init(column: 2)))
        }
    }

    /// A request body that arrives in pieces of a few bytes.
    private func body(_ text: String, step: Int = 7) -> AsyncStream<[UInt8]> {
        AsyncStream { stream in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                stream.yield(Array(rest.prefix(step)))
                rest = rest.dropFirst(step)
            }
            stream.finish()
        }
    }

    @Test func aStreamIsCheckedByTheServersOwnRulesToo() async throws {
        let text = "user_id,Name\n1,Ann\n2,Test\n3,Bob\n4,Test\n"
        let stage = CheckStage(
            configuration: SpaceConfiguration(),
            options: CheckOptions(target: .api), ownRules: [NoTestNames()])
        let report = try await stage.check(AsyncBytesSource(body(text)), name: "upload")
        #expect(report.rows == 4 && report.rejectedRows == 2)
        #expect(report.problems.map(\.place.row) == [2, 4])
        #expect(report.verdict(of: .api).codes.map(\.rawValue) == ["test_name"])
        let words = ProblemWords(
            message: { _ in "Niemand heißt so." }, segmentMessage: { _ in nil }, fix: { _ in nil })
        let json = String(decoding: ReportWriter(words: words).json(report), as: UTF8.self)
        #expect(json.contains(#""code":"test_name","severity":"error","targets":["api"],"row":2"#))
        #expect(json.contains("Niemand heißt so."))
    }

    /// An import keeps to the same rules, whether it looks at the whole file first or not.
    @Test(arguments: [true, false])
    func anImportKeepsToTheServersOwnRules(checksFirst: Bool) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Array("user_id,Name\n1,Ann\n2,Test\n3,Bob\n".utf8))
        for (budget, totals) in [(0, "0 0 3 of 3"), (1, "2 1 0 of 3")] {
            let destination = RecordingDestination()
            let stage = ImportStage(
                configuration: ImportStageTests.configuration,
                options: ImportStageTests.options(
                    run: nil, maxErrors: .rows(budget), checksFirst: checksFirst),
                ownRules: [NoTestNames()])
            let outcome = try await stage.run(
                [file], to: ImportStageTests.place(destination), runs: folder.path + "/runs")
            #expect(outcome.ending == (budget == 0 ? .stopped : .finished))
            guard budget == 1 || checksFirst else { continue }
            ImportStageTests.expect(outcome.totals, totals)
            #expect(destination.messageIDs.count == (budget == 0 ? 0 : 2))
        }
    }

    @Test func progressRisesAndNamesItsStage() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", ImportStageTests.people(3_000))
        let seen = Mutex<[StageProgress]>([])
        let events = ImportEvents(progress: { progress in seen.withLock { $0.append(progress) } })
        _ = try await ImportStageTests.run(
            [file], in: folder, to: RecordingDestination(),
            ImportStageTests.options(chunkBytes: 1_000), events: events)
        let all = seen.withLock { $0 }
        #expect(all.first?.stage == .checking && all.last?.stage == .sending)
        for stage in [StageProgress.Stage.checking, .sending] {
            let rows = all.filter { $0.stage == stage }.map(\.rows)
            #expect(!rows.isEmpty && rows == rows.sorted())
        }
        #expect(all.allSatisfy { $0.inputBytes <= $0.totalBytes ?? 0 })
    }

    /// A copy of an upload is called in reports, totals and history what its sender called it.
    @Test func aCopyGoesByTheNameOfTheFile() async throws {
        let folder = try TemporaryFolder()
        let copy = try folder.write("spool-17", ImportStageTests.people(3))
        var options = ImportStageTests.options()
        options.names = ["people.csv"]
        let outcome = try await ImportStageTests.run([copy], in: folder, to: RecordingDestination(), options)
        #expect(outcome.reports.map(\.file) == ["people.csv"])
        #expect(outcome.totals.files.map(\.file) == ["people.csv"])
        let run = try #require(RunHistory(folder.path + "/runs").runs().first)
        #expect(run.files == ["people.csv"])
        let kept = try String(contentsOfFile: run.folder + "/reports.jsonl", encoding: .utf8)
        #expect(kept.contains(#""file":"people.csv""#) && !kept.contains("spool-17"))
    }

    /// A slow destination holds the reading back: never is more than one batch under way.
    @Test func aSlowDestinationIsNeverSentTwoBatchesAtOnce() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", ImportStageTests.people(120))
        let destination = SlowDestination()
        let outcome = try await ImportStageTests.run(
            [file], in: folder, to: destination,
            ImportStageTests.options(workers: 3, chunkBytes: 64))
        ImportStageTests.expect(outcome.totals, "120 0 0 of 120")
        #expect(destination.mostAtOnce == 1)
    }

    /// Some text around the first byte in which two reports differ.
    private static func difference(_ one: [UInt8], _ other: [UInt8]) -> String? {
        guard one != other else { return nil }
        let at = zip(one, other).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let from = max(0, (at ?? min(one.count, other.count)) - 120)
        func piece(_ bytes: [UInt8]) -> String {
            String(decoding: bytes[from..<min(bytes.count, from + 200)], as: UTF8.self)
        }
        return piece(one) + "\n" + piece(other)
    }

    /// Whatever the text is, the report does not depend on workers and chunks, and an import's counts
    /// sum to its rows.
    @Test(arguments: 0..<40)
    func anyTextGivesOneReportAndCountsThatAddUp(seed: Int) async throws {
        var random = SplitMix(state: UInt64(seed) &* 0x9E37_79B9 &+ 7)
        var text = Array("user_id,email,Name\n".utf8)
        let pieces: [[UInt8]] = [
            Array("a".utf8), Array(",".utf8), Array("\"".utf8), [0x0A], [0x0D], [0x0D, 0x0A], [0x00],
            [0xFF], Array("é".utf8), Array(" ".utf8), Array("\"\"".utf8), Array("u1,a@b.c,Ann\n".utf8),
            Array("u2,,\"x, y\"\r\n".utf8), Array("null,,\n".utf8),
        ]
        for _ in 0..<200 { text += pieces[Int(random.next() % UInt64(pieces.count))] }
        var expected: [UInt8]?
        for (workers, chunkBytes) in [(1, 256 << 10), (1, 64), (3, 64), (2, 150)] {
            let stage = CheckStage(
                configuration: SpaceConfiguration(),
                options: CheckOptions(
                    reading: ReadingOptions(workers: workers, chunkBytes: chunkBytes)))
            let report = try await stage.check(MemorySource(text), name: "any")
            let json = ReportWriter(showsValues: true).json(report)
            let difference = Self.difference(json, expected ?? json)
            #expect(difference == nil, "\(workers) workers, chunks of \(chunkBytes)")
            expected = expected ?? json
        }
        for checksFirst in [true, false] {
            let folder = try TemporaryFolder()
            let file = try folder.write("a.csv", text)
            let destination = RecordingDestination()
            let outcome = try await ImportStageTests.run(
                [file], in: folder, to: destination,
                ImportStageTests.options(
                    maxErrors: .percent(100), checksFirst: checksFirst, workers: 2, chunkBytes: 64))
            let counts = outcome.totals.counts
            #expect(counts.delivered == destination.messageIDs.count)
            #expect(Set(destination.messageIDs).count == counts.delivered)
            #expect(counts.delivered + counts.rejected + counts.unprocessed == counts.read)
            #expect(outcome.ending == .stopped || counts.unprocessed == 0)
        }
    }
}

/// Notes how many batches it holds at once.
private final class SlowDestination: Destination {
    let limits = BatchLimits(maxBytes: 2_000, maxMessages: 5)
    private let state = Mutex<(now: Int, most: Int)>((0, 0))

    var mostAtOnce: Int { state.withLock { $0.most } }

    func send(_ batch: Batch) async throws(DeliveryError) -> Receipt {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
        for _ in 0..<20 { await Task.yield() }
        state.withLock { $0.now -= 1 }
        return Receipt()
    }
}

/// The same numbers for the same seed, everywhere.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
