import Foundation
import IdentifyMessages
import ProfileCSV
import Testing

@testable import ProfileImport

/// Runs that hold their files themselves (`ImportOptions.keepsInputs`): as long as they can go on, and no
/// longer.
@Suite struct KeptInputTests {
    private typealias Stage = ImportStageTests

    private let folder: TemporaryFolder
    private var history: RunHistory { RunHistory(folder.path + "/runs") }

    init() throws { folder = try TemporaryFolder() }

    private func options(_ maxErrors: ErrorBudget = .rows(0)) -> ImportOptions {
        var options = Stage.options(maxErrors: maxErrors)
        options.keepsInputs = true
        options.names = ["people.csv"]
        return options
    }

    /// Begins an import of a file that goes away right after it, however it ended.
    private func begin(
        _ text: String, to destination: some Destination, events: ImportEvents = ImportEvents()
    ) async throws -> ImportOutcome? {
        let file = try folder.write("a.csv", text)
        let (folder, options) = (folder, options())
        let task = Task {
            try await Stage.run([file], in: folder, to: destination, options, events: events)
        }
        let outcome = try? await task.value
        try FileManager.default.removeItem(atPath: file)
        return outcome
    }

    private func kept() -> [String] {
        ((try? folder.names("runs/r")) ?? []).filter { $0.hasPrefix("kept-") }
    }

    private func summary() throws -> RunSummary {
        let run = try #require(RunID("r"))
        return try #require(history.summary(run))
    }

    private func resume(_ destination: some Destination) async throws -> ImportOutcome {
        try await ImportStage.resume(
            try #require(RunID("r")), in: folder.path + "/runs", to: Stage.place(destination),
            options: options())
    }

    @Test func aRunGoesOnAlthoughItsFileIsGone() async throws {
        let text = Stage.people(23)
        let failing = RecordingDestination(
            failure: .init(from: 3, error: DeliveryError(.unavailable, detail: "")))
        #expect(try await begin(text, to: failing) == nil)
        #expect(kept() == ["kept-1"])
        #expect(try summary().keepsInputs && summary().state == .unfinished)
        #expect(try summary().files == ["people.csv"])
        #expect(history.keptBytes() == text.utf8.count)
        let rest = RecordingDestination()
        let outcome = try await resume(rest)
        Stage.expect(outcome.totals, "23 0 0 of 23")
        #expect(failing.messageIDs.count + rest.messageIDs.count == 23)
        // A run that is finished needs its file no more.
        #expect(kept() == [] && history.keptBytes() == 0)
    }

    @Test func whatHasAnotherNameTakesNoRoomOfItsOwn() async throws {
        let file = try folder.write("a.csv", Stage.people(23))
        let failing = RecordingDestination(
            failure: .init(from: 3, error: DeliveryError(.unavailable, detail: "")))
        _ = try? await Stage.run([file], in: folder, to: failing, options())
        #expect(kept() == ["kept-1"] && history.keptBytes() == 0)
        try FileManager.default.removeItem(atPath: file)
        #expect(history.keptBytes() > 0)
    }

    @Test func anInterruptedCheckKeepsTheFile() async throws {
        let events = ImportEvents(notice: {
            if case .kept = $0 { withUnsafeCurrentTask { $0?.cancel() } }
        })
        let destination = RecordingDestination()
        #expect(try await begin(Stage.people(500), to: destination, events: events) == nil)
        #expect(try summary().state == .notBegun && summary().keepsInputs)
        Stage.expect(try await resume(destination).totals, "500 0 0 of 500")
    }

    @Test func whatIsToBeMendedIsNotKept() async throws {
        let outcome = try await begin(Stage.people(23, bad: [4]), to: RecordingDestination())
        #expect(outcome?.ending == .stopped)
        #expect(kept() == [])
        #expect(try !summary().keepsInputs)
    }

    @Test func anErrorBeforeTheFirstSendKeepsNothing() async throws {
        let file = try folder.write("a.csv", Stage.people())
        let place = DeliveryPlace(name: "test:1") { _ throws(ImportError) in
            throw ImportError(.unavailable, detail: "nobody there")
        }
        let stage = ImportStage(configuration: Stage.configuration, options: options())
        await #expect(throws: ImportError.self) {
            try await stage.run([file], to: place, runs: folder.path + "/runs")
        }
        #expect(try folder.names("runs") == [])
    }

    @Test func givingUpKeepsTheHistoryAndIsInNobodysWay() async throws {
        let failing = RecordingDestination(
            failure: .init(from: 3, error: DeliveryError(.unavailable, detail: "")))
        let text = Stage.people(23)
        _ = try await begin(text, to: failing)
        let delivered = failing.messageIDs.count
        let run = try #require(RunID("r"))
        try history.giveUp(run)
        #expect(kept() == [])
        #expect(try summary().state == .finished)
        Stage.expect(try summary().totals, "\(delivered) 0 \(23 - delivered) of 23")
        try history.giveUp(run)
        let file = try folder.write("b.csv", text)
        let again = try await Stage.run(
            [file], in: folder, to: RecordingDestination(), Stage.options(run: nil))
        #expect(again.ending == .finished)
        #expect(throws: ImportError.self) { try history.giveUp(.new()) }
    }

    @Test func givingUpARunThatSentNothingLeavesNothing() async throws {
        let events = ImportEvents(notice: {
            if case .kept = $0 { withUnsafeCurrentTask { $0?.cancel() } }
        })
        _ = try await begin(Stage.people(), to: RecordingDestination(), events: events)
        try history.giveUp(try #require(RunID("r")))
        #expect(try folder.names("runs") == [])
    }

    @Test func doubtsAreThoseThatAResumeWouldThrow() async throws {
        let failing = RecordingDestination(
            failure: .init(from: 3, error: DeliveryError(.unavailable, detail: "")))
        let file = try folder.write("a.csv", Stage.people())
        let stage = ImportStage(configuration: Stage.configuration, options: options())
        _ = try? await stage.run(
            [file], to: Stage.place(failing, isRemote: true), runs: folder.path + "/runs")
        let run = try #require(RunID("r"))
        let start = try summary().startedAt
        let hour = 3_600_000
        #expect(history.doubts(about: run, now: start + 20 * hour - 1_000) == [])
        #expect(history.doubts(about: run, now: start + 20 * hour + 1_000) == [.old(hours: 20)])
        let other = try folder.write("b.csv", Stage.people(3, from: 100))
        let later = try await Stage.run(
            [other], in: folder, to: RecordingDestination(), Stage.options(run: "later"))
        #expect(later.ending == .finished)
        let id = try #require(RunID("later"))
        #expect(history.doubts(about: run, now: start) == [.outdated(by: id)])
    }
}
