internal import Glibc

/// The reader of standard output went away: no fault of the command's, which ends quietly with 0
/// (design §5).
struct StandardOutputClosed: Error {}

/// Standard output for a command's product: buffered, whole writes, every failure noticed.
///
/// One owner, one task. Nothing reaches the descriptor before the buffer fills or ``flush()``.
struct StandardOutput: ~Copyable {
    private static let capacity = 1 << 18
    private let descriptor: CInt
    private var buffer: [UInt8] = []

    init(descriptor: CInt = STDOUT_FILENO) {
        self.descriptor = descriptor
        buffer.reserveCapacity(Self.capacity + 4096)
    }

    /// Appends text and, by default, a line end.
    mutating func print(_ text: String, terminator: String = "\n") throws {
        buffer.append(contentsOf: text.utf8)
        buffer.append(contentsOf: terminator.utf8)
        try flushIfFull()
    }

    /// Writes `bytes` after what is buffered, without a copy where they are many.
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count >= Self.capacity else {
            buffer.append(contentsOf: bytes)
            return try flushIfFull()
        }
        try flush()
        try Self.writeAll(bytes, to: descriptor)
    }

    mutating func append(_ bytes: some Sequence<UInt8>) throws {
        buffer.append(contentsOf: bytes)
        try flushIfFull()
    }

    private mutating func flushIfFull() throws {
        if buffer.count >= Self.capacity { try flush() }
    }

    /// Writes out what is buffered.
    ///
    /// - Throws: ``StandardOutputClosed`` when nobody reads any more, else a ``Failure`` of status 74.
    mutating func flush() throws {
        defer { buffer.removeAll(keepingCapacity: true) }
        try buffer.withUnsafeBytes { try Self.writeAll($0, to: descriptor) }
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let count = write(descriptor, piece.baseAddress, piece.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EPIPE: throw StandardOutputClosed()
            case EAGAIN:
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, -1)
            default: throw Failure.write(to: "standard output", code: errno)
            }
        }
    }
}
