internal import ProfileCSV
internal import RollcallCSV

/// Where one field of a row stands, and what is in it.
struct FoundField {
    var place: Problem.Place
    /// The value, shortened.
    var excerpt = ""

    /// Looks a field up in the chunk that has its row. Complexity: O(records of the chunk).
    ///
    /// - Parameters:
    ///   - row: data row, 1-based.
    ///   - column: 0-based.
    ///   - headerRecords: records of the file before row 1.
    init(row: Int, column: Int, in chunk: RecordChunk, file: Int, headerRecords: Int) {
        place = Problem.Place(file: file, row: row, column: column + 1)
        var cursor = chunk.cursor()
        while cursor.next() {
            guard cursor.record - headerRecords == row else { continue }
            let field = cursor.field(column)
            let byte = chunk.byteRange.lowerBound + field.offset
            place.byte = byte
            place.line = chunk.position(ofByte: byte).line
            place.sheetRow = chunk.position(ofByte: cursor.byteRange.lowerBound).sheetRow
            excerpt = Excerpt.around(0, in: cursor.unescaped(field))
            break
        }
    }
}
