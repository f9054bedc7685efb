internal import CScan

/// Walks the records of a chunk. What it lends is valid until it is gone, or until the call that the
/// member names. Nothing is allocated per record or field.
///
/// ```swift
/// var cursor = chunk.cursor()
/// while cursor.next() {
///     for index in 0..<cursor.fieldCount {
///         let value = cursor.value(index)  // a Span<UInt8> that cannot outlive this turn
///         …
///     }
/// }
/// ```
///
/// ``field(_:)``, ``bytes(_:)`` and ``unescaped(_:)`` give the same as pointers, with what the scan knows.
public struct RecordCursor: ~Copyable {
    @usableFromInline let chunk: RecordChunk
    @usableFromInline let base: UnsafePointer<UInt8>
    @usableFromInline let ends: UnsafePointer<UInt32>
    @usableFromInline let recordEnds: UnsafePointer<UInt32>
    @usableFromInline let attention: UnsafeRawPointer
    @usableFromInline let escapes: UnsafeRawPointer
    @usableFromInline let recordCount: Int
    /// Records gone through, the current one included.
    @usableFromInline var passed = 0
    /// Place of the current record's first entry in `ends`.
    @usableFromInline var firstEnd = 0
    @usableFromInline var start = 0
    @usableFromInline var end = -1
    /// How many of the chunk's findings lie before the current record, and how many up to its end.
    @usableFromInline var findingRange = 0..<0
    /// Where in the chunk the next record with a finding is, as a value of `passed`; 0 if nowhere.
    @usableFromInline var nextFinding = 0
    @usableFromInline let scratch = Scratch()

    /// Fields of the current record; 0 if the record exceeds a limit (see ``Finding/Kind``).
    @inlinable public var fieldCount: Int { fields }
    @usableFromInline var fields = 0

    @usableFromInline
    init(_ chunk: RecordChunk) {
        self.chunk = chunk
        base = UnsafePointer(chunk.slab.bytes)
        ends = UnsafePointer(chunk.slab.ends)
        recordEnds = UnsafePointer(chunk.slab.recordEnds)
        attention = UnsafeRawPointer(chunk.slab.attention)
        escapes = UnsafeRawPointer(chunk.slab.escapes)
        recordCount = chunk.recordCount
        nextFinding = Self.turn(of: 0, in: chunk)
    }

    /// Steps to the next record.
    ///
    /// - Returns: false at the chunk's end.
    /// - Complexity: O(1), empty lines before the record aside.
    @inlinable
    public mutating func next() -> Bool {
        guard passed < recordCount else { return false }
        firstEnd &+= fields
        let last = Int(recordEnds[passed])
        passed &+= 1
        fields = last &- firstEnd
        var first = end &+ 1
        // What is left of the line end, and empty lines: a record does not begin with either byte.
        while base[first] == 0x0A || base[first] == 0x0D { first &+= 1 }
        start = first
        end = Int(ends[last &- 1])
        if !findingRange.isEmpty || passed == nextFinding {
            // Values in and out: a call that took `self` would keep the cursor out of the registers.
            let found = Self.findings(in: chunk, after: findingRange.upperBound, turn: passed)
            findingRange = found.range
            nextFinding = found.nextTurn
            if found.isOversized {
                fields = 0
                firstEnd = last
            }
        }
        return true
    }

    /// Number of the current record in the input, 1-based; the header is 1.
    @inlinable public var record: Int { chunk.firstRecord &+ passed &- 1 }

    /// The bytes of the whole input that the current record covers, without its line end.
    @inlinable
    public var byteRange: Range<Int> {
        if let dropped = chunk.dropped { return dropped }
        let offset = chunk.byteRange.lowerBound
        return (offset &+ start)..<(offset &+ end)
    }

    /// The record's original bytes without its line end; empty if the record exceeds a limit.
    @inlinable
    public var rawBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + start, count: fields == 0 ? 0 : end &- start)
    }

    /// Where field `index` of the current record lies, `0 ..< fieldCount`.
    @inlinable
    public func field(_ index: Int) -> Field {
        let entry = firstEnd &+ index
        let first = index == 0 ? start : Int(ends[entry &- 1]) &+ 1
        let stop = Int(ends[entry])
        // Arithmetic instead of branches: whether a field is quoted is hard to predict.
        let isLong = stop &- first >= 2 ? 1 : 0
        let isQuoted = isLong & (base[first] == 0x22 ? 1 : 0) & (base[stop &- 1] == 0x22 ? 1 : 0)
        let attention: UInt8 = marks(attention, first, stop) ? 4 : 0
        let escaped: UInt8 = isQuoted != 0 && marks(escapes, first, stop) ? 2 : 0
        return Field(
            offset: first &+ isQuoted, count: stop &- first &- 2 &* isQuoted,
            flags: Field.Flags(rawValue: attention | escaped | UInt8(truncatingIfNeeded: isQuoted)))
    }

    /// Whether a bitmap has a bit in `first ... last`.
    @inlinable
    func marks(_ bitmap: UnsafeRawPointer, _ first: Int, _ last: Int) -> Bool {
        // 57 bits at least come with one load from the byte that holds the first.
        let word = (bitmap + (first &>> 3)).loadUnaligned(as: UInt64.self) &>> UInt64(first & 7)
        let width = last &- first &+ 1
        if width <= 57 { return word & ((1 &<< UInt64(width)) &- 1) != 0 }
        return Self.manyMarks(bitmap, first, last)
    }

    @usableFromInline
    static func manyMarks(_ bitmap: UnsafeRawPointer, _ first: Int, _ last: Int) -> Bool {
        let words = bitmap.assumingMemoryBound(to: UInt64.self)
        let low = first >> 6
        let high = last >> 6
        let head = words[low] & (~0 << UInt64(first & 63))
        let tail = ~UInt64(0) >> UInt64(63 - last & 63)
        if low == high { return head & tail != 0 }
        if head != 0 || words[high] & tail != 0 { return true }
        var word = low + 1
        while word < high {
            if words[word] != 0 { return true }
            word += 1
        }
        return false
    }

    /// The field's content: without outer quotes, doubled quotes still doubled. At least 64 bytes after
    /// it can be read.
    @inlinable
    public func bytes(_ field: Field) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + field.offset, count: field.count)
    }

    /// The field's value: its content, doubled quotes made one. Valid until the next call; at least 64
    /// bytes after it can be read.
    @inlinable
    public mutating func unescaped(_ field: Field) -> UnsafeRawBufferPointer {
        field.isEscaped ? scratch.unescape(bytes(field)) : bytes(field)
    }
}

/// Where a cursor undoes doubled quotes; grows with the fields it is given.
@usableFromInline
final class Scratch {
    private var bytes: UnsafeMutableRawPointer?
    private var capacity = 0

    @usableFromInline
    init() {}

    deinit {
        bytes?.deallocate()
    }

    @usableFromInline
    func unescape(_ field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        if capacity < field.count || bytes == nil {
            bytes?.deallocate()
            capacity = max(field.count, 2 * capacity, 1 << 10)
            bytes = .allocate(byteCount: capacity + 64, alignment: 64)
        }
        guard let bytes, let start = field.baseAddress else { return field }
        let written = rc_unescape(
            start.assumingMemoryBound(to: UInt8.self), field.count,
            bytes.assumingMemoryBound(to: UInt8.self))
        return UnsafeRawBufferPointer(start: bytes, count: written)
    }
}

// MARK: - Spans

extension RecordCursor {
    /// The value of field `index` of the current record: outer quotes off, doubled quotes made one.
    ///
    /// - Complexity: O(1); O(bytes) where quotes are doubled.
    @inlinable
    @_lifetime(&self)
    public mutating func value(_ index: Int) -> Span<UInt8> {
        let value = unescaped(field(index))
        let span = value.bindMemory(to: UInt8.self).span
        return _overrideLifetime(span, mutating: &self)
    }

    /// The field's content: without outer quotes, doubled quotes still doubled.
    @inlinable
    @_lifetime(borrow self)
    public func content(_ field: Field) -> Span<UInt8> {
        let span = bytes(field).bindMemory(to: UInt8.self).span
        return _overrideLifetime(span, borrowing: self)
    }
}

// MARK: - Findings

extension RecordCursor {
    /// Whether the current record has a finding. Costs one comparison.
    @inlinable public var hasFindings: Bool { !findingRange.isEmpty }

    /// The first finding of the current record.
    public var firstFinding: Finding? { findings.first }

    /// The first finding of the current record that makes it malformed: any but a stray quote.
    public var firstMalformation: Finding? {
        for index in findingRange where chunk.findings[index].kind.isMalformation {
            return chunk.findings[index]
        }
        return nil
    }

    /// What is not clean CSV in the current record, by byte. Usually empty.
    public var findings: ArraySlice<Finding> { chunk.findings[findingRange] }

    /// The findings of the record that is the `turn`th of the chunk, those before `start` left out.
    @usableFromInline
    static func findings(
        in chunk: RecordChunk, after start: Int, turn: Int
    ) -> (range: Range<Int>, nextTurn: Int, isOversized: Bool) {
        let record = chunk.firstRecord + turn - 1
        var stop = start
        var isOversized = false
        while stop < chunk.findings.count, chunk.findings[stop].record == record {
            let kind = chunk.findings[stop].kind
            isOversized = isOversized || kind == .recordTooLong || kind == .tooManyFields
            stop += 1
        }
        return (start..<stop, Self.turn(of: stop, in: chunk), isOversized)
    }

    /// Which of the chunk's records finding `index` is about, 1-based; 0 if there is no such finding.
    private static func turn(of index: Int, in chunk: RecordChunk) -> Int {
        index < chunk.findings.count ? chunk.findings[index].record - chunk.firstRecord + 1 : 0
    }
}
