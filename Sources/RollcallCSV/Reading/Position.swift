/// A place in an input, in the four ways people and programs count (design §2).
public struct Position: Sendable, Hashable {
    /// 0-based, in the decompressed text as UTF-8; a byte order mark is counted.
    public var byte: Int
    /// Physical line, 1-based; line breaks inside quotes count.
    public var line: Int
    /// Number of the record the place lies in, 1-based; the header is 1, empty lines are no records.
    public var record: Int
    /// The row a spreadsheet shows, 1-based: empty lines count, line breaks inside quotes do not.
    public var sheetRow: Int

    public init(byte: Int, line: Int, record: Int, sheetRow: Int) {
        self.byte = byte
        self.line = line
        self.record = record
        self.sheetRow = sheetRow
    }
}
