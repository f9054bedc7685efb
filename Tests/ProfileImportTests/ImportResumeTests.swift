import Foundation
import IdentifyMessages
import ProfileCSV
import Testing

@testable import ProfileImport

/// Stops of every kind, and going on after them: nothing is lost, and nothing is sent again after
/// its receipt was journalled.
@Suite struct ImportResumeTests {
    private typealias Stage = ImportStageTests

    private func resume(
        _ run: String = "r", in folder: TemporaryFolder, to destination: some Destination,
        staleOK: Bool = false, maxErrors: ErrorBudget = .rows(0)
    ) async throws -> ImportOutcome {
        var options = Stage.options(maxErrors: maxErrors)
        options.staleOK = staleOK
        return try await ImportStage.resume(
            try #require(RunID(run)), in: folder.path + "/runs", to: Stage.place(destination),
            options: options)
    }

    /// The bodies of an import that nothing stops.
    private func undisturbed(_ text: String, _ options: ImportOptions) async throws -> [String] {
        let folder = try TemporaryFolder()
        let destination = RecordingDestination()
        _ = try await Stage.run([folder.write("a.csv", text)], in: folder, to: destination, options)
        return destination.bodies
    }

    @Test(arguments: [
        (DeliveryError.Code.unavailable, Int32(69)), (.rateLimited, 75), (.keyRefused, 77),
        (.io, 74),
        (.busy, 75),
    ])
    func afterAnyFailureARunGoesOnWhereItsReceiptsEnd(
        code: DeliveryError.Code, status: Int32
    ) async throws {
        let text = Stage.people(23, bad: [7])
        let options = Stage.options(maxErrors: .rows(1))
        let whole = try await undisturbed(text, options)
        for from in 1...whole.count {
            let folder = try TemporaryFolder()
            let file = try folder.write("a.csv", text)
            let failing = RecordingDestination(
                failure: .init(from: from, error: DeliveryError(code, detail: "no")))
            let error = await #expect(throws: ImportError.self) {
                try await Stage.run([file], in: folder, to: failing, options)
            }
            #expect(error?.exitStatus == status)
            #expect(error?.run?.description == "r")
            let counts = try #require(error?.totals?.counts)
            #expect(counts.delivered == failing.messageIDs.count)
            #expect(counts.read == 23 && counts.unprocessed >= 0)

            let rest = RecordingDestination()
            let outcome = try await resume(in: folder, to: rest, maxErrors: .rows(1))
            Stage.expect(outcome.totals, "22 1 0 of 23")
            #expect(failing.bodies + rest.bodies == whole, "failed at \(from)")
            #expect(try folder.text("runs/r/rejects.csv") == "user_id,email,Name\n,,Nobody 7\n")
        }
    }

    @Test func aLostAnswerRepeatsTheBatchByteForByte() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people())
        let failing = RecordingDestination(
            failure: .init(from: 3, error: DeliveryError(.unavailable, detail: ""), arrives: true))
        _ = await #expect(throws: ImportError.self) {
            try await Stage.run([file], in: folder, to: failing)
        }
        let rest = RecordingDestination()
        _ = try await resume(in: folder, to: rest)
        #expect(failing.bodies.last == rest.bodies.first)
        #expect(Set(failing.messageIDs + rest.messageIDs).count == 23)
    }

    /// The process dies at any moment: the journal ends at any byte.
    @Test func aJournalCutAtAnyByteLosesAndDoublesNothing() async throws {
        let text = Stage.people(12)
        let whole = try await undisturbed(text, Stage.options())
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", text)
        _ = await #expect(throws: ImportError.self) {
            try await Stage.run(
                [file], in: folder,
                to: RecordingDestination(
                    failure: .init(from: 3, error: DeliveryError(.unavailable, detail: ""))))
        }
        let journal = try folder.read("runs/r/journal")
        let record = try folder.read("runs/r/run.json")
        for cut in stride(from: 1, through: journal.count, by: 7) {
            try? FileManager.default.removeItem(atPath: folder.path + "/runs/r/totals.json")
            _ = try folder.write("runs/r/run.json", record)
            _ = try folder.write("runs/r/journal", Array(journal[..<cut]))
            let kept = journal[..<cut].count { $0 == UInt8(ascii: "\n") } - 1
            let rest = RecordingDestination()
            let outcome = try await resume(in: folder, to: rest)
            Stage.expect(outcome.totals, "12 0 0 of 12")
            #expect(rest.bodies == Array(whole.dropFirst(max(0, kept))), "cut at \(cut)")
        }
    }

    @Test func theSameNameGoesOnOrTellsItsTotals() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people())
        _ = await #expect(throws: ImportError.self) {
            try await Stage.run(
                [file], in: folder,
                to: RecordingDestination(
                    failure: .init(from: 2, error: DeliveryError(.unavailable, detail: ""))))
        }
        let rest = RecordingDestination()
        let second = try await Stage.run([file], in: folder, to: rest)
        Stage.expect(second.totals, "23 0 0 of 23")
        #expect(rest.messageIDs.count == 18)
        let idle = RecordingDestination()
        let third = try await Stage.run([file], in: folder, to: idle)
        #expect(third.ending == .alreadyFinished && third.exitStatus == 0)
        #expect(third.totals == second.totals)
        #expect(idle.bodies.isEmpty)
        // A copy of the file is the same file; another content or place is not.
        let copy = try folder.write("copy.csv", Stage.people())
        #expect(try await Stage.run([copy], in: folder, to: idle).ending == .alreadyFinished)
        for (files, name) in [
            ([try folder.write("b.csv", Stage.people(5))], "test:1"), ([file], "test:2"),
        ] {
            let error = await #expect(throws: ImportError.self) {
                try await Stage.run(files, in: folder, to: idle, name: name)
            }
            #expect(error?.exitStatus == 78)
        }
    }

    @Test func anUnfinishedRunStandsInTheWayOnlyIfItSentSomething() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people())
        let other = try folder.write("b.csv", Stage.people(3))
        _ = await #expect(throws: ImportError.self) {
            try await Stage.run(
                [file], in: folder,
                to: RecordingDestination(
                    failure: .init(from: 2, error: DeliveryError(.unavailable, detail: ""))))
        }
        let destination = RecordingDestination()
        let copy = try folder.write("copy.csv", Stage.people())
        for path in [file, copy] {
            let error = await #expect(throws: ImportError.self) {
                try await Stage.run([path], in: folder, to: destination, Stage.options(run: nil))
            }
            #expect(error?.exitStatus == 75)
            #expect(error?.detail.contains("--again") == true)
            #expect(error?.run?.description == "r")
        }
        #expect(destination.bodies.isEmpty)
        // Another place or other files may go; the latter are told of the run.
        let notices = Notices()
        let events = ImportEvents(notice: { notices.add($0) })
        _ = try await Stage.run(
            [other], in: folder, to: destination, Stage.options(run: nil), events: events)
        // It is kept before anything is read, so that whoever is interrupted can go on.
        guard case .kept = notices.all.first else {
            Issue.record("\(notices.all)")
            return
        }
        #expect(notices.all.dropFirst().first == .otherUnfinishedRun(try #require(RunID("r"))))
        _ = try await Stage.run(
            [file], in: folder, to: destination, Stage.options(run: nil), name: "test:2")
        let again = try await Stage.run(
            [file], in: folder, to: destination, Stage.options(run: nil, again: true))
        #expect(again.ending == .finished)
    }

    @Test func aRunThatSentNothingIsReplaced() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people(bad: [2]))
        let destination = RecordingDestination()
        let stopped = try await Stage.run(
            [file], in: folder, to: destination, Stage.options(run: "old"))
        #expect(stopped.ending == .stopped)
        #expect(try folder.names("runs") == ["old"])
        _ = try await Stage.run(
            [file], in: folder, to: destination, Stage.options(run: "new", maxErrors: .rows(1)))
        #expect(try folder.names("runs") == ["new"])
    }

    @Test func aStoppedRunResumesWithALargerBudget() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people(bad: [2, 3]))
        let destination = RecordingDestination()
        _ = try await Stage.run([file], in: folder, to: destination)
        let outcome = try await resume(in: folder, to: destination, maxErrors: .rows(2))
        Stage.expect(outcome.totals, "21 2 0 of 23")
    }

    @Test func goingOnAfterALaterRunHasToBeMeant() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people())
        _ = await #expect(throws: ImportError.self) {
            try await Stage.run(
                [file], in: folder,
                to: RecordingDestination(
                    failure: .init(from: 2, error: DeliveryError(.unavailable, detail: ""))))
        }
        let destination = RecordingDestination()
        _ = try await Stage.run(
            [file], in: folder, to: destination, Stage.options(run: "later", again: true))
        let error = await #expect(throws: ImportError.self) {
            try await resume(in: folder, to: destination)
        }
        #expect(error?.detail.contains("--stale-ok") == true)
        let named = await #expect(throws: ImportError.self) {
            try await Stage.run([file], in: folder, to: destination)
        }
        #expect(named?.detail.contains("--stale-ok") == true)
        let outcome = try await resume(in: folder, to: destination, staleOK: true)
        Stage.expect(outcome.totals, "23 0 0 of 23")
    }

    @Test func importingOldRejectsHasToBeMeant() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people(5, bad: [2]))
        let destination = RecordingDestination()
        _ = try await Stage.run(
            [file], in: folder, to: destination, Stage.options(maxErrors: .rows(1)))
        let rejects = folder.path + "/runs/r/rejects.csv"
        var options = Stage.options(run: "mended", maxErrors: .rows(1))
        let first = try await Stage.run([rejects], in: folder, to: destination, options)
        Stage.expect(first.totals, "0 1 0 of 1")
        options.run = RunID("again")
        let error = await #expect(throws: ImportError.self) {
            try await Stage.run([rejects], in: folder, to: destination, options)
        }
        #expect(error?.detail.contains("--stale-ok") == true)
        options.staleOK = true
        #expect(
            try await Stage.run([rejects], in: folder, to: destination, options).ending == .finished
        )
    }

    @Test func aPipeWithANameIsCopiedFirst() async throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let text = Stage.people()
        let writer = Thread {
            if let handle = FileHandle(forWritingAtPath: pipe) {
                handle.write(Data(text.utf8))
                try? handle.close()
            }
        }
        writer.start()
        let destination = RecordingDestination()
        let outcome = try await Stage.run([pipe], in: folder, to: destination)
        Stage.expect(outcome.totals, "23 0 0 of 23")
        #expect(try folder.names("runs/r").contains { $0.hasPrefix("input-") } == false)
    }

    @Test func aFileThatChangesIsNotSentOn() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people(2_000))
        let changing = RecordingDestination(onSend: { number in
            guard number == 2, let handle = FileHandle(forWritingAtPath: file) else { return }
            _ = try? handle.seekToEnd()
            handle.write(Data("u9999,,Late\n".utf8))
            try? handle.close()
        })
        let error = await #expect(throws: ImportError.self) {
            try await Stage.run([file], in: folder, to: changing)
        }
        #expect(error?.code == .inputChanged && error?.exitStatus == 74)
        #expect(error?.totals?.counts.read == 2_000)
        let resumed = await #expect(throws: ImportError.self) {
            try await resume(in: folder, to: changing)
        }
        #expect(resumed?.code == .inputChanged)
        // With the old content back, whatever its time, the run goes on.
        _ = try folder.write("a.csv", Stage.people(2_000))
        let rest = RecordingDestination()
        Stage.expect(try await resume(in: folder, to: rest).totals, "2000 0 0 of 2000")
    }

    @Test func aCancelledImportKeepsItsReceiptsAndGoesOn() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people(500))
        let holder = TaskHolder()
        let destination = RecordingDestination(onSend: { if $0 == 3 { holder.cancel() } })
        let task = Task {
            try await Stage.run(
                [file], in: folder, to: destination, Stage.options(chunkBytes: 64))
        }
        holder.set(task)
        let error = await #expect(throws: ImportError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(error?.totals?.counts.delivered == destination.messageIDs.count)
        let rest = RecordingDestination()
        Stage.expect(try await resume(in: folder, to: rest).totals, "500 0 0 of 500")
        #expect(Set(destination.messageIDs).isDisjoint(with: rest.messageIDs))
        #expect(destination.messageIDs.count + rest.messageIDs.count == 500)
    }

    @Test func anImportCancelledBeforeItsFirstRowGoesOnAsWell() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people(500))
        let holder = TaskHolder()
        let events = ImportEvents(notice: { if case .kept = $0 { holder.cancel() } })
        let destination = RecordingDestination()
        let task = Task {
            try await Stage.run(
                [file], in: folder, to: destination, Stage.options(chunkBytes: 64), events: events)
        }
        holder.set(task)
        let error = await #expect(throws: ImportError.self) { try await task.value }
        #expect(error?.code == .cancelled && error?.run?.description == "r")
        #expect(destination.bodies.isEmpty)
        Stage.expect(try await resume(in: folder, to: destination).totals, "500 0 0 of 500")
    }

    @Test func twoProcessesDoNotWorkOnOneRun() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people(bad: [2]))
        let destination = RecordingDestination()
        _ = try await Stage.run([file], in: folder, to: destination)
        let lock = try RunFolder(try #require(RunID("r")), in: folder.path + "/runs").lock()
        let error = await #expect(throws: ImportError.self) {
            try await Stage.run([file], in: folder, to: destination)
        }
        #expect(error?.code == .runLocked && error?.exitStatus == 75)
        withExtendedLifetime(lock) {}
    }

    @Test func batchesInAFolderGoOnInTheSameFolder() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people(6_000))
        let stage = ImportStage(configuration: Stage.configuration, options: Stage.options())
        let place = DeliveryPlace.folder(folder.path + "/out")
        _ = try await stage.run([file], to: place, runs: folder.path + "/runs")
        let names = try folder.names("out")
        #expect(names == ["batch-000001.json", "batch-000002.json", "batch-000003.json"])
        let bodies = try names.map { try folder.text("out/" + $0) }
        let error = await #expect(throws: ImportError.self) {
            try await ImportStage(
                configuration: Stage.configuration, options: Stage.options(run: "q")
            ).run([file], to: place, runs: folder.path + "/runs")
        }
        #expect(error?.exitStatus == 73)
        // A run of the same name elsewhere makes the same bytes.
        let twin = try TemporaryFolder()
        let same = try twin.write("b.csv", Stage.people(6_000))
        _ = try await ImportStage(
            configuration: Stage.configuration,
            options: Stage.options(workers: 3, chunkBytes: 1_000)
        ).run([same], to: .folder(twin.path + "/out"), runs: twin.path + "/runs")
        #expect(try names.map { try twin.text("out/" + $0) } == bodies)
    }

    @Test func missingFilesAreToldBeforeAnythingIsMade() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people())
        let error = await #expect(throws: ImportError.self) {
            try await Stage.run(
                [file, folder.path + "/none.csv"], in: folder, to: RecordingDestination())
        }
        #expect(error?.exitStatus == 66)
        #expect(try folder.names() == ["a.csv"])
    }

    @Test func anErrorBeforeTheFirstSendLeavesNoRun() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Stage.people())
        let place = DeliveryPlace(name: "test:1") { _ throws(ImportError) in
            throw ImportError(.unavailable, detail: "nobody there")
        }
        let stage = ImportStage(configuration: Stage.configuration, options: Stage.options())
        let error = await #expect(throws: ImportError.self) {
            try await stage.run([file], to: place, runs: folder.path + "/runs")
        }
        #expect(error?.run == nil)
        #expect(error?.totals?.counts.unprocessed == 23)
        #expect(try folder.names("runs") == [])
    }
}

/// Cancels a task that is not there yet when its destination is made.
private final class TaskHolder: @unchecked Sendable {
    // `@unchecked Sendable`: both members are used under the lock.
    private let lock = NSLock()
    private var task: Task<ImportOutcome, any Error>?
    private var isCancelled = false

    func set(_ task: Task<ImportOutcome, any Error>) {
        lock.withLock {
            self.task = task
            if isCancelled { task.cancel() }
        }
    }

    func cancel() {
        lock.withLock {
            isCancelled = true
            task?.cancel()
        }
    }
}

/// Notices in their order.
private final class Notices: @unchecked Sendable {
    // `@unchecked Sendable`: the list is used under the lock.
    private let lock = NSLock()
    private var list: [ImportEvents.Notice] = []

    func add(_ notice: ImportEvents.Notice) { lock.withLock { list.append(notice) } }

    var all: [ImportEvents.Notice] { lock.withLock { list } }
}
