public import CScan

/// A growable buffer that JSON is written into as bytes: the wire form of messages, made without a
/// dictionary or an encoder between a row and its message.
///
/// One owner; a worker keeps one and hands on what it wrote with `take()`. The buffer always has 64
/// bytes of slack beyond what `reserve` promised, so that short appends may store whole vectors.
///
/// Appends named `…Unchecked` write without looking at the room left: reserve it first, once for
/// many of them.
public struct JSONBuffer: ~Copyable, @unchecked Sendable {
    // `@unchecked Sendable`: the memory has one owner, this value, which cannot be copied.

    @usableFromInline static var slack: Int { 64 }

    @usableFromInline internal var base: UnsafeMutablePointer<UInt8>
    /// Bytes that can be written, slack aside.
    @usableFromInline internal var capacity: Int
    @usableFromInline internal var written = 0
    /// For each finished message where it ends and the row it came from.
    @usableFromInline internal var ends: UnsafeMutablePointer<Int>
    @usableFromInline internal var rows: UnsafeMutablePointer<Int>
    /// Finished messages, and how many of them there is room for.
    @usableFromInline internal var messages = 0
    @usableFromInline internal var messageRoom: Int
    /// What each message is followed by.
    public let separator: MessageSeparator

    /// - Parameters:
    ///   - capacity: bytes to begin with; the buffer grows as needed.
    ///   - separator: what each message is followed by.
    public init(capacity: Int = 1 << 20, separator: MessageSeparator = .comma) {
        self.capacity = max(capacity, 256)
        self.separator = separator
        base = .allocate(capacity: self.capacity + Self.slack)
        messageRoom = 64
        ends = .allocate(capacity: messageRoom)
        rows = .allocate(capacity: messageRoom)
    }

    deinit {
        base.deallocate()
        ends.deallocate()
        rows.deallocate()
    }

    /// Bytes written.
    @inlinable public var count: Int { written }

    /// Whole messages written so far.
    public var messageCount: Int { messages }

    /// Where the message being written begins: just after the last finished one.
    @inlinable public var messageStart: Int { messages == 0 ? 0 : ends[messages - 1] }

    /// Lends what was written.
    public func withBytes<R, E: Error>(_ use: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try use(UnsafeRawBufferPointer(start: base, count: written))
    }

    /// Makes room for `more` bytes and the slack after them.
    @inlinable @inline(__always)
    public mutating func reserve(_ more: Int) {
        if more > capacity &- written { grow(by: more) }
    }

    @usableFromInline internal mutating func grow(by more: Int) {
        let wanted = max(written + more, capacity + capacity / 2)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + Self.slack)
        larger.update(from: base, count: written)
        base.deallocate()
        base = larger
        capacity = wanted
    }

    // MARK: Appending

    @inlinable @inline(__always)
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        appendUnchecked(byte)
    }

    /// Appends where ``reserve(_:)`` has made room already.
    @inlinable @inline(__always)
    public mutating func appendUnchecked(_ byte: UInt8) {
        base[written] = byte
        written &+= 1
    }

    /// Appends bytes as they are.
    @inlinable @inline(__always)
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        appendUnchecked(bytes)
    }

    @inlinable @inline(__always)
    public mutating func appendUnchecked(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        UnsafeMutableRawPointer(base + written).copyMemory(from: source, byteCount: bytes.count)
        written &+= bytes.count
    }

    /// Appends bytes as they are, where at least 32 bytes beyond a multiple of 32 can be read from
    /// `source` (a prefix table with padding): whole vectors are stored, which for the short literal
    /// parts of a message is several times faster than a copy of exact length.
    @inlinable @inline(__always)
    public mutating func appendPaddedUnchecked(_ source: UnsafeRawPointer, count: Int) {
        var at = 0
        let target = UnsafeMutableRawPointer(base + written)
        repeat {
            let block = source.loadUnaligned(fromByteOffset: at, as: SIMD32<UInt8>.self)
            target.storeBytes(of: block, toByteOffset: at, as: SIMD32<UInt8>.self)
            at &+= 32
        } while at < count
        written &+= count
    }

    @inlinable
    public mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    @inlinable
    public mutating func append(_ literal: StaticString) {
        append(UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends a number in decimal.
    @inlinable
    public mutating func append(decimal number: Int) {
        reserve(24)
        if number < 0 { appendUnchecked(UInt8(ascii: "-")) }
        var rest = number.magnitude
        var length = 1
        var bound = rest / 10
        while bound > 0 {
            length &+= 1
            bound /= 10
        }
        var at = written &+ length
        written = at
        repeat {
            at &-= 1
            base[at] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }

    /// Appends the content of a JSON string: `"`, `\` and bytes below 0x20 escaped, all else as it is.
    /// The quotes around it are the caller's. Not a byte beyond `bytes` is read.
    @inlinable @inline(__always)
    public mutating func appendEscaped(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= 64, let source = bytes.baseAddress else { return appendEscapedLong(bytes) }
        reserve(6 &* 64)
        written &+= rc_escape_copy(
            base + written, source.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// In pieces, so that a long value does not reserve six times its size at once.
    @usableFromInline internal mutating func appendEscapedLong(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        var at = 0
        while at < bytes.count {
            let piece = min(4096, bytes.count - at)
            reserve(6 * piece)
            written += rc_escape_copy_long(base + written, source + at, piece)
            at += piece
        }
    }

    /// `appendEscaped` between quotes.
    @inlinable
    public mutating func appendString(_ bytes: UnsafeRawBufferPointer) {
        append(UInt8(ascii: "\""))
        appendEscaped(bytes)
        append(UInt8(ascii: "\""))
    }

    @inlinable
    public mutating func appendString(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { appendString($0) }
    }

    // MARK: Messages

    /// Ends the message being written: appends its separator and notes the row it came from.
    ///
    /// - Parameter row: 1-based, not below the row of the message before it.
    @inlinable @inline(__always)
    public mutating func endMessage(row: Int) {
        append(separator.rawValue)
        if messages == messageRoom { growMessages() }
        ends[messages] = written
        rows[messages] = row
        messages &+= 1
    }

    @usableFromInline internal mutating func growMessages() {
        let room = messageRoom * 2
        ends = Self.grown(ends, from: messages, to: room)
        rows = Self.grown(rows, from: messages, to: room)
        messageRoom = room
    }

    private static func grown(
        _ old: UnsafeMutablePointer<Int>, from count: Int, to room: Int
    ) -> UnsafeMutablePointer<Int> {
        let larger = UnsafeMutablePointer<Int>.allocate(capacity: room)
        larger.update(from: old, count: count)
        old.deallocate()
        return larger
    }

    /// Drops what was written after `length`, finished messages included.
    public mutating func truncate(to length: Int) {
        written = min(max(length, 0), written)
        while messages > 0, ends[messages - 1] > written { messages -= 1 }
    }

    /// Hands on the finished messages without copying them and leaves the buffer empty. What follows
    /// the last finished message is dropped. `nil` when there is no message.
    public mutating func take() -> MessageBuffer? {
        guard messages > 0 else {
            written = 0
            return nil
        }
        let buffer = MessageBuffer(
            owning: base, count: ends[messages - 1],
            ends: Array(UnsafeBufferPointer(start: ends, count: messages)),
            rows: Array(UnsafeBufferPointer(start: rows, count: messages)), separator: separator)
        base = .allocate(capacity: capacity + Self.slack)
        written = 0
        messages = 0
        return buffer
    }
}
