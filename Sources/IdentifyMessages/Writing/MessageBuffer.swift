/// Encoded messages of consecutive rows: owned bytes that batches lend slices of, so that no message
/// is copied between the worker that wrote it and the request that carries it.
///
/// Each message is followed by its separator, so that with commas any run of messages is a JSON list
/// without its last byte.
public final class MessageBuffer: Sendable {
    // Never written after `init`, so any number of tasks may read it.
    private nonisolated(unsafe) let base: UnsafeMutablePointer<UInt8>
    /// Bytes of all messages with their separators.
    public let byteCount: Int
    /// What each message is followed by.
    public let separator: MessageSeparator
    /// For each message, the offset just after its separator.
    public let ends: [Int]
    /// For each message, the row it came from, 1-based. Parts of one row are adjacent.
    public let rows: [Int]

    /// Takes over memory that `JSONBuffer` allocated.
    init(
        owning base: UnsafeMutablePointer<UInt8>, count: Int, ends: [Int], rows: [Int],
        separator: MessageSeparator
    ) {
        self.base = base
        self.separator = separator
        self.byteCount = count
        self.ends = ends
        self.rows = rows
    }

    /// Copies messages that were made elsewhere. `ends` rise, the last one being `bytes.count`, and
    /// there are as many `rows`; what does not fit that is left out.
    public init(
        bytes: [UInt8], ends: [Int], rows: [Int], separator: MessageSeparator = .comma
    ) {
        self.separator = separator
        var sound: [Int] = []
        for end in ends.prefix(rows.count) where end > (sound.last ?? 0) && end <= bytes.count {
            sound.append(end)
        }
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        bytes.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { copy.update(from: start, count: source.count) }
        }
        base = copy
        byteCount = sound.last ?? 0
        self.ends = sound
        self.rows = Array(rows.prefix(sound.count))
    }

    deinit { base.deallocate() }

    /// Lends the bytes; they stay valid while the buffer lives. Complexity: O(1).
    public func withBytes<R, E: Error>(_ use: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try use(UnsafeRawBufferPointer(start: base, count: byteCount))
    }

    /// A copy of the bytes, for tests and small jobs. Complexity: O(bytes).
    public var bytes: [UInt8] { withBytes { [UInt8]($0) } }

    /// Where a message lies, without its separator.
    public func byteRange(ofMessage message: Int) -> Range<Int> {
        (message == 0 ? 0 : ends[message - 1])..<(ends[message] - 1)
    }
}
