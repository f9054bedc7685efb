import RollcallCSV
import Testing

/// What the engine makes of an input, in the referee's terms.
struct EngineReading {
    var records: [SlowReader.ReadRecord] = []
    /// Per record and field, the flag of the scan.
    var attention: [[Bool]] = []
    var emptyLines = 0
    var lineEndings = LineEndings()
    var hasBOM = false
    /// Where the chunks end.
    var cuts: [Int] = []

    /// - Parameter reads: sizes of the pieces the bytes come in, over and over.
    init(
        _ bytes: [UInt8], dialect: Dialect = Dialect(), limits: ReadLimits = ReadLimits(),
        chunkBytes: Int, kernel: Kernel, reads: [Int] = [.max]
    ) {
        var cutter = ChunkCutter(
            dialect: dialect, limits: limits, chunkBytes: chunkBytes, kernel: kernel)
        var delivered = 0
        var turn = 0
        reading: while true {
            switch cutter.next() {
            case .needsBytes:
                let count = min(reads[turn % reads.count], cutter.freeSpace.count, bytes.count - delivered)
                turn += 1
                cutter.withFreeSpace { space in
                    space.copyBytes(from: bytes[delivered..<(delivered + count)])
                    return count
                }
                delivered += count
            case .chunk(let chunk): take(chunk)
            case .end: break reading
            }
        }
        hasBOM = cutter.hasBOM
    }

    private mutating func take(_ chunk: RecordChunk) {
        if let last = cuts.last { #expect(last == chunk.byteRange.lowerBound) }
        cuts.append(chunk.byteRange.upperBound)
        emptyLines += chunk.emptyLines
        lineEndings.formUnion(chunk.lineEndings)
        #expect(chunk.firstRecord == records.count + 1)
        var cursor = chunk.cursor()
        var seen: [Finding] = []
        while cursor.next() {
            var fields: [SlowReader.ReadField] = []
            var flags: [Bool] = []
            for index in 0..<cursor.fieldCount {
                let field = cursor.field(index)
                var raw = Array(cursor.bytes(field))
                let value = Array(cursor.unescaped(field))
                let quote = [UInt8(ascii: "\"")]
                if field.isQuoted { raw = quote + raw + quote }
                fields.append(
                    SlowReader.ReadField(
                        raw: raw, value: value, isQuoted: field.isQuoted, isEscaped: field.isEscaped))
                flags.append(field.needsAttention)
            }
            let range = cursor.byteRange
            records.append(
                SlowReader.ReadRecord(
                    start: chunk.position(ofByte: range.lowerBound), byteRange: range, fields: fields,
                    findings: cursor.findings.sorted {
                        ($0.byte, $0.kind.rawValue) < ($1.byte, $1.kind.rawValue)
                    }))
            seen += cursor.findings
            attention.append(flags)
            if cursor.record != records.count { Issue.record("record \(cursor.record)") }
        }
        #expect(seen == chunk.findings)
        let hasMore = cursor.next()
        #expect(!hasMore)
    }
}

/// Holds the engine to the referee on one input.
func check(
    _ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ","), limits: ReadLimits = ReadLimits(),
    chunkBytes: Int = 256 << 10, kernel: Kernel = .best, reads: [Int] = [.max],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let wanted = SlowReader(bytes, delimiter: delimiter, limits: limits)
    let got = EngineReading(
        bytes, dialect: Dialect(delimiter: delimiter), limits: limits, chunkBytes: chunkBytes,
        kernel: kernel, reads: reads)
    let difference = firstDifference(wanted, got)
    if let difference {
        Issue.record(
            """
            \(difference)
            input \(String(decoding: bytes.prefix(400), as: UTF8.self).debugDescription), \
            chunks of \(chunkBytes), \(kernel), reads of \(reads)
            """, sourceLocation: sourceLocation)
    }
}

private func firstDifference(_ wanted: SlowReader, _ got: EngineReading) -> String? {
    if wanted.hasBOM != got.hasBOM { return "BOM \(wanted.hasBOM), got \(got.hasBOM)" }
    if wanted.records.count != got.records.count {
        return "\(wanted.records.count) records, got \(got.records.count)"
    }
    if wanted.emptyLines != got.emptyLines {
        return "\(wanted.emptyLines) empty lines, got \(got.emptyLines)"
    }
    if wanted.lineEndings != got.lineEndings {
        return "line ends \(wanted.lineEndings), got \(got.lineEndings)"
    }
    for (index, (one, two)) in zip(wanted.records, got.records).enumerated() {
        if one.start != two.start || one.byteRange != two.byteRange || one.findings != two.findings
            || one.fields.count != two.fields.count
        {
            return "record \(one)\ngot \(two)"
        }
        for (number, (field, other)) in zip(one.fields, two.fields).enumerated() {
            let isSame = field.value == nil ? field.raw == other.raw : field == other
            let needsAttention = SlowReader.needsAttention(field)
            if !isSame || needsAttention != got.attention[index][number] {
                return "field \(number) of record \(index + 1): \(field), \(needsAttention)\n"
                    + "got \(other), \(got.attention[index][number])"
            }
        }
    }
    return nil
}
