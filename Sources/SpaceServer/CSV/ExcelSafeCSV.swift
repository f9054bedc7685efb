internal import RollcallCSV

/// CSV for spreadsheet programs: a cell that such a program would run as a formula begins with `'`.
///
/// Only for looking at: the rows are not the file's own any more. What is to be mended and imported
/// again is handed out as it is.
enum ExcelSafeCSV {
    /// One record, line end included.
    static func line(_ fields: [String]) -> [UInt8] {
        var writer = RecordWriter(lineEnd: .crlf)
        writer.append(fields.map(safe))
        return writer.bytes
    }

    /// `=`, `+`, `-`, `@`, TAB and CR begin formulas, also after spaces and a quote; numbers may begin
    /// with a sign.
    static func safe(_ field: String) -> String {
        let start = field.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"") }
        switch start.first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D, 0x0A: return "'" + field
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let isNumber = start.dropFirst().allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
            }
            return isNumber && start.count > 1 ? field : "'" + field
        default: return field
        }
    }
}
