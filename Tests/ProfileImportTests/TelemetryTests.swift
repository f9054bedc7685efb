import Foundation
import IdentifyMessages
import Logging
import MetricsTestKit
import ProfileCSV
import Synchronization
import Testing

@testable import ProfileImport

/// What an import logs and measures: every row once, and never a value of a file.
@Suite struct TelemetryTests {
    /// Keeps every line as text.
    private final class Log: Sendable {
        private let state = Mutex<[String]>([])

        var lines: [String] { state.withLock { $0 } }

        func add(_ line: String) { state.withLock { $0.append(line) } }

        var logger: Logger {
            var logger = Logger(label: "test") { _ in Handler(log: self) }
            logger.logLevel = .trace
            return logger
        }
    }

    private struct Handler: LogHandler {
        let log: Log
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(log: Log) { self.log = log }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let pairs = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted()
            log.add(([event.level.rawValue, "\(event.message)"] + pairs).joined(separator: " "))
        }
    }

    private let folder: TemporaryFolder
    private let log = Log()
    private let metrics = TestMetrics()

    init() throws { folder = try TemporaryFolder() }

    private func options(_ change: (inout ImportOptions) -> Void = { _ in }) -> ImportOptions {
        var options = ImportStageTests.options(maxErrors: .rows(2))
        options.telemetry = ImportTelemetry(logger: log.logger, metrics: metrics)
        change(&options)
        return options
    }

    private func rows(_ outcome: String) throws -> Int64 {
        try metrics.expectCounter("rollcall_import_rows", [("outcome", outcome)]).totalValue
    }

    @Test func everyRowIsCountedOnce() async throws {
        let file = try folder.write("a.csv", ImportStageTests.people(23, bad: [4]))
        let outcome = try await ImportStageTests.run(
            [file], in: folder, to: RecordingDestination(refused: ["rollcall-r-1-9"]), options())
        #expect(outcome.exitStatus == 1)
        #expect(try rows("read") == 23)
        #expect(try rows("delivered") == 21)
        #expect(try rows("rejected") == 2)
        #expect(try rows("skipped") == 0)
        #expect(try metrics.expectCounter("rollcall_import_messages").totalValue == 22)
        #expect(try metrics.expectTimer("rollcall_import_batch_duration").values.count == 5)
        #expect(log.lines.first == "info import begins files=1 remote=false run=r")
        #expect(log.lines.contains("info file checked rejected=1 rows=23 run=r"))
        #expect(log.lines.contains("warning messages refused batch=2 messages=1 run=r"))
        #expect(
            log.lines.last
                == "info import finished delivered=21 read=23 rejected=2 run=r skipped=0 unprocessed=0")
        // No person, no file name, no place.
        #expect(!log.lines.contains { $0.contains("example.org") || $0.contains("a.csv") })
    }

    @Test func whatFailsIsLoggedWithItsCode() async throws {
        let file = try folder.write("a.csv", ImportStageTests.people())
        let failing = RecordingDestination(
            failure: .init(from: 3, error: DeliveryError(.unavailable, detail: "no answer")))
        await #expect(throws: ImportError.self) {
            try await ImportStageTests.run([file], in: folder, to: failing, options())
        }
        #expect(log.lines.last == "error import failed code=unavailable run=r")
        #expect(try metrics.expectCounter("rollcall_import_batches_failed").totalValue == 1)
        #expect(try rows("delivered") == 10)
        _ = try await ImportStageTests.run([file], in: folder, to: NullDestination(), options())
        #expect(log.lines.contains("info import goes on files=1 remote=false run=r"))
        #expect(try rows("delivered") == 23)
    }

    @Test func nobodyIsToldWhoDidNotAsk() async throws {
        let file = try folder.write("a.csv", ImportStageTests.people())
        let outcome = try await ImportStageTests.run([file], in: folder, to: NullDestination())
        ImportStageTests.expect(outcome.totals, "23 0 0 of 23")
        #expect(ImportTelemetry().logger.handler is SwiftLogNoOpLogHandler)
    }
}
