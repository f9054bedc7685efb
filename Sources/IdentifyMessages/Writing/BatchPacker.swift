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
    /// Bytes of the messages taken, each with its separator.
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
        while next < buffer.ends.count {
            var end = fitting(buffer, from: next)
            if end == next {
                if messageCount > 0 {
                    full.append(cut())
                    continue
                }
                end = Self.rowEnd(buffer, at: next)
            }
            take(buffer, next..<end, file: file)
            next = end
        }
        return full
    }

    /// The last batch, when it holds anything.
    public mutating func finish() -> Batch? {
        messageCount == 0 ? nil : cut()
    }

    /// Where the messages from `next` end that the batch still has room for, rows being whole.
    private func fitting(_ buffer: MessageBuffer, from next: Int) -> Int {
        let start = next == 0 ? 0 : buffer.ends[next - 1]
        let room = limits.maxBytes - Self.frame - messageBytes
        var low = next
        var high =
            next + min(buffer.ends.count - next, max(0, limits.maxMessages - messageCount))
        // What ends at `low` fits, and nothing that ends behind `high` does.
        while low < high {
            let middle = (low + high + 1) / 2
            if buffer.ends[middle - 1] - start <= room { low = middle } else { high = middle - 1 }
        }
        guard low < buffer.rows.count else { return low }
        while low > next, buffer.rows[low] == buffer.rows[low - 1] { low -= 1 }
        return low
    }

    private static func rowEnd(_ buffer: MessageBuffer, at next: Int) -> Int {
        var end = next + 1
        while end < buffer.rows.count, buffer.rows[end] == buffer.rows[next] { end += 1 }
        return end
    }

    private mutating func take(_ buffer: MessageBuffer, _ messages: Range<Int>, file: Int) {
        let slice = Batch.Slice(buffer: buffer, messages: messages)
        slices.append(slice)
        messageCount += messages.count
        messageBytes += slice.byteRange.count
        buffer.rows.withUnsafeBufferPointer { note(UnsafeBufferPointer(rebasing: $0[messages]), file) }
    }

    /// Notes rows, which rise.
    private mutating func note(_ numbers: UnsafeBufferPointer<Int>, _ file: Int) {
        guard var first = numbers.first else { return }
        if let range = rows.last, range.file == file, range.last == first || range.last + 1 == first {
            first = range.first
            rows.removeLast()
        }
        var last = numbers[0]
        for number in numbers where number != last {
            if number != last + 1 {
                rows.append(RowRange(file: file, first: first, last: last))
                first = number
            }
            last = number
        }
        rows.append(RowRange(file: file, first: first, last: last))
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
