internal import ByteSources
internal import ProfileCSV
internal import RollcallCSV

/// The first rows of a file as they are read with a delimiter and an encoding.
struct FilePreview: Sendable {
    static let maxRows = 10
    /// Bytes of text that are looked at.
    private static let maxBytes = 512 << 10

    /// The header's names, as bytes; empty where there is no record at all.
    private(set) var header: [[UInt8]] = []
    /// The first rows, as text.
    private(set) var rows: [[String]] = []
    /// The encoding that is read, lower case.
    private(set) var encoding = "utf-8"
    /// An encoding that the text looks like although it is read in another.
    private(set) var suspectedEncoding: String?
    /// Why the text cannot be read.
    private(set) var failure: String?

    /// The header's names as text.
    var names: [String] { header.map { String(decoding: $0, as: UTF8.self) } }

    /// Reads the beginning of a file.
    init(path: String, reading: Setup.Reading) async {
        var text: [UInt8] = []
        do {
            let input = try openInput(path: path, options: InputOptions(encoding: reading.encoding))
            let facts = try await input.prepare()
            encoding = facts.encodingName
            suspectedEncoding = facts.looksLike
            text = try await Self.text(of: input)
        } catch let error as ByteSourceError where error.code == .unsupportedEncoding {
            failure = "The encoding does not fit: \(error.detail)."
        } catch let error as ByteSourceError {
            failure = "It cannot be read: \(error.detail)."
        } catch {
            failure = "It cannot be read."
        }
        if String(validating: text.dropLast(min(text.count, 3)), as: UTF8.self) == nil, encoding == "utf-8" {
            suspectedEncoding = suspectedEncoding ?? EncodingGuess.encodingName(for: text)
        }
        readRecords(text, reading.delimiter)
    }

    private static func text(of input: InputSource) async throws -> [UInt8] {
        var text: [UInt8] = []
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
        defer { room.deallocate() }
        while text.count < maxBytes {
            let count = try await input.read(into: room)
            guard count > 0 else { break }
            text.append(contentsOf: room.prefix(count))
        }
        return text
    }

    private mutating func readRecords(_ text: [UInt8], _ delimiter: UInt8) {
        var cutter = ChunkCutter(dialect: Dialect(delimiter: delimiter))
        var rest = text[...]
        while rows.count < Self.maxRows {
            switch cutter.next() {
            case .needsBytes:
                let space = cutter.freeSpace
                let part = rest.prefix(space.count)
                space.copyBytes(from: part)
                rest = rest.dropFirst(part.count)
                cutter.filled(part.count)
            case .chunk(let chunk): take(chunk)
            case .end: return
            }
        }
    }

    private mutating func take(_ chunk: RecordChunk) {
        var cursor = chunk.cursor()
        while rows.count < Self.maxRows, cursor.next() {
            var record: [[UInt8]] = []
            for index in 0..<cursor.fieldCount {
                record.append(Array(cursor.unescaped(cursor.field(index))))
            }
            if header.isEmpty {
                header = record
            } else {
                rows.append(record.map { String(decoding: $0, as: UTF8.self) })
            }
        }
    }
}
