/// Packs messages in row order into batches as full as a destination's limits allow (design §8).
///
/// Where a batch ends depends on the messages alone, never on how workers cut them into buffers, so
/// the same rows always make the same batches.
public struct BatchPacker: Sendable {
    public let limits: BatchLimits
    /// The number that the next batch will get.
    public private(set) var nextNumber: Int

    private var slices: [Batch.Slice] = []
    private var rows: [RowRange] = []
    private var messageCount = 0
    /// Bytes of the messages taken, each with its comma.
    private var messageBytes = 0

    /// What surrounds the messages in a body, less the comma that the last message does not have.
    private static let frame =
        Batch.opening.utf8CodeUnitCount + Batch.closing.utf8CodeUnitCount - 1

    /// - Parameter firstNumber: the number of the first batch; above 1 when a run is resumed.
    public init(limits: BatchLimits = .trackingAPI, firstNumber: Int = 1) {
        self.limits = limits
        nextNumber = firstNumber
    }

    /// Bytes of the body if the batch ended now; 0 when there is no message.
    public var byteCount: Int { messageCount == 0 ? 0 : Self.frame + messageBytes }

    /// Takes messages of one file and returns the batches that they filled.
    ///
    /// All messages of one row lie in one buffer and stay in one batch. A row that alone exceeds the
    /// limits becomes a batch of its own: tearing it would deliver half a row.
    ///
    /// - Parameter file: the file's place in the run's list, 1-based.
    public mutating func add(_ buffer: MessageBuffer, file: Int = 1) -> [Batch] {
        var full: [Batch] = []
        var next = 0
        var sliceStart = 0
        while next < buffer.ends.count {
            let row = buffer.rows[next]
            let start = next == 0 ? 0 : buffer.ends[next - 1]
            var last = next
            while last + 1 < buffer.ends.count, buffer.rows[last + 1] == row { last += 1 }
            let bytes = buffer.ends[last] - start
            let messages = last + 1 - next
            if messageCount > 0,
                messageCount + messages > limits.maxMessages
                    || Self.frame + messageBytes + bytes > limits.maxBytes
            {
                lend(buffer, sliceStart..<next)
                sliceStart = next
                full.append(cut())
            }
            messageCount += messages
            messageBytes += bytes
            note(row: row, file: file)
            next = last + 1
        }
        lend(buffer, sliceStart..<next)
        return full
    }

    /// The last batch, when it holds anything.
    public mutating func finish() -> Batch? {
        messageCount == 0 ? nil : cut()
    }

    private mutating func lend(_ buffer: MessageBuffer, _ messages: Range<Int>) {
        if !messages.isEmpty { slices.append(.init(buffer: buffer, messages: messages)) }
    }

    private mutating func note(row: Int, file: Int) {
        if let range = rows.last, range.file == file, range.last == row || range.last + 1 == row {
            rows[rows.count - 1].last = row
        } else {
            rows.append(RowRange(file: file, first: row, last: row))
        }
    }

    private mutating func cut() -> Batch {
        let batch = Batch(
            number: nextNumber, slices: slices, messageCount: messageCount, byteCount: byteCount,
            rows: rows)
        nextNumber += 1
        slices = []
        rows = []
        messageCount = 0
        messageBytes = 0
        return batch
    }
}
