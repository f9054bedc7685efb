/// Where a field lies in its chunk, and what the scan knows about it. Two words; the bytes come from
/// ``RecordCursor/bytes(_:)``.
public struct Field: Sendable, Hashable {
    /// What the scan knows about a field.
    public struct Flags: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8

        @inlinable
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        @inlinable public static var quoted: Flags { Flags(rawValue: 1) }
        @inlinable public static var escaped: Flags { Flags(rawValue: 2) }
        @inlinable public static var attention: Flags { Flags(rawValue: 4) }
    }

    /// Offset of its content in the chunk; outer quotes are no content.
    public var offset: Int
    /// Bytes of its content, doubled quotes still doubled.
    @usableFromInline var size: UInt32
    public var flags: Flags

    @inlinable
    init(offset: Int, count: Int, flags: Flags) {
        self.offset = offset
        self.size = UInt32(truncatingIfNeeded: count)
        self.flags = flags
    }

    /// Bytes of its content, doubled quotes still doubled.
    @inlinable public var count: Int { Int(size) }
    @inlinable public var isEmpty: Bool { size == 0 }
    /// It stands between quotes.
    @inlinable public var isQuoted: Bool { flags.contains(.quoted) }
    /// It holds a doubled quote, so its value is shorter than its content.
    @inlinable public var isEscaped: Bool { flags.contains(.escaped) }
    /// Its content holds a byte outside the plain set (space, letters, digits and
    /// ``! @ # $ % ^ & * ( ) _ + - = [ ] { } : \ | . ` ~ < > / ?``), a space at an edge or two adjacent
    /// spaces. A field without it is ASCII, valid, free of control characters and of doubled quotes.
    @inlinable public var needsAttention: Bool { flags.contains(.attention) }
}
