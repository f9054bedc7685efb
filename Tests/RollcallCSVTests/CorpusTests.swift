import Foundation
import RollcallCSV
import Testing

/// Folders of cases that others wrote, where a machine has them: `ROLLCALL_CORPORA` names the folder that
/// holds `cases`, `cases-delim`, `encoding` and `real`. `NAME.csv` must read as `NAME.json` says, or be
/// refused as `NAME.error.json` says; `NAME.opts.json` names another delimiter.
@Suite(.enabled(if: Corpus.root != nil))
struct CorpusTests {
    @Test(arguments: Corpus.cases(in: ["cases", "cases-delim", "encoding"]))
    func readsOrRefusesTheCase(name: String) throws {
        let bytes = [UInt8](try Data(contentsOf: Corpus.file(name + ".csv")))
        let options: Options? = try Corpus.decode(name + ".opts.json")
        let delimiter = options?.delimiter.utf8.first ?? UInt8(ascii: ",")
        let wanted: [[String]]? = try Corpus.decode(name + ".json")
        let refusal: Refusal? = try Corpus.decode(name + ".error.json")
        #expect(wanted != nil || refusal != nil)
        for kernel in Kernel.available {
            let splits = bytes.count < 600 ? Array(1...max(1, bytes.count)) : [1, 64, 1000]
            for split in kernel == .best ? splits : [bytes.count] {
                for chunkBytes in [64, 256 << 10] {
                    let reading = EngineReading(
                        bytes, dialect: Dialect(delimiter: delimiter), chunkBytes: chunkBytes,
                        kernel: kernel, reads: [split, .max])
                    let faults = reading.records.flatMap(\.findings).filter { $0.kind != .strayQuote }
                    if let refusal {
                        let first = try #require(faults.first)
                        #expect(first.kind.rawValue == refusal.code)
                        #expect(first.record == refusal.record)
                        #expect(first.byte == refusal.byteOffset)
                    } else if let wanted {
                        #expect(faults.isEmpty)
                        let values = reading.records.map { $0.fields.compactMap(\.value) }
                        #expect(values == wanted.map { $0.map { Array($0.utf8) } })
                    }
                }
            }
        }
    }

    @Test(arguments: Corpus.realFiles)
    func readsTheRealFile(name: String) throws {
        let bytes = [UInt8](try Data(contentsOf: Corpus.file(name)))
        let truth: Truth = try #require(try Corpus.decode(name + ".truth.json"))
        let delimiter = truth.delimiter.utf8.first ?? UInt8(ascii: ",")
        for kernel in Kernel.available {
            let reading = EngineReading(
                bytes, dialect: Dialect(delimiter: delimiter), chunkBytes: 4096, kernel: kernel)
            if let invalid = truth.firstInvalidByteOffset {
                let first = reading.records.lazy.flatMap(\.findings).first
                #expect(first?.kind == .invalidUTF8)
                #expect(first?.byte == invalid)
            } else {
                #expect(reading.records.count == truth.records)
                #expect(reading.hasBOM == truth.bom)
            }
        }
        check(bytes, delimiter: delimiter, chunkBytes: 1000)
    }

    /// Where respected parsers differ the engine decides as design §7 says: as csv-core does, but for text
    /// after a closing quote, which it does not let pass.
    @Test(arguments: Corpus.cases(in: ["disputed"]))
    func decidesTheDispute(name: String) throws {
        let bytes = [UInt8](try Data(contentsOf: Corpus.file(name + ".csv")))
        let options: Options? = try Corpus.decode(name + ".opts.json")
        let dispute: Dispute = try #require(try Corpus.decode(name + ".readings.json"))
        let wanted = dispute.readings.first { $0.parsers.contains("rust_csv_core") }?.rows
        let reading = EngineReading(
            bytes, dialect: Dialect(delimiter: options?.delimiter.utf8.first ?? UInt8(ascii: ",")),
            chunkBytes: 64, kernel: .best)
        let faults = reading.records.flatMap(\.findings).filter(\.kind.isMalformation)
        if faults.isEmpty {
            let values = reading.records.map { $0.fields.compactMap(\.value) }
            #expect(values == wanted.map { $0.map { $0.map { Array($0.utf8) } } })
        } else {
            #expect(Set(faults.map(\.kind)) == [.textAfterQuote])
        }
    }

    private struct Dispute: Decodable {
        struct Reading: Decodable {
            var parsers: [String]
            var rows: [[String]]?
        }

        var readings: [Reading]
    }

    private struct Options: Decodable {
        var delimiter: String
    }

    private struct Refusal: Decodable {
        var kind: String
        var record: Int
        var byteOffset: Int

        var code: String { kind == "text_after_closing_quote" ? "text_after_quote" : kind }
    }

    private struct Truth: Decodable {
        var delimiter: String
        var bom: Bool
        var records: Int?
        var firstInvalidByteOffset: Int?
    }
}

private enum Corpus {
    static let root = ProcessInfo.processInfo.environment["ROLLCALL_CORPORA"].map {
        URL(filePath: $0, directoryHint: .isDirectory)
    }

    static func file(_ name: String) -> URL {
        (root ?? URL(filePath: "/")).appending(path: name)
    }

    static func cases(in folders: [String]) -> [String] {
        folders.flatMap { folder in
            names(in: folder).filter { $0.hasSuffix(".csv") }.map { "\(folder)/\($0.dropLast(4))" }
        }
    }

    static var realFiles: [String] {
        names(in: "real").filter { $0.hasSuffix(".csv") || $0.hasSuffix(".tsv") }.map { "real/\($0)" }
    }

    private static func names(in folder: String) -> [String] {
        guard root != nil else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: file(folder).path())) ?? []).sorted()
    }

    /// Nil if there is no such file.
    static func decode<Value: Decodable>(_ name: String) throws -> Value? {
        guard let data = try? Data(contentsOf: file(name)) else { return nil }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Value.self, from: data)
    }
}
