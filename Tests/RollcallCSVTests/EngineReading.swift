import RollcallCSV

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
    /// What does not fit together in the reading itself.
    var faults: [String] = []

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
        if let last = cuts.last, last != chunk.byteRange.lowerBound { faults.append("a gap at \(last)") }
        cuts.append(chunk.byteRange.upperBound)
        emptyLines += chunk.emptyLines
        lineEndings.formUnion(chunk.lineEndings)
        if chunk.firstRecord != records.count + 1 { faults.append("first record \(chunk.firstRecord)") }
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
            if cursor.record != records.count { faults.append("record \(cursor.record)") }
        }
        if seen != chunk.findings { faults.append("findings \(chunk.findings), seen \(seen)") }
        if cursor.next() { faults.append("more than \(chunk.recordCount) records") }
    }
}

/// The first thing in which a reading differs from the referee's; nil if it does not.
func firstDifference(_ wanted: SlowReader, _ got: EngineReading) -> String? {
    if let fault = got.faults.first { return fault }
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
