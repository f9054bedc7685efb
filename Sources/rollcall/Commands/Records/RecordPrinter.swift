internal import IdentifyMessages
internal import RollcallCSV

/// Turns chunks into the lines of `records`: JSON arrays, CSV, or one line of counts.
struct RecordPrinter: ~Copyable {
    private let format: RecordsCommand.Format
    private let delimiter: UInt8
    private var line = JSONBuffer(capacity: 1 << 18)
    private var counts = RecordCounts()

    init(format: RecordsCommand.Format, delimiter: UInt8) {
        self.format = format
        self.delimiter = delimiter
    }

    /// Prints the names given with `--header` as the first record.
    mutating func header(_ names: [[UInt8]], into output: inout StandardOutput) throws {
        if format == .count { counts.addRecord(fieldBytes: names.map(\.count)) }
        for (index, name) in names.enumerated() {
            name.withUnsafeBytes { write($0, isFirst: index == 0, isOnly: names.count == 1) }
        }
        endRecord()
        try flush(into: &output)
    }

    /// Prints the chunk's records up to the first malformed one, which it returns; `nil` when all were
    /// printed. A stray quote is data.
    mutating func print(
        _ chunk: RecordChunk, into output: inout StandardOutput
    ) throws -> Finding? {
        if format == .count { return counts.add(chunk) }
        var cursor = chunk.cursor()
        while cursor.next() {
            if cursor.hasFindings, let finding = cursor.malformation {
                try flush(into: &output)
                return finding
            }
            for index in 0..<cursor.fieldCount {
                let value = cursor.unescaped(cursor.field(index))
                write(value, isFirst: index == 0, isOnly: cursor.fieldCount == 1)
            }
            endRecord()
            if line.count >= 1 << 17 { try flush(into: &output) }
        }
        try flush(into: &output)
        return nil
    }

    /// Prints what can only be known at the end.
    mutating func finish(into output: inout StandardOutput) throws {
        if format == .count { try output.print(counts.json) }
    }

    private mutating func write(_ value: UnsafeRawBufferPointer, isFirst: Bool, isOnly: Bool) {
        switch format {
        case .jsonl:
            line.append(UInt8(ascii: isFirst ? "[" : ","))
            line.appendString(value)
        case .csv:
            if !isFirst { line.append(delimiter) }
            // A lone empty field unquoted would read as an empty line, which is no record.
            if needsQuotes(value) || (isOnly && value.isEmpty) {
                line.append(UInt8(ascii: "\""))
                for byte in value {
                    line.append(byte)
                    if byte == UInt8(ascii: "\"") { line.append(byte) }
                }
                line.append(UInt8(ascii: "\""))
            } else {
                line.append(value)
            }
        case .count: break
        }
    }

    private func needsQuotes(_ value: UnsafeRawBufferPointer) -> Bool {
        value.contains { $0 == delimiter || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }
    }

    private mutating func endRecord() {
        switch format {
        case .jsonl: line.append("]\n" as StaticString)
        case .csv: line.append(UInt8(ascii: "\n"))
        case .count: break
        }
    }

    private mutating func flush(into output: inout StandardOutput) throws {
        try line.withBytes { bytes in try output.append(bytes) }
        line.truncate(to: 0)
    }
}

extension RecordCursor {
    /// What makes the current record malformed, if anything does.
    var malformation: Finding? { findings.first { $0.kind != .strayQuote } }
}
