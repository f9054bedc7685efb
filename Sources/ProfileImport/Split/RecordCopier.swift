internal import RollcallCSV

/// Copies records as comma-separated lines: as they stand where the comma parts them already, else
/// written anew.
struct RecordCopier {
    private let copiesAsIs: Bool
    private var writer = RecordWriter()

    init(_ dialect: Dialect) { copiesAsIs = dialect.delimiter == UInt8(ascii: ",") }

    /// The current record of `cursor` without a line end, for as long as `body` runs.
    mutating func withBytes<Result>(
        of cursor: inout RecordCursor,
        _ body: (UnsafeRawBufferPointer) throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        if copiesAsIs { return try body(cursor.rawBytes) }
        for index in 0..<cursor.fieldCount {
            writer.appendField(utf8: cursor.unescaped(cursor.field(index)))
        }
        writer.endRecord()
        let bytes = writer.take()
        return try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
            try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).dropLast()))
        }
    }

    /// A header line, line end included.
    func header(_ names: [[UInt8]], raw: [UInt8]?) -> [UInt8] {
        if copiesAsIs, let raw { return raw + [0x0A] }
        var writer = RecordWriter()
        writer.append(bytes: names)
        return writer.take()
    }
}
