import Foundation
import IdentifyMessages
import ProfileCSV
import Testing

@testable import ProfileImport

/// Whole imports: what arrives, what is left out, and that the counts always sum to the rows read.
@Suite struct ImportStageTests {
    static let configuration = SpaceConfiguration()

    /// 23 good rows; `bad` of them have nobody's ID.
    static func people(_ rows: Int = 23, bad: Set<Int> = [], from first: Int = 1) -> String {
        "user_id,email,Name\n"
            + (first..<first + rows).map {
                bad.contains($0) ? ",,Nobody \($0)\n" : "u\($0),u\($0)@example.org,Ann\n"
            }
            .joined()
    }

    static func place(
        _ destination: some Destination, name: String = "test:1", isRemote: Bool = false
    ) -> DeliveryPlace {
        DeliveryPlace(name: name, isRemote: isRemote) { _ throws(ImportError) in destination }
    }

    static func options(
        run: String? = "r", maxErrors: ErrorBudget = .rows(0), checksFirst: Bool = true,
        again: Bool = false, allowsAnonymous: Bool = false, workers: Int = 1,
        chunkBytes: Int = 256 << 10
    ) -> ImportOptions {
        ImportOptions(
            reading: ReadingOptions(workers: workers, chunkBytes: chunkBytes),
            run: run.flatMap(RunID.init), maxErrors: maxErrors, checksFirst: checksFirst,
            allowsAnonymous: allowsAnonymous, again: again, version: "1.2.3")
    }

    static func run(
        _ files: [String], in folder: TemporaryFolder, to destination: some Destination,
        _ options: ImportOptions = options(), name: String = "test:1",
        events: ImportEvents = ImportEvents()
    ) async throws -> ImportOutcome {
        try await ImportStage(configuration: configuration, options: options)
            .run(
                files, to: place(destination, name: name), runs: folder.path + "/runs",
                events: events)
    }

    /// `delivered rejected unprocessed of read`.
    static func expect(
        _ totals: ImportTotals?, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let counts = totals?.counts else {
            Issue.record("no totals", sourceLocation: sourceLocation)
            return
        }
        #expect(
            "\(counts.delivered) \(counts.rejected) \(counts.unprocessed) of \(counts.read)"
                == text,
            sourceLocation: sourceLocation)
        #expect(
            counts.delivered + counts.rejected + counts.skipped + counts.unprocessed == counts.read
                && counts.unprocessed >= 0, sourceLocation: sourceLocation)
    }

    @Test func everyRowArrivesOnceAndInOrder() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Self.people())
        let destination = RecordingDestination()
        let outcome = try await Self.run([file], in: folder, to: destination)
        Self.expect(outcome.totals, "23 0 0 of 23")
        #expect(outcome.ending == .finished && outcome.exitStatus == 0)
        #expect(destination.messageIDs == (1...23).map { "rollcall-r-1-\($0)" })
        #expect(destination.bodies.count == 5)
        #expect(
            try folder.names("runs/r") == [
                "lock", "reports.jsonl", "run.json", "space.yaml", "totals.json",
            ])
        #expect(outcome.rejects == nil && outcome.errors == nil)
    }

    @Test func workersAndChunksGiveTheSameBatches() async throws {
        let text = Self.people(400, bad: [3, 77, 399])
        var expected: [String]?
        for workers in [1, 2, 7] {
            for chunkBytes in [64, 333, 256 << 10] {
                let folder = try TemporaryFolder()
                let file = try folder.write("a.csv", text)
                let destination = RecordingDestination()
                let outcome = try await Self.run(
                    [file], in: folder, to: destination,
                    Self.options(maxErrors: .rows(3), workers: workers, chunkBytes: chunkBytes))
                Self.expect(outcome.totals, "397 3 0 of 400")
                #expect(destination.bodies == expected ?? destination.bodies)
                expected = destination.bodies
                #expect(
                    try folder.text("runs/r/rejects.csv")
                        == "user_id,email,Name\n,,Nobody 3\n,,Nobody 77\n,,Nobody 399\n")
            }
        }
    }

    @Test func aFileWithErrorsSendsNothing() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Self.people(bad: [4, 9]))
        let destination = RecordingDestination()
        let outcome = try await Self.run(
            [file], in: folder, to: destination, Self.options(maxErrors: .rows(1)))
        #expect(outcome.ending == .stopped && outcome.exitStatus == 2)
        Self.expect(outcome.totals, "0 0 23 of 23")
        #expect(destination.bodies.isEmpty)
        #expect(outcome.reports.map(\.rejectedRows) == [2])
        // It has sent nothing, so it is in nobody's way, and the same name may begin again.
        let again = try await Self.run(
            [file], in: folder, to: destination, Self.options(maxErrors: .rows(2)))
        Self.expect(again.totals, "21 2 0 of 23")
        #expect(again.exitStatus == 1)
    }

    @Test func rejectsAreImportableAndErrorsSayWhy() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "a.csv",
            "user_id,email,Name\r\nu1,,\"Ann \"\"A\"\"\"\r\n,,=1+1\r\nu3,x\r\n,,\"two\nlines\"\r\n,, +49 (30) 1\r\nu4,,Bo\r\n"
        )
        let outcome = try await Self.run(
            [file], in: folder, to: RecordingDestination(), Self.options(maxErrors: .percent(70)))
        Self.expect(outcome.totals, "2 4 0 of 6")
        #expect(
            try folder.text("runs/r/rejects.csv")
                == "user_id,email,Name\n,,=1+1\nu3,x\n,,\"two\nlines\"\n,, +49 (30) 1\n")
        let errors = try folder.text("runs/r/errors.csv").split(separator: "\n").map(String.init)
        #expect(errors.first == "user_id,email,Name,row_number,error_message,error_code")
        #expect(errors[1].hasPrefix(",,'=1+1,2,") && errors[1].hasSuffix(",no_identifier"))
        #expect(errors[2].hasPrefix("u3,x,,3,") && errors[2].hasSuffix(",parse_error"))
        #expect(outcome.rejects == folder.path + "/runs/r/rejects.csv")

        // Mended in a spreadsheet: the three columns may stay.
        let mended = try folder.text("runs/r/errors.csv").replacing("\n,", with: "\nnew,")
        let second = try folder.write("mended.csv", mended)
        let destination = RecordingDestination()
        let after = try await Self.run(
            [second], in: folder, to: destination, Self.options(run: "r2"))
        Self.expect(after.totals, "4 0 0 of 4")
        // Mended in part: what is still wrong comes back with the columns once.
        let third = try folder.write("again.csv", try folder.text("runs/r/errors.csv"))
        let half = try await Self.run(
            [third], in: folder, to: RecordingDestination(),
            Self.options(run: "r3", maxErrors: .rows(4)))
        #expect(half.totals.counts.rejected == 3)
        #expect(try folder.text("runs/r3/errors.csv").hasPrefix(
            "user_id,email,Name,row_number,error_message,error_code\n,,'=1+1,1,"))
        #expect(!destination.bodies.joined().contains("error_message"))
    }

    @Test func severalFilesAreOneRun() async throws {
        let folder = try TemporaryFolder()
        let files = [
            try folder.write("a.csv", Self.people(7)),
            try folder.write("b.csv", Self.people(6, bad: [2])),
        ]
        let destination = RecordingDestination()
        let outcome = try await Self.run(
            files, in: folder, to: destination, Self.options(maxErrors: .rows(1)))
        Self.expect(outcome.totals, "12 1 0 of 13")
        #expect(outcome.totals.files.map(\.counts.read) == [7, 6])
        #expect(outcome.totals.files.map(\.counts.rejected) == [0, 1])
        // Batches go on across files.
        #expect(destination.bodies.map { RecordingDestination.messageIDs($0).count } == [5, 5, 2])
        #expect(destination.messageIDs.suffix(5) == [1, 3, 4, 5, 6].map { "rollcall-r-2-\($0)" })
        #expect(try folder.text("runs/r/errors.csv").contains("b.csv: "))

        let other = try folder.write("c.csv", "user_id,Email\nu1,x\n")
        let error = await #expect(throws: ImportError.self) {
            try await Self.run(
                [files[0], other], in: folder, to: destination, Self.options(run: "q"))
        }
        #expect(error?.exitStatus == 78)
        #expect(error?.detail.contains("column 2") == true)
    }

    @Test func withoutACheckBadRowsStopWhereTheBudgetEnds() async throws {
        for (budget, text, ending) in [
            (ErrorBudget.rows(0), "0 1 22 of 23", ImportOutcome.Ending.stopped),
            (.rows(2), "21 2 0 of 23", .finished), (.percent(10), "21 2 0 of 23", .finished),
        ] {
            let folder = try TemporaryFolder()
            let file = try folder.write("a.csv", Self.people(bad: [1, 20]))
            let outcome = try await Self.run(
                [file], in: folder, to: RecordingDestination(),
                Self.options(maxErrors: budget, checksFirst: false, chunkBytes: 64))
            #expect(outcome.ending == ending)
            if ending == .finished { Self.expect(outcome.totals, text) }
            #expect(outcome.totals.counts.rejected >= 1)
        }
    }

    @Test func aProblemOfTheFileStopsWhateverTheBudget() async throws {
        let texts = [
            "Name\nAnn\n", "user_id,user_id\n1,2\n", "user_id\n1\n\"2\n", "user_id,\n1,2\n",
        ]
        for text in texts {
            for checksFirst in [true, false] {
                let folder = try TemporaryFolder()
                let file = try folder.write("a.csv", text)
                let outcome = try await Self.run(
                    [file], in: folder, to: RecordingDestination(),
                    Self.options(maxErrors: .percent(100), checksFirst: checksFirst))
                #expect(outcome.ending == .stopped, "\(text)")
                #expect(outcome.exitStatus == 2, "\(text)")
            }
        }
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", "")
        let empty = try await Self.run([file], in: folder, to: RecordingDestination())
        #expect(empty.exitStatus == 65)
    }

    @Test func rowsWithoutAnIdentifierPassWhenAskedFor() async throws {
        for checksFirst in [true, false] {
            let folder = try TemporaryFolder()
            let file = try folder.write("a.csv", Self.people(5, bad: [2, 4]))
            let options = Self.options(checksFirst: checksFirst, allowsAnonymous: true)
            let destination = RecordingDestination()
            let outcome = try await Self.run([file], in: folder, to: destination, options)
            Self.expect(outcome.totals, "5 0 0 of 5")
            // The same file gives the same IDs, whatever its name; another file gives others.
            let copy = try folder.write("copy.csv", Self.people(5, bad: [2, 4]))
            let second = RecordingDestination()
            _ = try await Self.run(
                [copy], in: folder, to: second,
                Self.options(run: "p", checksFirst: checksFirst, allowsAnonymous: true),
                name: "test:2")
            let other = try folder.write("other.csv", Self.people(6, bad: [2, 4]))
            let third = RecordingDestination()
            _ = try await Self.run(
                [other], in: folder, to: third,
                Self.options(run: "q", checksFirst: checksFirst, allowsAnonymous: true),
                name: "test:3")
            func anonymous(_ destination: RecordingDestination) -> [String] {
                destination.bodies.joined().components(separatedBy: #""anonymousId":""#).dropFirst()
                    .compactMap { $0.components(separatedBy: "\"").first }
            }
            #expect(anonymous(destination).count == 2)
            #expect(anonymous(destination) == anonymous(second))
            #expect(anonymous(destination) != anonymous(third))
        }
    }

    @Test func toTheLastPlaceNothingIsLeftBehind() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Self.people(12))
        let out = try folder.write("out", "")
        let handle = try #require(FileHandle(forWritingAtPath: out))
        let outcome = try await ImportStage(
            configuration: Self.configuration, options: Self.options()
        )
        .run([file], to: .lines(descriptor: handle.fileDescriptor), runs: folder.path + "/runs")
        Self.expect(outcome.totals, "12 0 0 of 12")
        #expect(outcome.folder == nil)
        #expect(try folder.names() == ["a.csv", "out"])
        let lines = try folder.text("out").split(separator: "\n")
        #expect(lines.count == 12)
        #expect(lines.allSatisfy { $0.hasPrefix(#"{"type":"identify","#) && $0.hasSuffix("}") })
    }

    @Test func aRowThatTheDestinationRefusesIsRejectedWithItsWords() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.csv", Self.people(12, bad: [6]))
        let destination = RecordingDestination(refused: ["rollcall-r-1-2", "rollcall-r-1-12"])
        let outcome = try await Self.run(
            [file], in: folder, to: destination, Self.options(maxErrors: .rows(5)))
        Self.expect(outcome.totals, "9 3 0 of 12")
        #expect(destination.messageIDs.count == 11)
        #expect(
            try folder.text("runs/r/rejects.csv")
                == "user_id,email,Name\nu2,u2@example.org,Ann\n,,Nobody 6\nu12,u12@example.org,Ann\n"
        )
        let errors = try folder.text("runs/r/errors.csv").split(separator: "\n")
        #expect(errors[1] == "u2,u2@example.org,Ann,2,no such rollcall-r-1-2,refused")
        #expect(errors.count == 4)
    }
}
