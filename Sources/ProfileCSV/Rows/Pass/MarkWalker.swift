internal import RollcallCSV

/// Walks the bytes that the scan marked in a chunk and that ask for a look, whatever record they
/// lie in: a row without one costs a comparison.
///
/// Be advised: most marks of real text are letters of the published list, such as the `ö` of a
/// name. The kernel sorts them out by whole words of marks: where marks lie is random, so that a
/// branch on each would cost more than all else that is done with a row.
struct MarkWalker {
    /// Marks are sorted out for so many words, 4,096 bytes, at a time.
    private static let window = 64
    /// Entries of the memory that `init` is lent.
    static let capacity = (window + 1) * 64

    private let kernel: RowKernel
    private let marks: RecordMarks
    private let table: FieldClassTable.Entries
    private let lastWord: Int
    private let kept: UnsafeMutablePointer<UInt32>
    private var keptCount = 0
    private var index = 0
    private var word = 0
    /// Offset of the mark at hand; `Int.max` behind the last one.
    private(set) var offset = 0

    /// - Parameter memory: `capacity` entries, the walker's while it lives.
    init(
        _ chunk: RecordChunk, _ kernel: RowKernel, _ table: FieldClassTable.Entries,
        memory: UnsafeMutablePointer<UInt32>
    ) {
        self.kernel = kernel
        self.table = table
        marks = RecordMarks(chunk)
        kept = memory
        // The last record's end may be marked, no byte behind it matters.
        let lastEnd = marks.recordCount == 0 ? 0 : Int(marks.recordEnds[marks.recordCount - 1])
        lastWord = lastEnd == 0 ? -1 : Int(marks.ends[lastEnd - 1]) / 64
        next()
    }

    /// Steps to the next mark.
    @inline(__always)
    mutating func next() {
        if index == keptCount { refill() }
        offset = index < keptCount ? Int(kept[index]) : .max
        index &+= 1
    }

    /// Steps over the marks before `offset`.
    mutating func skip(to offset: Int) {
        while self.offset < offset { next() }
    }

    /// Finds the marks of the next words that have some to keep.
    @inline(never)
    private mutating func refill() {
        keptCount = 0
        index = 0
        while keptCount == 0, word <= lastWord {
            let end = min(word &+ Self.window, lastWord &+ 1)
            keptCount = kernel.keepMarks(
                marks.base, marks.attention, in: word..<end, classes: table.classes,
                latin: table.latin, kept: kept)
            word = end
        }
    }
}
