internal import IdentifyMessages
internal import RollcallCSV

/// Makes the marks of a chunk's rows; each worker does so for its own chunks.
struct RowMarker: Sendable {
    /// Place of the key's column, 0-based.
    var column: Int
    /// Bytes at the end of every message that are the same in the whole run: the library's version
    /// and where it is forwarded to.
    var closingBytes: Int

    /// What every message begins with, up to its message ID.
    private static let opening = #"{"type":"identify","messageId":""#.utf8.count

    /// - Parameter headerRecords: records before row 1.
    /// - Returns: a mark for each row with a message, in order.
    func marks(
        _ messages: MessageBuffer?, in chunk: RecordChunk, headerRecords: Int
    ) -> [RowMark] {
        guard let messages, !messages.rows.isEmpty else { return [] }
        var marks: [RowMark] = []
        var cursor = chunk.cursor()
        messages.withBytes { bytes in
            var next = 0
            while cursor.next(), next < messages.rows.count {
                let row = cursor.record - headerRecords
                guard messages.rows[next] == row else { continue }
                var digest = FileDigest()
                while next < messages.rows.count, messages.rows[next] == row {
                    digest.update(content(of: messages.byteRange(ofMessage: next), in: bytes))
                    next += 1
                }
                marks.append(
                    RowMark(row: row, key: key(&cursor), content: digest.finalizedValue()))
            }
        }
        return marks
    }

    private func content(
        of range: Range<Int>, in bytes: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        var start = range.lowerBound + Self.opening
        while start < range.upperBound, bytes[start] != UInt8(ascii: "\"") { start += 1 }
        let end = max(start, range.upperBound - closingBytes)
        return UnsafeRawBufferPointer(rebasing: bytes[min(start, range.upperBound)..<end])
    }

    private func key(_ cursor: inout RecordCursor) -> Digest128? {
        guard column < cursor.fieldCount else { return nil }
        let value = cursor.unescaped(cursor.field(column))
        guard !value.allSatisfy({ $0 == 0x20 }) else { return nil }
        var digest = FileDigest()
        digest.update(value)
        return digest.finalizedValue()
    }
}
