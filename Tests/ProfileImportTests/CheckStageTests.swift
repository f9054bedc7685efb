import ByteSources
import Foundation
import ProfileCSV
import RollcallCSV
import Testing

@testable import ProfileImport

/// Whole inputs through the check, as values: what is found, where, and who minds.
@Suite struct CheckStageTests {
    private static let words = ProblemWords(
        message: { $0.code.rawValue }, segmentMessage: { _ in nil }, fix: { _ in nil })

    private func report(
        _ bytes: [UInt8], name: String = "people.csv", reading: ReadingOptions = ReadingOptions(),
        target: Target = .unify, failure: ByteSourceError? = nil
    ) async throws -> Report {
        let stage = CheckStage(
            configuration: SpaceConfiguration(),
            options: CheckOptions(reading: reading, target: target))
        return try await stage.check(
            MemorySource(bytes, stepBytes: 1_000, failure: failure), name: name,
            isFile: name != "-")
    }

    /// The codes with their counts (`code×n`, kinds of parse errors in brackets), and the verdicts
    /// as `unify unified-profiles api`, each `ok` or `no`.
    private func check(
        _ text: String, name: String = "people.csv", reading: ReadingOptions = ReadingOptions(),
        finds codes: String, verdicts: String, rows: Int? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let report = try await report(Array(text.utf8), name: name, reading: reading)
        expect(report, codes, verdicts, rows, sourceLocation)
    }

    private func expect(
        _ report: Report, _ codes: String, _ verdicts: String, _ rows: Int?,
        _ sourceLocation: SourceLocation
    ) {
        let found = report.tally.counts.entries.map { entry in
            let kind = entry.kind.map { "[\($0.rawValue)]" } ?? ""
            return "\(entry.code)\(kind)" + (entry.count == 1 ? "" : "×\(entry.count)")
        }
        #expect(found.sorted().joined(separator: " ") == codes, sourceLocation: sourceLocation)
        let spoken = Target.allCases.map { report.verdict(of: $0).isOK ? "ok" : "no" }
        #expect(spoken.joined(separator: " ") == verdicts, sourceLocation: sourceLocation)
        if let rows { #expect(report.rows == rows, sourceLocation: sourceLocation) }
    }

    @Test func aCleanFileIsTakenByAll() async throws {
        try await check(
            "user_id,First Name\n1,Ann\n2,Bob\n", finds: "", verdicts: "ok ok ok", rows: 2)
    }

    @Test func namesAreJudgedByTheirEnding() async throws {
        for name in ["a.csv", "a.CSV", "dir.x/a.Csv", "a.csv.gz", "A.CSV.GZ", "-"] {
            try await check("user_id\n1\n", name: name, finds: "", verdicts: "ok ok ok")
        }
        for name in ["a.txt", "a", "csv", "a.csv.zip", "a.gz", "a.csv.txt", "dir.csv/a"] {
            try await check("user_id\n1\n", name: name, finds: "file_type", verdicts: "no no ok")
        }
    }

    @Test func emptyFilesHaveNoHeaderOrNoRows() async throws {
        for text in ["", "\n", "\r\n\r\n", "   ", " \n \t \r\n", "\u{FEFF} \n"] {
            let report = try await report(Array(text.utf8))
            #expect(!report.hasHeader, "\(text.debugDescription)")
            #expect(report.problems.contains { $0.arguments["kind"] == "no_header" })
            #expect(report.verdict(of: .api).codes == [.emptyFile])
        }
        for text in ["user_id", "user_id\n", "user_id,email\r\n", "\nuser_id\n\n"] {
            let report = try await report(Array(text.utf8))
            #expect(report.hasHeader)
            #expect(report.problems.map { $0.arguments["kind"] } == ["no_rows"])
        }
        let spaces = String(repeating: " \n", count: 5_000)
        #expect(!(try await report(Array(spaces.utf8))).hasHeader)
        let almost = try await report(Array((spaces + "x").utf8))
        #expect(almost.hasHeader)
    }

    @Test func whatIsNoCSVIsToldByItsContent() async throws {
        for (start, kind) in [
            ("PK\u{3}\u{4}rest,of\nit", "zip"), ("<!doctype html>\n<p>", "html"),
            ("[{\"a\":1}]", "json"),
        ] {
            let report = try await report(Array(start.utf8))
            #expect(!report.hasHeader)
            #expect(report.problems.map(\.code) == [.notCSV])
            #expect(report.problems.first?.arguments["kind"] == kind)
        }
    }

    @Test func rowLimitsHoldAtTheLimitAndBreakOnePast() async throws {
        for (rows, verdicts) in [
            (9_999, "ok ok ok"), (10_000, "ok no ok"), (1_000_000, "ok no ok"),
            (1_000_001, "no no ok"),
        ] {
            var bytes = Array("user_id\n".utf8)
            for _ in 0..<rows { bytes += [0x31, 0x0A] }
            let report = try await report(bytes)
            let codes = verdicts == "ok ok ok" ? "" : "too_many_rows"
            expect(report, codes, verdicts, rows, #_sourceLocation)
        }
    }

    @Test func columnLimitsHoldAtTheLimitAndBreakOnePast() async throws {
        for (columns, verdicts) in [(299, "ok ok ok"), (300, "no no ok")] {
            let names = (1..<columns).map { "t\($0)" }
            let text =
                (["user_id"] + names).joined(separator: ",") + "\n1"
                + String(repeating: ",", count: columns - 1) + "\n"
            try await check(
                text, finds: verdicts == "ok ok ok" ? "" : "too_many_columns", verdicts: verdicts)
        }
    }

    @Test(arguments: [
        (100_000_000, Problem.Severity?.none), (100_000_001, .warning), (104_857_600, .warning),
        (104_857_601, .error),
    ])
    func sizeLimitsHoldAtTheLimitAndBreakOnePast(bytes: Int, severity: Problem.Severity?)
        async throws
    {
        let source = LongSource(bytes: bytes)
        let report = try await CheckStage(configuration: SpaceConfiguration())
            .check(source, name: "people.csv", isFile: true)
        #expect(report.bytes == bytes)
        #expect(
            report.problems.filter { $0.code == .fileTooLarge }.map(\.severity)
                == (severity.map { [$0] } ?? []))
        #expect(report.verdict(of: .api).isOK)
    }

    @Test func lineEndingsAndMarksAreTold() async throws {
        for (text, ending) in [
            ("user_id\n1\n", "lf"), ("user_id\r\n1\r\n", "crlf"), ("user_id\r1\r", "cr"),
            ("user_id", String?.none),
        ] {
            #expect(try await report(Array(text.utf8)).lineEnding == ending)
        }
        try await check(
            "user_id\r\n1\n2\r\n", finds: "mixed_line_endings", verdicts: "ok ok ok", rows: 2)
        try await check("\u{FEFF}user_id\n1\n", finds: "bom", verdicts: "ok ok ok", rows: 1)
        let report = try await report(Array("\u{FEFF}user_id\n1\n".utf8))
        #expect(report.hasBOM && report.bytes == 13)
        #expect(report.identifiers.map(\.identifier) == ["user_id"])
    }

    @Test func otherDelimitersAreNamed() async throws {
        let text = "user_id;email\n1;a@example.org\n"
        let found = try await report(Array(text.utf8))
        #expect(found.verdict(of: .unify).codes.first == .wrongDelimiter)
        let given = try await report(
            Array(text.utf8),
            reading: ReadingOptions(dialect: Dialect(delimiter: UInt8(ascii: ";"))))
        #expect(given.verdict(of: .api).isOK)
        #expect(given.verdict(of: .unify).codes == [.wrongDelimiter])
        #expect(given.rows == 1 && given.columns == 2)
    }

    @Test func textThatIsNoUTF8NamesTheEncodingItLooksLike() async throws {
        let latin = Array("user_id,n\n1,J".utf8) + [0xF8] + Array("rgen\n2,Zo".utf8) + [0xEB, 0x0A]
        let report = try await report(latin)
        let problems = report.problems.filter { $0.code == .parseError }
        #expect(problems.map(\.place.row) == [1, 2])
        #expect(problems.map { $0.arguments["encoding"] } == ["windows-1252", "windows-1252"])
        #expect(problems.first?.place.byte == 13)
        #expect(report.rejectedRows == 2)
        let decoded = try await self.report(
            latin, reading: ReadingOptions(encoding: "windows-1252"))
        #expect(decoded.verdict(of: .api).isOK)
        #expect(decoded.verdict(of: .unify).codes.contains(.parseError))
        #expect(decoded.encoding.lowercased().contains("1252"))
    }

    @Test func anOpenQuoteEndsTheReadingAtItsPlace() async throws {
        let report = try await report(Array("user_id,n\n1,a\n2,\"b\n3,c\n4,d\n".utf8))
        let problem = try #require(report.problems.first { $0.code == .parseError })
        #expect(problem.arguments["kind"] == "unterminated_quote")
        #expect(problem.place.row == 2 && problem.place.byte == 16 && problem.place.line == 3)
        #expect(!report.isComplete)
        #expect(!report.isOK && !report.verdict(of: .api).isOK)
    }

    @Test func aBrokenArchiveStillHasItsWholeRows() async throws {
        let failure = ByteSourceError(.gzipTruncated, byte: 22, detail: "the data ends early")
        let report = try await report(Array("user_id,n\n1,a\n2,b\n3,\"c".utf8), failure: failure)
        #expect(report.rows == 2)
        #expect(report.hasHeader && !report.isComplete)
        #expect(report.problems.map { $0.arguments["kind"] } == ["gzip_truncated"])
        #expect(report.problems.map(\.place.byte) == [22])
        let early = try await self.report(Array("user_id,n".utf8), failure: failure)
        #expect(!early.hasHeader)
        #expect(early.verdict(of: .api).codes == [.parseError])
    }

    @Test func aCompressedFileIsNotedAndMeasuredUnpacked() async throws {
        let packed = try #require(
            Data(
                base64Encoded:
                    "H4sIAAAAAAACAy3PKxKEQBAEUc9ZEFQVX7knWQMCMwKC+xPRiclR9aLnuY/rf+5969T/WutcTXWs"
                    + "TtW5ulTX6lbVwMNazMVeAEIQhDAEIhSj+LsBxShGMYpRjGIUowQlKPm+ghKUoAQlKEEJyojyAgKh"
                    + "5yEZAQAA"))
        let report = try await report(Array(packed), name: "people.csv.gz")
        #expect(report.compressedBytes == packed.count)
        #expect(report.bytes == 281 && report.rows == 40)
        #expect(report.problems.map(\.code) == [.compressed])
        #expect(report.problems.map(\.severity) == [.note])
        #expect(report.isOK)
    }

    /// The same report, byte for byte, for any number of workers and any size of chunk.
    @Test func workersAndChunksDoNotShow() async throws {
        var text = "user_id,email,First Name,Notes\r\n"
        for row in 1...700 {
            switch row % 23 {
            case 3: text += "\(row),a\(row)@example.org,Mu\u{F1}oz,\"line\nbreak\"\n"
            case 7: text += "\(row),,short\r\n"
            case 9: text += ",,,nobody\r\n\r\n"
            case 11: text += "\(row), edge@example.org ,\"O\"\"Brien\",x\r\n"
            case 13: text += "\(row),null,a\"b,\"q\"r\r\n"
            default: text += "\(row),p\(row)@example.org,Ann,plain text\r\n"
            }
        }
        let bytes = Array(text.utf8)
        let writer = ReportWriter(showsValues: true, words: Self.words)
        let expected = writer.json(try await report(bytes))
        for workers in [1, 2, 7] {
            for chunkBytes in [64, 100, 4_096, 256 << 10] {
                let reading = ReadingOptions(workers: workers, chunkBytes: chunkBytes)
                let found = writer.json(try await report(bytes, reading: reading))
                #expect(
                    String(decoding: found, as: UTF8.self)
                        == String(decoding: expected, as: UTF8.self),
                    "\(workers) workers, chunks of \(chunkBytes)")
            }
        }
    }

    @Test func aCancelledCheckEndsSoon() async throws {
        let bytes = Array("user_id\n".utf8) + [UInt8](repeating: 0x31, count: 100)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await report(bytes + [0x0A])
        }
        let error = await #expect(throws: ImportError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test func filesThatCannotBeOpenedAreErrors() async throws {
        let folder = try TemporaryFolder()
        let stage = CheckStage(configuration: SpaceConfiguration())
        for path in [folder.path + "/none.csv", folder.path] {
            let error = await #expect(throws: ImportError.self) { try await stage.check(path) }
            #expect(error?.exitStatus == 66)
        }
        let odd = CheckStage(
            configuration: SpaceConfiguration(),
            options: CheckOptions(reading: ReadingOptions(encoding: "klingon")))
        let path = try folder.write("a.csv", "user_id\n1\n")
        let error = await #expect(throws: ImportError.self) { try await odd.check(path) }
        #expect(error?.exitStatus == 78)
    }
}

/// A file of any size: a header and rows that end at every 1,000th byte; the last one may be cut.
private final class LongSource: ByteSource {
    private let total: Int
    private(set) var inputBytes = 0
    private let row = Array("1\(String(repeating: "y", count: 998))\n".utf8)
    private let first = Array("user_id\n1\(String(repeating: "y", count: 990))\n".utf8)

    init(bytes: Int) { total = bytes }

    nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        let offset = inputBytes % row.count
        let piece = inputBytes < row.count ? first : row
        let count = min(buffer.count, total - inputBytes, row.count - offset)
        buffer.copyBytes(from: piece[offset..<offset + count])
        inputBytes += count
        return count
    }
}
