public import CScan

/// For writers that put a whole message together with a pointer of their own: one check of the room
/// for a message instead of one a piece.
extension JSONBuffer {
    /// The place after what was written, with room for `more` bytes and the slack after them. Valid
    /// until the next call that may grow the buffer; `advance(by:)` takes over what was put there.
    @inlinable @inline(__always)
    public mutating func tail(reserving more: Int) -> UnsafeMutablePointer<UInt8> {
        reserve(more)
        return base + written
    }

    /// Counts bytes that were put at the tail as written.
    ///
    /// - Parameter count: at most what `tail(reserving:)` promised.
    @inlinable @inline(__always)
    public mutating func advance(by count: Int) {
        written &+= count
    }

    /// Copies the content of a JSON string with its escapes and returns the bytes written.
    ///
    /// - Parameters:
    ///   - source: at least 64 bytes after the value can be read.
    ///   - target: has room for 6 × `count` + 64 bytes.
    @inlinable @inline(__always)
    public static func copyEscapedPadded(
        _ source: UnsafeRawPointer, count: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        rc_escape_copy_padded(target, source.assumingMemoryBound(to: UInt8.self), count)
    }
}
