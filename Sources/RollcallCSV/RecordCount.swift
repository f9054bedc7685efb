/// Counts records, fields and the bytes of their values. Every field is read: outer quotes come off,
/// doubled quotes are made one.
///
/// ```swift
/// var count = RecordCount()
/// count.add(chunk)
/// print(count.records, count.fields, count.fieldBytes)
/// ```
public struct RecordCount: Sendable, Hashable {
    /// Records, the header included.
    public var records = 0
    /// Fields of all records.
    public var fields = 0
    /// Bytes of all values.
    public var fieldBytes = 0

    public init() {}

    /// Adds the records of a chunk.
    ///
    /// - Complexity: O(fields), and the bytes of those with doubled quotes.
    public mutating func add(_ chunk: RecordChunk) {
        var cursor = chunk.cursor()
        var fields = 0
        var bytes = 0
        while cursor.next() {
            fields &+= cursor.fieldCount
            for index in 0..<cursor.fieldCount {
                let field = cursor.field(index)
                bytes &+= field.isEscaped ? cursor.unescaped(field).count : field.count
            }
        }
        records += chunk.recordCount
        self.fields += fields
        fieldBytes += bytes
    }
}
