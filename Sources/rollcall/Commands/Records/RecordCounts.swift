internal import RollcallCSV

/// How much there is to read: `records --format count`. Every field is read and unescaped.
struct RecordCounts {
    private var records = 0
    private var fields = 0
    private var fieldBytes = 0

    mutating func addRecord(fieldBytes: [Int]) {
        records += 1
        fields += fieldBytes.count
        self.fieldBytes += fieldBytes.reduce(0, +)
    }

    /// Counts the chunk's records up to the first malformed one, which it returns.
    mutating func add(_ chunk: RecordChunk) -> Finding? {
        var cursor = chunk.cursor()
        var records = 0
        var fields = 0
        var bytes = 0
        defer {
            self.records += records
            self.fields += fields
            fieldBytes += bytes
        }
        while cursor.next() {
            if cursor.hasFindings, let finding = cursor.malformation { return finding }
            let count = cursor.fieldCount
            for index in 0..<count {
                let field = cursor.field(index)
                bytes &+= field.isEscaped ? cursor.unescaped(field).count : field.count
            }
            records &+= 1
            fields &+= count
        }
        return nil
    }

    /// `{"records":N,"fields":N,"field_bytes":N}` (design §5).
    var json: String {
        #"{"records":\#(records),"fields":\#(fields),"field_bytes":\#(fieldBytes)}"#
    }
}
