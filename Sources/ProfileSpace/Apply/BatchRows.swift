internal import IdentifyMessages

/// Which rows of a batch are new to the space, and their marks. Rows that a run has delivered before
/// are known by run, file and row; their messages are skipped.
struct BatchRows {
    private struct Piece {
        var range: RowRange
        var firstMark: Int
    }

    /// For each row range of the batch, its new pieces.
    private var pieces: [[Piece]] = []
    private let ranges: [RowRange]
    private var current = 0
    private var previousRow = 0
    private(set) var nextMark: Int

    /// - Parameter received: the rows of a range that are there, as ranges in rising order.
    init(
        _ ranges: [RowRange], nextMark: Int, received: (RowRange) throws(SpaceError) -> [RowRange]
    ) throws(SpaceError) {
        self.ranges = ranges
        self.nextMark = nextMark
        for range in ranges {
            var fresh: [Piece] = []
            var first = range.first
            for old in try received(range) where old.last >= first && old.first <= range.last {
                if old.first > first { take(range.file, first, old.first - 1, &fresh) }
                first = old.last + 1
            }
            if first <= range.last { take(range.file, first, range.last, &fresh) }
            pieces.append(fresh)
        }
    }

    private mutating func take(_ file: Int, _ first: Int, _ last: Int, _ fresh: inout [Piece]) {
        fresh.append(
            Piece(range: RowRange(file: file, first: first, last: last), firstMark: nextMark))
        nextMark += last - first + 1
    }

    /// The new rows with the mark of the first of each range.
    var fresh: [(range: RowRange, firstMark: Int)] {
        pieces.flatMap { $0.map { ($0.range, $0.firstMark) } }
    }

    /// The mark of a message's row; `nil`: the row was received before. Asked in message order.
    mutating func mark(ofRow row: Int) -> Int? {
        // The last row of a range has a message, so another row after it is of the next range.
        while current < ranges.count,
            !(ranges[current].first...ranges[current].last).contains(row)
                || (previousRow == ranges[current].last && row != previousRow) || row < previousRow
        {
            current += 1
            previousRow = 0
        }
        previousRow = row
        guard current < ranges.count else { return nil }
        for piece in pieces[current] where piece.range.first <= row && row <= piece.range.last {
            return piece.firstMark + (row - piece.range.first)
        }
        return nil
    }
}
