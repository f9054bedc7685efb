internal import IdentifyMessages
internal import RollcallCSV

/// Turns chunks into the lines of `records`: JSON arrays, CSV, or one line of counts.
struct RecordPrinter: ~Copyable {
    private let format: RecordsCommand.Format
    private var line = JSONBuffer(capacity: 1 << 18)
    private var writer: RecordWriter
    private var count = RecordCount()

    /// Bytes that are gathered before they are written out.
    private static let pieceBytes = 1 << 17

    init(format: RecordsCommand.Format, dialect: Dialect) {
        self.format = format
        writer = RecordWriter(dialect: dialect)
    }

    /// Prints the names given with `--header` as the first record.
    mutating func header(_ names: [[UInt8]], into output: inout StandardOutput) throws {
        switch format {
        case .jsonl:
            for (index, name) in names.enumerated() {
                line.append(UInt8(ascii: index == 0 ? "[" : ","))
                line.appendString(name)
            }
            line.append("]\n" as StaticString)
        case .csv:
            writer.append(bytes: names)
        case .count:
            count.records += 1
            count.fields += names.count
            count.fieldBytes += names.reduce(0) { $0 + $1.count }
        }
        try flush(into: &output)
    }

    /// Prints the chunk's records up to the first malformed one, which it returns; `nil` when all were
    /// printed. A stray quote is data.
    mutating func print(
        _ chunk: RecordChunk, into output: inout StandardOutput
    ) throws -> Finding? {
        if format == .count { return count.add(chunk) }
        var cursor = chunk.cursor()
        while cursor.next() {
            if cursor.hasFindings, let finding = cursor.findings.first(where: \.kind.isMalformation) {
                try flush(into: &output)
                return finding
            }
            if format == .jsonl { appendJSON(&cursor) } else { appendCSV(&cursor) }
            if line.count + writer.bytes.count >= Self.pieceBytes { try flush(into: &output) }
        }
        try flush(into: &output)
        return nil
    }

    /// Prints what can only be known at the end.
    mutating func finish(into output: inout StandardOutput) throws {
        guard format == .count else { return }
        try output.print(
            #"{"records":\#(count.records),"fields":\#(count.fields),"field_bytes":\#(count.fieldBytes)}"#)
    }

    private mutating func appendJSON(_ cursor: inout RecordCursor) {
        for index in 0..<cursor.fieldCount {
            line.append(UInt8(ascii: index == 0 ? "[" : ","))
            line.appendString(cursor.unescaped(cursor.field(index)))
        }
        line.append("]\n" as StaticString)
    }

    private mutating func appendCSV(_ cursor: inout RecordCursor) {
        for index in 0..<cursor.fieldCount {
            writer.appendField(utf8: cursor.unescaped(cursor.field(index)))
        }
        writer.endRecord()
    }

    private mutating func flush(into output: inout StandardOutput) throws {
        try line.withBytes { bytes in try output.append(bytes) }
        line.truncate(to: 0)
        try output.append(writer.take())
    }
}
