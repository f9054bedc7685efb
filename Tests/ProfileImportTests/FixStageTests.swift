import ByteSources
import Foundation
import ProfileCSV
import RollcallCSV
import Synchronization
import Testing

@testable import ProfileImport

/// Corrected copies: what they hold, what the list of changes says, and what the check finds then.
@Suite struct FixStageTests {
    private func check(
        _ text: String, becomes expected: String?, target: Target = .unify, mends: Mends = [],
        reading: ReadingOptions = ReadingOptions(chunkBytes: 40), changes: [String: Int],
        remaining: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("people.csv", text)
        let options = FixOptions(
            check: CheckOptions(reading: reading, target: target), mends: mends,
            temporaryFolder: folder.path)
        let stage = FixStage(configuration: SpaceConfiguration(), options: options)
        let outcome = try await stage.fix(file, to: folder.path + "/fixed.csv")
        #expect(outcome.changes == changes, sourceLocation: sourceLocation)
        #expect(outcome.remaining.map(\.code.rawValue) == remaining, sourceLocation: sourceLocation)
        #expect(try folder.text("people.csv") == text, sourceLocation: sourceLocation)
        guard let expected else {
            #expect(outcome.after == nil && !outcome.isOK, sourceLocation: sourceLocation)
            #expect(try folder.names() == ["people.csv"], sourceLocation: sourceLocation)
            return
        }
        #expect(try folder.text("fixed.csv") == expected, sourceLocation: sourceLocation)
        #expect(outcome.isOK == remaining.isEmpty, sourceLocation: sourceLocation)
        let lines = try folder.text("fixed.csv.changes.jsonl").split(separator: "\n")
        #expect(lines.count == changes.values.reduce(0, +), sourceLocation: sourceLocation)
        for line in lines {
            let change = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(changes[change?["rule"] as? String ?? ""] != nil, sourceLocation: sourceLocation)
            #expect(change?["before"] is String, sourceLocation: sourceLocation)
        }
    }

    @Test func aCleanFileIsCopiedByteForByte() async throws {
        let text = "email,Name\na@b.example,\"x  (y)\"\nc@d.example,Zoë\n"
        try await check(text, becomes: text, changes: [:])
    }

    @Test func headersAndSpacesOfThePage() async throws {
        try await check(
            " email,Name ,\r\na@b.example,Weg\u{A0}2,\r\n\r\nc@d.example,  x,\r\n",
            becomes: "email,Name\na@b.example,Weg 2\nc@d.example,  x\n",
            changes: ["header_spaces": 2, "empty_header": 1, "invalid_character": 1])
    }

    @Test func delimiterAndByteOrderMark() async throws {
        try await check(
            "\u{FEFF}email;Note\na@b.example;\"x;y\"\n", becomes: "email,Note\na@b.example,x;y\n",
            reading: ReadingOptions(dialect: Dialect(delimiter: UInt8(ascii: ";"))),
            changes: ["wrong_delimiter": 1, "bom": 1], remaining: ["invalid_character"])
    }

    @Test func aFileWithoutAHeaderGetsIt() async throws {
        try await check(
            "a@b.example,Ann\n", becomes: "email,Name\na@b.example,Ann\n",
            reading: ReadingOptions(header: [Array("email".utf8), Array("Name".utf8)]),
            changes: ["missing_column": 1])
    }

    @Test func blankCellsBeyondTheLastColumnGo() async throws {
        try await check(
            "email,Name\na@b.example,Ann,, \nc@d.example,Bob,x\ne@f.example\n",
            becomes: "email,Name\na@b.example,Ann\nc@d.example,Bob,x\ne@f.example\n",
            changes: ["parse_error": 1], remaining: ["parse_error"])
    }

    @Test func strayQuotesAreWrittenByTheRulesIfAskedFor() async throws {
        let text = "email,Note\na@b.example,5\" pipe\nc@d.example,\"x\" y\n"
        try await check(text, becomes: text, target: .api, changes: [:], remaining: ["parse_error"])
        try await check(
            text, becomes: "email,Note\na@b.example,\"5\"\" pipe\"\nc@d.example,\"\"\"x\"\" y\"\n",
            target: .api, mends: .quotes, changes: ["stray_quote": 1, "parse_error": 1])
    }

    @Test func whatIsMeantAsAnIdentifierIsOneIfAskedFor() async throws {
        try await check(
            "E-Mail,Name\n a@b.example,Ann\n", becomes: "E-Mail,Name\n a@b.example,Ann\n",
            target: .api, changes: [:], remaining: ["missing_identifier"])
        try await check(
            "E-Mail,Name\n a@b.example,Ann\n", becomes: "email,Name\na@b.example,Ann\n",
            target: .api, mends: .identifiers,
            changes: ["near_miss_header": 1, "edge_space_identifier": 1])
    }

    @Test func whatCannotBeReadWholeHasNoCopy() async throws {
        try await check("", becomes: nil, changes: [:])
        try await check("email,Name\na@b.example,\"Ann\nc@d.example,Bob\n", becomes: nil, changes: [:], remaining: [])
        var reading = ReadingOptions()
        reading.limits.maxRecordBytes = 64
        try await check(
            "email,Name\na@b.example,\(String(repeating: "x", count: 200))\n", becomes: nil,
            reading: reading, changes: [:])
    }

    @Test func neitherTheSourceNorAnotherFileIsReplaced() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("people.csv", "email\na@b.example\n")
        _ = try folder.write("there.csv", "x")
        for (copy, replaces) in [("people.csv", true), ("./people.csv", true), ("there.csv", false)] {
            let options = FixOptions(temporaryFolder: folder.path, replaces: replaces)
            let stage = FixStage(configuration: SpaceConfiguration(), options: options)
            let error = await #expect(throws: ImportError.self) {
                try await stage.fix(file, to: folder.path + "/" + copy)
            }
            #expect(error?.code == .cannotCreate)
        }
        #expect(try folder.names() == ["people.csv", "there.csv"])
    }

    /// As a server mends an upload: bytes in, bytes out, nothing on the disk.
    @Test func aStreamIsMendedWithoutTheDisk() async throws {
        let body = AsyncStream<[UInt8]> { stream in
            for piece in [" em", "ail,Name\na@b", ".example,x\u{A0}y\n"] { stream.yield(Array(piece.utf8)) }
            stream.finish()
        }
        let stage = FixStage(configuration: SpaceConfiguration())
        var copy: [UInt8] = []
        var rules: [String] = []
        let isWhole = try await stage.fix(AsyncBytesSource(body), name: "upload") { bytes, changes throws(ImportError) in
            copy += bytes
            rules += changes.map(\.rule)
        }
        #expect(isWhole)
        #expect(String(decoding: copy, as: UTF8.self) == "email,Name\na@b.example,x y\n")
        #expect(rules == ["header_spaces", "invalid_character"])
    }
}
