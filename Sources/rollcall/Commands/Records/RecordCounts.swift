internal import RollcallCSV

/// How much there is to read: `records --format count`. Every field is read and unescaped.
struct RecordCounts {
    private var total = RecordCount()

    mutating func addRecord(fieldBytes: [Int]) {
        total.records += 1
        total.fields += fieldBytes.count
        total.fieldBytes += fieldBytes.reduce(0, +)
    }

    /// Counts the chunk's records up to the first malformed one, which it returns.
    mutating func add(_ chunk: RecordChunk) -> Finding? {
        total.add(chunk)
    }

    /// `{"records":N,"fields":N,"field_bytes":N}` (design §5).
    var json: String {
        #"{"records":\#(total.records),"fields":\#(total.fields),"field_bytes":\#(total.fieldBytes)}"#
    }
}
