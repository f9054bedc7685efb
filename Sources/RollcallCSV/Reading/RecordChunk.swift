internal import CScan

/// Whole records that own their bytes and their structural index. Immutable, so any worker may read
/// it; its memory goes back to the cutter's pool when the last reference is gone.
public final class RecordChunk: Sendable {
    /// Number of its first record, 1-based; the header record is 1, empty lines are no records.
    public var firstRecord: Int { start.record }
    /// Records in it. 0 is possible: a chunk of nothing but empty lines.
    public let recordCount: Int
    /// Place of its first byte.
    public let start: Position
    /// Bytes of the input it covers, line ends and empty lines included.
    public let byteRange: Range<Int>
    /// Empty lines in it.
    public let emptyLines: Int
    /// What is not clean CSV in it, sorted by record, then by byte.
    public let findings: [Finding]
    /// How its lines end.
    public let lineEndings: LineEndings

    @usableFromInline let slab: Slab
    @usableFromInline let byteCount: Int
    /// The bytes of a record that was too large to keep; the chunk is then this one record.
    @usableFromInline let dropped: Range<Int>?
    /// The places of what was found in a dropped record: where its first field over the limit begins,
    /// and the quote that it left open.
    private let droppedPlaces: [Position]
    private let pool: SlabPool

    init(
        slab: Slab, pool: SlabPool, recordCount: Int, start: Position, byteRange: Range<Int>,
        emptyLines: Int, findings: [Finding], lineEndings: LineEndings,
        dropped: Range<Int>? = nil, droppedPlaces: [Position] = []
    ) {
        self.slab = slab
        self.pool = pool
        self.recordCount = recordCount
        self.start = start
        self.byteRange = byteRange
        self.byteCount = dropped == nil ? byteRange.count : 0
        self.emptyLines = emptyLines
        self.findings = findings
        self.lineEndings = lineEndings
        self.dropped = dropped
        self.droppedPlaces = droppedPlaces
    }

    deinit {
        pool.giveBack(slab)
    }

    /// Goes through its records from the first. Any number of cursors may be at work.
    @inlinable
    public func cursor() -> RecordCursor {
        RecordCursor(self)
    }

    /// The place of a byte of the input that lies in this chunk; a byte outside is taken as the
    /// nearest inside.
    ///
    /// - Complexity: O(chunk). It is for problems, of which few are shown.
    public func position(ofByte byte: Int) -> Position {
        if dropped != nil {
            // Of a record that was not kept only the lines of what was found in it are known.
            var nearest = start
            for place in droppedPlaces where place.byte <= byte && place.byte >= nearest.byte {
                nearest = place
            }
            nearest.byte = min(max(byte, byteRange.lowerBound), byteRange.upperBound)
            return nearest
        }
        let offset = min(max(byte - byteRange.lowerBound, 0), byteCount)
        // The LF of a CRLF still belongs to the line it ends.
        let isPair = offset > 0 && offset < byteCount && slab.bytes[offset] == 0x0A
            && slab.bytes[offset - 1] == 0x0D
        let line = start.line + Int(rc_count_lines(slab.bytes, offset - (isPair ? 1 : 0)))
        let (records, empty) = linesBefore(offset)
        return Position(
            byte: byteRange.lowerBound + offset, line: line, record: start.record + records,
            sheetRow: start.sheetRow + records + empty)
    }

    /// Records that end, and empty lines that lie, before the byte at `offset`.
    private func linesBefore(_ offset: Int) -> (records: Int, emptyLines: Int) {
        var records = 0
        var empty = 0
        var next = 0
        while true {
            // Between records: every line end here is an empty line, an LF after a CR aside.
            while next < byteCount, isLineEnd(next) {
                if next >= offset { return (records, empty) }
                if !(slab.bytes[next] == 0x0A && next > 0 && slab.bytes[next - 1] == 0x0D) { empty += 1 }
                next += 1
            }
            guard records < recordCount else { return (records, empty) }
            let end = Int(slab.ends[Int(slab.recordEnds[records]) - 1])
            if offset <= end { return (records, empty) }
            records += 1
            next = end + 1
            if next < byteCount, slab.bytes[end] == 0x0D, slab.bytes[next] == 0x0A {
                // The LF of the record's own CRLF still belongs to its line.
                if offset == next { return (records - 1, empty) }
                next += 1
            }
        }
    }

    private func isLineEnd(_ offset: Int) -> Bool {
        slab.bytes[offset] == 0x0A || slab.bytes[offset] == 0x0D
    }
}
