internal import RollcallCSV

/// Walks the records of a chunk by plain pointers.
///
/// Be advised: it owns nothing and can be copied, so it lives in registers. `RecordCursor`, which
/// the compiler copies to memory for each borrow, is several times slower where a field costs a
/// nanosecond. Findings are the caller's to look up in the chunk, by record.
struct RecordWalker {
    let marks: RecordMarks
    /// Records gone through, the current one included.
    var passed = 0
    /// Fields of the current record.
    var fieldCount = 0
    /// Offset of the current record's first byte in the chunk.
    var start = 0
    /// Offset just after its last byte.
    var end = -1
    private var firstEnd = 0

    init(_ chunk: RecordChunk) { marks = RecordMarks(chunk) }

    @inline(__always)
    var base: UnsafePointer<UInt8> { marks.base }

    /// Steps to the next record.
    ///
    /// - Returns: false at the chunk's end.
    @inline(__always)
    mutating func next() -> Bool {
        guard passed < marks.recordCount else { return false }
        firstEnd &+= fieldCount
        let last = Int(marks.recordEnds[passed])
        passed &+= 1
        fieldCount = last &- firstEnd
        var first = end &+ 1
        // What is left of the line end, and empty lines: a record does not begin with either byte.
        while base[first] == 0x0A || base[first] == 0x0D { first &+= 1 }
        start = first
        end = Int(marks.ends[last &- 1])
        return true
    }

    /// The ends of the current record's fields, one after another.
    @inline(__always)
    var fieldEnds: UnsafePointer<UInt32> { marks.ends + firstEnd }

    /// First bytes of the current record's fields, where the scan picked them.
    @inline(__always)
    var firsts: UnsafePointer<UInt8>? { marks.firsts.map { $0 + firstEnd } }

    /// Offset just after a field's last byte, an outer quote included.
    @inline(__always)
    func fieldEnd(_ index: Int) -> Int { Int(marks.ends[firstEnd &+ index]) }

    /// Offset of a field's first byte, an outer quote included.
    @inline(__always)
    func fieldStart(_ index: Int) -> Int { index == 0 ? start : fieldEnd(index &- 1) &+ 1 }

    /// The current record's bytes without its line end.
    var rawBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + start, count: end - start)
    }
}
