internal import CScan

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

    /// Adds the records of a chunk, up to the first malformed one.
    ///
    /// - Returns: what is wrong with that record; nil if all records were added.
    /// - Complexity: O(fields), and the bytes of those with doubled quotes.
    @discardableResult
    public mutating func add(_ chunk: RecordChunk) -> Finding? {
        var cursor = chunk.cursor()
        var fields = 0
        var bytes = 0
        var nextEscape = chunk.firstEscape(from: 0)
        let firsts = chunk.slab.firsts.map { UnsafePointer($0) }
        while cursor.next() {
            if cursor.hasFindings, let finding = cursor.firstMalformation {
                take(cursor.record - chunk.firstRecord, fields, bytes)
                return finding
            }
            fields &+= cursor.fieldCount
            if nextEscape < cursor.end || cursor.hasFindings {
                for index in 0..<cursor.fieldCount {
                    let field = cursor.field(index)
                    bytes &+= field.isEscaped ? cursor.unescaped(field).count : field.count
                }
                if nextEscape < cursor.end { nextEscape = chunk.firstEscape(from: cursor.end) }
                continue
            }
            // A clean record without doubled quotes: a field that begins with a quote ends with one.
            let quoted = Self.quotedFields(cursor, firsts)
            // Between the fields stand delimiters, one fewer than there are fields.
            bytes &+= cursor.end &- cursor.start &- (cursor.fieldCount &- 1) &- 2 &* quoted
        }
        take(chunk.recordCount, fields, bytes)
        return nil
    }

    /// How many fields of the current record begin with a quote.
    @inline(__always)
    private static func quotedFields(
        _ cursor: borrowing RecordCursor, _ firsts: UnsafePointer<UInt8>?
    ) -> Int {
        var start = cursor.start
        var quoted = cursor.base[start] == 0x22 ? 1 : 0
        if let firsts {
            return quoted &+ rc_row_quoted(firsts + cursor.firstEnd, cursor.fieldCount)
        }
        for entry in cursor.firstEnd..<(cursor.firstEnd &+ cursor.fieldCount &- 1) {
            start = Int(cursor.ends[entry]) &+ 1
            quoted &+= cursor.base[start] == 0x22 ? 1 : 0
        }
        return quoted
    }

    private mutating func take(_ records: Int, _ fields: Int, _ bytes: Int) {
        self.records += records
        self.fields += fields
        fieldBytes += bytes
    }
}

extension RecordChunk {
    /// Offset of the first doubled quote at or after `offset`; `Int.max` if there is none.
    fileprivate func firstEscape(from offset: Int) -> Int {
        let words = byteCount / 64 + 1
        var word = offset / 64
        guard word < words else { return .max }
        var bits = slab.escapes[word] & (~0 << UInt64(offset % 64))
        while bits == 0 {
            word += 1
            if word == words { return .max }
            bits = slab.escapes[word]
        }
        return word * 64 + bits.trailingZeroBitCount
    }
}
