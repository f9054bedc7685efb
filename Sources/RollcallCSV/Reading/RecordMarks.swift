internal import CScan

/// What the scan wrote about a chunk, as plain pointers: for loops inside this package that look at
/// every field and nothing else. ``RecordCursor`` is for everybody else.
///
/// It owns nothing; the chunk must outlive it (`withExtendedLifetime`). A record that exceeds a
/// limit has a finding and marks that mean nothing.
package struct RecordMarks {
    /// The chunk's bytes; 64 more can be read.
    package let base: UnsafePointer<UInt8>
    /// Offsets just after each field's last byte, record by record.
    package let ends: UnsafePointer<UInt32>
    /// For each record, the number of entries in `ends` up to and with its last.
    package let recordEnds: UnsafePointer<UInt32>
    /// One bit a byte: the byte needs a look beyond the plain set (see ``Field/needsAttention``).
    /// The mark of a space that ends a field stands at the field's end.
    package let attention: UnsafePointer<UInt64>
    /// For each entry of `ends`, at the same index, the first byte of the field that ends there, unless it
    /// is a record's first one or empty; `nil` where the cutter was not asked for them.
    package let firsts: UnsafePointer<UInt8>?
    package let recordCount: Int

    package init(_ chunk: RecordChunk) {
        base = UnsafePointer(chunk.slab.bytes)
        ends = UnsafePointer(chunk.slab.ends)
        recordEnds = UnsafePointer(chunk.slab.recordEnds)
        attention = UnsafePointer(chunk.slab.attention)
        firsts = chunk.slab.firsts.map { UnsafePointer($0) }
        recordCount = chunk.recordCount
    }

    /// Undoes doubled quotes.
    ///
    /// - Parameter target: has room for the field's bytes and 64 more.
    /// - Returns: bytes written.
    package static func unescape(
        _ field: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer
    ) -> Int {
        guard let source = field.baseAddress else { return 0 }
        return rc_unescape(
            source.assumingMemoryBound(to: UInt8.self), field.count,
            target.assumingMemoryBound(to: UInt8.self))
    }
}
