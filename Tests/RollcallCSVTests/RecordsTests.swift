import RollcallCSV
import Testing

@Test func recordsAreReadInAPlainLoop() throws {
    var read: [[String]] = []
    for record in try Records("\u{FEFF}name,note\r\nZoë,\"says \"\"hi\"\", twice\"\n\nlast") { read.append(record) }
    #expect(read == [["name", "note"], ["Zoë", "says \"hi\", twice"], ["last"]])
    #expect(Array(try Records("")).isEmpty)
    #expect(Array(try Records("a;b", dialect: Dialect(delimiter: UInt8(ascii: ";")))) == [["a", "b"]])
}

@Test func malformedTextIsRefusedWithItsPlace() {
    let error = #expect(throws: CSVError.self) { try Records("a,b\nc,\"d\"e\n") }
    #expect(error?.kind == .textAfterQuote)
    #expect(error?.position == Position(byte: 9, line: 2, record: 2, sheetRow: 2))
    #expect(error?.description == "text_after_quote in record 2, field 2 (line 2, byte 9)")
    #expect(throws: CSVError.self) { try Records(bytes: [0x61, 0xFF]) }
    #expect((try? Records("5\" nail")).map { Array($0) } == [["5\" nail"]])
}

@Test(arguments: [1, 7, 100_000])
func recordsOfAStreamAreThoseOfTheWhole(pieceBytes: Int) async throws {
    let text = "head,er\n" + (0..<2000).map { "\($0),\"é \"\"\($0)\"\"\n\"" }.joined(separator: "\r\n")
    let wanted = Array(try Records(text))
    var read: [[String]] = []
    for try await record in Pieces(text.utf8, of: pieceBytes).records() { read.append(record) }
    #expect(read == wanted)
    var count = RecordCount()
    for try await chunk in Pieces(text.utf8, of: pieceBytes).recordChunks(chunkBytes: 64) {
        count.add(chunk)
    }
    #expect(count.records == wanted.count)
}

@Test func aStreamOfRecordsFailsAfterTheGoodOnes() async throws {
    var read: [[String]] = []
    let error = await #expect(throws: CSVError.self) {
        for try await record in Pieces("a\nb\n\"c".utf8, of: 2).records() { read.append(record) }
    }
    #expect(read == [["a"], ["b"]])
    #expect(error?.position.byte == 4)
}

@Test(arguments: [RecordWriter.LineEnd.lf, .crlf])
func whatIsWrittenReadsBackTheSame(lineEnd: RecordWriter.LineEnd) throws {
    var random = SplitMix(state: 3)
    let pieces = ["", "a", "\"", ",", "\n", "\r", "\r\n", " ", "é", "\u{FEFF}", ";", "\u{0}"]
    for delimiter in [",", ";", "\t"] {
        let dialect = Dialect(delimiter: delimiter.utf8.first ?? 0)
        for _ in 0..<300 {
            let records = (0...random.next() % 4).map { _ in
                (0...random.next() % 3).map { _ in
                    (0..<random.next() % 4).map { _ in pieces[Int(random.next() % 12)] }.joined()
                }
            }
            var writer = RecordWriter(dialect: dialect, lineEnd: lineEnd)
            for record in records { writer.append(record) }
            let read = Array(try Records(bytes: writer.bytes, dialect: dialect))
            // As bytes: `String ==` takes different spellings of a character as equal.
            #expect(read.map { $0.map { Array($0.utf8) } } == records.map { $0.map { Array($0.utf8) } })
        }
    }
}

@Test func quotesAreWrittenOnlyWhereTheyAreNeeded() {
    var writer = RecordWriter()
    writer.append(["plain", " spaces ", "it's", "a;b"])
    writer.append(["x,y", "say \"hi\"", "two\nlines"])
    writer.append([""])
    writer.append([] as [String])
    writer.append(bytes: [[0x61], []])
    let wanted = "plain, spaces ,it's,a;b\n\"x,y\",\"say \"\"hi\"\"\",\"two\nlines\"\n\"\"\na,\n"
    #expect(String(decoding: writer.take(), as: UTF8.self) == wanted)
    #expect(writer.bytes.isEmpty)
}

@Test func recordsAreWrittenToAStream() async throws {
    let records = (0..<500).map { ["\($0)", "a,\($0)"] }
    var bytes: [UInt8] = []
    var pieces = 0
    for try await piece in Pieces(records, of: 1).map({ $0[0] }).csvBytes(pieceBytes: 100) {
        bytes += piece
        pieces += 1
    }
    #expect(pieces > 10)
    #expect(Array(try Records(bytes: bytes)) == records)
}

@Test func aFieldIsLentAsASpan() {
    var cutter = ChunkCutter()
    let text = "a,\"b \"\"c\"\"\"\n"
    while case .needsBytes = cutter.next() {
        cutter.withFreeSpace { space in
            space.copyBytes(from: text.utf8)
            return text.utf8.count
        }
        cutter.filled(0)
        guard case .chunk(let chunk) = cutter.next() else { break }
        var cursor = chunk.cursor()
        while cursor.next() {
            var bytes: [UInt8] = []
            for index in 0..<cursor.fieldCount {
                let value = cursor.value(index)
                for place in value.indices { bytes.append(value[place]) }
            }
            #expect(bytes == Array("ab \"c\"".utf8))
            let field = cursor.field(1)
            let content = cursor.content(field).count
            #expect(content == 7)
        }
    }
}

@Test func aBrokenInputGivesItsWholeRecords() {
    for chunkBytes in [64, 1000] {
        for (text, wanted) in [("a\nb,\"c", 1), ("a\r\nb\r\n", 2), ("\"x", 0), ("a\nb\r", 2)] {
            var cutter = ChunkCutter(limits: ReadLimits(maxRecordBytes: 80), chunkBytes: chunkBytes)
            var count = RecordCount()
            var rest = Array((text + String(repeating: wanted == 0 ? "y" : "", count: 300)).utf8)[...]
            reading: while true {
                switch cutter.next() {
                case .needsBytes:
                    if rest.isEmpty { cutter.breakOff() }
                    cutter.withFreeSpace { space in
                        let part = rest.prefix(space.count)
                        space.copyBytes(from: part)
                        rest = rest.dropFirst(part.count)
                        return part.count
                    }
                case .chunk(let chunk):
                    #expect(chunk.findings.isEmpty)
                    count.add(chunk)
                case .end: break reading
                }
            }
            #expect(count.records == wanted)
        }
    }
}

/// A stream of pieces of a collection.
private struct Pieces<Whole: Collection & Sendable>: AsyncSequence, Sendable {
    let whole: Whole
    let size: Int

    init(_ whole: Whole, of size: Int) {
        self.whole = whole
        self.size = size
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(rest: whole[...], size: size)
    }

    struct Iterator: AsyncIteratorProtocol {
        var rest: Whole.SubSequence
        let size: Int

        mutating func next() async -> [Whole.Element]? {
            guard !rest.isEmpty else { return nil }
            let piece = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            return piece
        }
    }
}
