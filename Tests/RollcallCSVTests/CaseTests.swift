import RollcallCSV
import Testing

/// What design §7 says, spelled out: the referee and the engine are both held to this table.
private struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var records: [[String]]
    /// `kind@byte:record.field` of each finding.
    var findings: [String] = []
    var emptyLines = 0
    var testDescription: String { text.debugDescription }

    init(_ text: String, _ records: [[String]], _ findings: [String] = [], emptyLines: Int = 0) {
        self.text = text
        self.records = records
        self.findings = findings
        self.emptyLines = emptyLines
    }
}

private let cases: [Case] = [
    Case("", []),
    Case("name,age\nZoë,7\n", [["name", "age"], ["Zoë", "7"]]),
    Case("no,end", [["no", "end"]]),
    Case("lf\ncrlf\r\ncr\rlast", [["lf"], ["crlf"], ["cr"], ["last"]]),
    Case("\n\r\n\ra\n\n\nb", [["a"], ["b"]], emptyLines: 5),
    Case(" keep , spaces \n", [[" keep ", " spaces "]]),
    Case(",\n,,", [["", ""], ["", "", ""]]),
    Case("\"\"\n", [[""]]),
    Case("\"Smith, Jo\",\"5' 10\"\"\"\n", [["Smith, Jo", "5' 10\""]]),
    Case("\"one\ntwo\r\nthree\rfour\",x\n", [["one\ntwo\r\nthree\rfour", "x"]]),
    Case("5\" nail,b\"\"b\n", [["5\" nail", "b\"\"b"]], ["stray_quote@1:1.0", "stray_quote@9:1.1"]),
    Case("a, \"b\"\n", [["a", " \"b\""]], ["stray_quote@3:1.1"]),
    Case("\"a\" ,b\nc,d\n", [["\"a\" ", "b"], ["c", "d"]], ["text_after_quote@3:1.0"]),
    Case(
        "\"a\"b,\"c\nd\"\ne\n", [["\"a\"b", "c\nd"], ["e"]], ["text_after_quote@3:1.0"]),
    Case("a,\"b\nc,d\n", [["a", "\"b\nc,d\n"]], ["unterminated_quote@2:1.1"]),
    Case("x\ny,\"", [["x"], ["y", "\""]], ["unterminated_quote@4:2.1"]),
    Case("\u{FEFF}id\n1\n", [["id"], ["1"]]),
    Case("a\u{0}b\n", [["a\u{0}b"]]),
    Case("a\n1,2,3\n\n4\n", [["a"], ["1", "2", "3"], ["4"]], emptyLines: 1),
]

@Test(arguments: cases)
private func readsTheCaseAsTheDesignSays(_ wanted: Case) {
    let bytes = Array(wanted.text.utf8)
    let slow = SlowReader(bytes)
    #expect(slow.records.map { $0.fields.map(\.text) } == wanted.records)
    #expect(slow.records.flatMap(\.findings).map(\.text) == wanted.findings)
    #expect(slow.emptyLines == wanted.emptyLines)
    for kernel in Kernel.available {
        let reading = EngineReading(bytes, chunkBytes: 64, kernel: kernel)
        #expect(reading.records.map { $0.fields.map(\.text) } == wanted.records)
        #expect(reading.records.flatMap(\.findings).map(\.text) == wanted.findings)
        #expect(reading.emptyLines == wanted.emptyLines)
    }
}

@Test func invalidUTF8IsPlacedAtItsFirstByteOnceAField() {
    let bytes: [UInt8] = [0x61, 0xFF, 0xFE, 0x2C, 0xC3, 0x0A, 0xE2, 0x82]
    for kernel in Kernel.available {
        let reading = EngineReading(bytes, chunkBytes: 64, kernel: kernel)
        let wanted = ["invalid_utf8@1:1.0", "invalid_utf8@4:1.1", "invalid_utf8@6:2.0"]
        #expect(reading.records.flatMap(\.findings).map(\.text) == wanted)
    }
}

@Test func aPlaceIsToldInFourWays() {
    let text = "\u{FEFF}a,b\n\n\"x\ny\",z\r\n\r\nq\n"
    var cutter = ChunkCutter()
    guard case .needsBytes = cutter.next() else {
        Issue.record("bytes without a source")
        return
    }
    cutter.withFreeSpace { space in
        space.copyBytes(from: text.utf8)
        return text.utf8.count
    }
    cutter.filled(0)
    guard case .chunk(let chunk) = cutter.next() else {
        Issue.record("no chunk")
        return
    }
    let places = [3: (1, 1, 1), 8: (3, 2, 3), 12: (4, 2, 3), 19: (6, 3, 5)]
    for (byte, place) in places {
        let wanted = Position(byte: byte, line: place.0, record: place.1, sheetRow: place.2)
        #expect(chunk.position(ofByte: byte) == wanted)
    }
    #expect(chunk.lineEndings == [.lf, .crlf])
    let hasBOM = cutter.hasBOM
    #expect(hasBOM)
}

@Test func anOverlongRecordKeepsItsNumberAndLosesItsFields() {
    let text = "a\n" + String(repeating: "x", count: 1000) + "\nb\n"
    let limits = ReadLimits(maxRecordBytes: 999)
    for chunkBytes in [64, 256 << 10] {
        let reading = EngineReading(
            Array(text.utf8), limits: limits, chunkBytes: chunkBytes, kernel: .best)
        #expect(reading.records.map(\.fields.count) == [1, 0, 1])
        #expect(reading.records.flatMap(\.findings).map(\.text) == ["record_too_long@2:2.0"])
        #expect(reading.records.map(\.start.line) == [1, 2, 3])
    }
}

/// Narrow rows and some that are wider than a vector, with the kernel's first bytes of fields and without.
@Test(arguments: Kernel.available, [false, true])
func countsWhatIsThere(kernel: Kernel, picksFirsts: Bool) {
    var random = SplitMix(state: 11)
    let pieces = ["a", "\"q\"", "\"a\"\"b\"", "é", "\"x,\ny\"", "\"\"", "x\"y", ""]
    var text = "head,er\n"
    for row in 0..<3000 {
        let width = row % 100 == 0 ? 1 + random.next() % 200 : 1 + random.next() % 8
        let kinds = row % 3 == 0 ? 2 : UInt64(pieces.count)
        let fields = (0..<width).map { _ in pieces[Int(random.next() % kinds)] }
        text += (fields == [""] ? "a" : fields.joined(separator: ",")) + "\r\n"
    }
    let slow = SlowReader(Array(text.utf8))
    let values = slow.records.flatMap { $0.fields.compactMap(\.value) }
    var count = RecordCount()
    var cutter = ChunkCutter(
        dialect: Dialect(), limits: ReadLimits(), chunkBytes: 1000, kernel: kernel,
        picksFirsts: picksFirsts)
    var rest = Array(text.utf8)[...]
    reading: while true {
        switch cutter.next() {
        case .needsBytes:
            cutter.withFreeSpace { space in
                let part = rest.prefix(space.count)
                space.copyBytes(from: part)
                rest = rest.dropFirst(part.count)
                return part.count
            }
        case .chunk(let chunk): count.add(chunk)
        case .end: break reading
        }
    }
    #expect(count.records == 3001)
    #expect(count.fields == values.count)
    #expect(count.fieldBytes == values.map(\.count).reduce(0, +))
}

extension SlowReader.ReadField {
    /// Its value, or its bytes as they stand where the quoting is broken.
    fileprivate var text: String { String(decoding: value ?? raw, as: UTF8.self) }
}

extension Finding {
    fileprivate var text: String { "\(kind.rawValue)@\(byte):\(record).\(field)" }
}
