internal import RollcallCSV

/// Walks the bytes that the scan marked in a chunk and that ask for a look, whatever record they lie in:
/// a row without one costs a comparison.
///
/// Be advised: most marks of real text are letters of the published list, such as the `ö` of a name.
/// They are sorted out here by whole words of marks and without a branch a mark: where marks lie is
/// random, so that a branch on each would cost more than all else that is done with a row.
struct MarkWalker {
    /// Marks are sorted out for so many words, 4,096 bytes, at a time.
    private static let window = 64
    /// Entries of the memory that `init` is lent: marks found, then marks kept, with room for one step too
    /// far each.
    static let capacity = 2 * (window * 64 + 8)

    private let base: UnsafePointer<UInt8>
    private let words: UnsafePointer<UInt64>
    private let table: UnsafePointer<UInt16>
    private let lastWord: Int
    private let found: UnsafeMutablePointer<UInt32>
    private let kept: UnsafeMutablePointer<UInt32>
    private var keptCount = 0
    private var index = 0
    private var word = 0
    /// Offset of the mark at hand; `Int.max` behind the last one.
    private(set) var offset = 0

    /// - Parameters:
    ///   - table: the classes of code points.
    ///   - memory: `capacity` entries, the walker's while it lives.
    init(
        _ chunk: RecordChunk, table: UnsafePointer<UInt16>, memory: UnsafeMutablePointer<UInt32>
    ) {
        let marks = RecordMarks(chunk)
        base = marks.base
        words = marks.attention
        self.table = table
        found = memory
        kept = memory + Self.capacity / 2
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
            keep(findMarks(until: end))
        }
    }

    /// - Returns: marks in the words up to `end`.
    private mutating func findMarks(until end: Int) -> Int {
        var count = 0
        while word < end {
            var bits = words[word]
            let first = UInt32(truncatingIfNeeded: word &<< 6)
            // Four places are written whether there are so many or not; few words have more.
            for _ in 0..<4 {
                found[count] = first &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
                count &+= bits == 0 ? 0 : 1
                bits &= bits &- 1
            }
            while bits != 0 {
                found[count] = first &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
                count &+= 1
                bits &= bits &- 1
            }
            word &+= 1
        }
        return count
    }

    /// Keeps all marks but those of characters beyond ASCII that ask for nothing. A mark on ASCII that is
    /// in order tells of a space before it, so it is kept.
    private mutating func keep(_ count: Int) {
        var kept = 0
        for index in 0..<count {
            let offset = Int(found[index])
            let asks = base[offset] < 0x80 || FieldClasses.of(base, at: offset, table) != 0
            self.kept[kept] = found[index]
            kept &+= asks ? 1 : 0
        }
        keptCount = kept
    }
}
