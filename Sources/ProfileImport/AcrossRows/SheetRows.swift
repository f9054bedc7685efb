internal import RollcallCSV

/// Tells where in a spreadsheet earlier rows stand, after their chunks are gone. What it knows does not
/// depend on the chunks.
struct SheetRows {
    private struct Stretch {
        /// 1-based.
        var firstRow: Int
        /// What to add to a row's number.
        var offset: Int
    }

    /// After so many gaps of empty lines it is not worth the memory, nor the search for them.
    private static let maxStretches = 1_024

    private var stretches: [Stretch] = []
    private var isFull = false

    /// Takes the next chunk of the file.
    ///
    /// - Complexity: O(1), for a chunk with empty lines O(bytes) for each of their gaps.
    mutating func add(_ chunk: RecordChunk, firstRow: Int, headerRecords: Int) {
        guard !isFull else { return }
        guard chunk.emptyLines > 0 else {
            note(firstRow, chunk.start.sheetRow - (chunk.firstRecord - headerRecords))
            return
        }
        var starts: [Int] = []
        var cursor = chunk.cursor()
        while cursor.next() {
            if cursor.record > headerRecords { starts.append(cursor.byteRange.lowerBound) }
        }
        guard let first = starts.first, let last = starts.last else { return }
        func offset(_ index: Int, _ byte: Int) -> Int {
            chunk.position(ofByte: byte).sheetRow - (firstRow + index)
        }
        /// Notes where the offset rises between two rows, by halving.
        func search(_ low: Int, _ lowOffset: Int, _ high: Int, _ highOffset: Int) {
            guard lowOffset < highOffset, !isFull else { return }
            guard high - low > 1 else {
                note(firstRow + high, highOffset)
                return
            }
            let middle = low + (high - low) / 2
            let middleOffset = offset(middle, starts[middle])
            search(low, lowOffset, middle, middleOffset)
            search(middle, middleOffset, high, highOffset)
        }
        let firstOffset = offset(0, first)
        note(firstRow, firstOffset)
        search(0, firstOffset, starts.count - 1, offset(starts.count - 1, last))
    }

    private mutating func note(_ row: Int, _ offset: Int) {
        guard stretches.last?.offset != offset else { return }
        stretches.append(Stretch(firstRow: row, offset: offset))
        isFull = stretches.count > Self.maxStretches
    }

    /// The spreadsheet's row of a data row; `nil` where that is not known any more.
    func sheetRow(of row: Int) -> Int? {
        if isFull, let last = stretches.last, row >= last.firstRow { return nil }
        guard let stretch = stretches.last(where: { $0.firstRow <= row }) else { return nil }
        return row + stretch.offset
    }
}
