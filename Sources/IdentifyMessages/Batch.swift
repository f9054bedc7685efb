/// What a destination takes in one request.
public struct BatchLimits: Sendable, Hashable {
    /// Bytes of the whole body, `{"batch":[` and `]}` included.
    public var maxBytes: Int
    public var maxMessages: Int

    /// Segment's, the default of every destination that states no other.
    public static let trackingAPI = BatchLimits(
        maxBytes: Limits.maxBatchBytes, maxMessages: Limits.maxMessagesPerBatch)

    public init(maxBytes: Int, maxMessages: Int) {
        self.maxBytes = maxBytes
        self.maxMessages = maxMessages
    }
}

/// Rows of one input file, first and last included, 1-based.
public struct RowRange: Sendable, Hashable, Codable {
    /// The file's place in the run's list, 1-based.
    public var file: Int
    public var first: Int
    public var last: Int

    public init(file: Int, first: Int, last: Int) {
        self.file = file
        self.first = first
        self.last = last
    }
}

/// Messages sent in one request: slices of the workers' buffers and the row ranges they carry.
public struct Batch: Sendable {
    /// Whole messages of one buffer: `messages` index `buffer.ends`.
    public struct Slice: Sendable {
        public var buffer: MessageBuffer
        public var messages: Range<Int>

        public init(buffer: MessageBuffer, messages: Range<Int>) {
            self.buffer = buffer
            self.messages = messages
        }

        /// The bytes of the slice, last comma included.
        public var byteRange: Range<Int> {
            let start = messages.lowerBound == 0 ? 0 : buffer.ends[messages.lowerBound - 1]
            return start..<(messages.isEmpty ? start : buffer.ends[messages.upperBound - 1])
        }
    }

    /// The batch's place in the run, 1-based.
    public var number: Int
    public var slices: [Slice]
    public var messageCount: Int
    /// Bytes of the request body.
    public var byteCount: Int
    /// The rows whose messages are all in this batch, in order. Rows that made no message lie in the gaps.
    public var rows: [RowRange]

    public init(number: Int, slices: [Slice], messageCount: Int, byteCount: Int, rows: [RowRange]) {
        self.number = number
        self.slices = slices
        self.messageCount = messageCount
        self.byteCount = byteCount
        self.rows = rows
    }

    public static let opening: StaticString = "{\"batch\":["
    public static let closing: StaticString = "]}"

    /// The request body, exactly as a Tracking API takes it; of messages that are separated by commas.
    /// Complexity: O(bytes), one copy.
    public func body() -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(byteCount)
        withPieces { body.append(contentsOf: $0) }
        return body
    }

    /// Lends the body piece by piece, without a copy: for `writev` and for files.
    public func withPieces(_ use: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try use(UnsafeRawBufferPointer(start: Self.opening.utf8Start, count: Self.opening.utf8CodeUnitCount))
        for (index, slice) in slices.enumerated() {
            var range = slice.byteRange
            if index == slices.count - 1, !range.isEmpty { range.removeLast() }
            try slice.buffer.withBytes { bytes in
                try use(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
        }
        try use(UnsafeRawBufferPointer(start: Self.closing.utf8Start, count: Self.closing.utf8CodeUnitCount))
    }
}
