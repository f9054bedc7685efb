import IdentifyMessages
import Testing

/// Goal: batches end exactly at the limits, keep rows whole, and do not depend on how workers cut the
/// messages. Method: messages of chosen sizes; bodies are measured, never trusted.
@Suite struct BatchPackerTests {
    /// Messages as (row, bytes without the comma).
    private func buffer(_ messages: [(row: Int, bytes: Int)]) -> MessageBuffer {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for message in messages {
            bytes += [UInt8(ascii: "{")] + [UInt8](repeating: 0x20, count: message.bytes - 2)
            bytes += [UInt8(ascii: "}"), UInt8(ascii: ",")]
            ends.append(bytes.count)
        }
        return MessageBuffer(bytes: bytes, ends: ends, rows: messages.map(\.row))
    }

    /// Packs buffers and returns the batches, after checking what holds for every batch.
    private func pack(
        _ buffers: [MessageBuffer], limits: BatchLimits = .trackingAPI
    ) -> [Batch] {
        var packer = BatchPacker(limits: limits)
        var batches: [Batch] = []
        for buffer in buffers { batches += packer.add(buffer) }
        if let last = packer.finish() { batches.append(last) }
        #expect(packer.finish() == nil)
        for (index, batch) in batches.enumerated() {
            #expect(batch.number == index + 1)
            #expect(batch.body().count == batch.byteCount)
            #expect(batch.slices.reduce(0) { $0 + $1.messages.count } == batch.messageCount)
        }
        return batches
    }

    @Test(arguments: [(2_500, [2_500]), (2_501, [2_500, 1]), (5_000, [2_500, 2_500])])
    func aBatchEndsAtItsMessages(count: Int, expected: [Int]) {
        let batches = pack([buffer((1...count).map { ($0, 2) })])
        #expect(batches.map(\.messageCount) == expected)
    }

    /// 14 messages of 32,000 bytes, and one that fills the body to the limit or one byte past it.
    @Test(arguments: [(475_000, 1), (475_001, 2)])
    func aBatchEndsAtItsBytes(total: Int, expected: Int) {
        let large = (1...14).map { (row: $0, bytes: 32_000) }
        let frame = #"{"batch":[]}"#.utf8.count
        let rest = total - frame - 14 * 32_001
        let batches = pack([buffer(large + [(15, rest)])])
        #expect(batches.count == expected)
        #expect(batches.reduce(0) { $0 + $1.messageCount } == 15)
        if expected == 1 { #expect(batches.first?.byteCount == 475_000) }
    }

    @Test func theLargestRowFitsOneBatch() {
        let parts = (1...Limits.maxPartsPerRow).map { _ in (row: 1, bytes: Limits.maxMessageBytes) }
        #expect(pack([buffer(parts)]).map(\.messageCount) == [Limits.maxPartsPerRow])
    }

    @Test func partsOfARowStayTogether() {
        let messages = (1...2_499).map { (row: $0, bytes: 2) } + [(2_500, 2), (2_500, 2), (2_501, 2)]
        let batches = pack([buffer(messages)])
        #expect(batches.map(\.messageCount) == [2_499, 3])
        #expect(batches.map(\.rows) == [
            [RowRange(file: 1, first: 1, last: 2_499)], [RowRange(file: 1, first: 2_500, last: 2_501)],
        ])
    }

    @Test func aRowBeyondTheLimitsIsABatchOfItsOwn() {
        let small = BatchLimits(maxBytes: 100, maxMessages: 2)
        let batches = pack([buffer([(1, 2), (2, 50), (2, 50), (2, 50), (3, 2)])], limits: small)
        #expect(batches.map(\.messageCount) == [1, 3, 1])
    }

    @Test func rowsWithoutMessagesLeaveGaps() {
        let batches = pack([buffer([(1, 2), (2, 2), (5, 2)]), buffer([(6, 2), (9, 2)])])
        #expect(batches.map(\.rows) == [[
            RowRange(file: 1, first: 1, last: 2), RowRange(file: 1, first: 5, last: 6),
            RowRange(file: 1, first: 9, last: 9),
        ]])
    }

    @Test func filesShareABatchButNoRange() {
        var packer = BatchPacker(firstNumber: 7)
        #expect(packer.add(buffer([(1, 2), (2, 2)]), file: 1).isEmpty)
        #expect(packer.add(buffer([(3, 2)]), file: 2).isEmpty)
        let batch = packer.finish()
        #expect(batch?.number == 7)
        #expect(batch?.rows == [
            RowRange(file: 1, first: 1, last: 2), RowRange(file: 2, first: 3, last: 3),
        ])
    }

    @Test func theCutOfBuffersDoesNotMatter() {
        let messages = (1...997).map { (row: ($0 + 1) / 2, bytes: 2 + ($0 * 7919) % 400) }
        let limits = BatchLimits(maxBytes: 3_000, maxMessages: 11)
        let whole = pack([buffer(messages)], limits: limits).map { $0.body() }
        #expect(whole.count > 50)
        for size in [1, 2, 7, 50, 500] {
            // A row's messages lie in one buffer: cut at even places only.
            let pieces = stride(from: 0, to: messages.count, by: size * 2).map {
                buffer(Array(messages[$0..<min($0 + size * 2, messages.count)]))
            }
            #expect(pack(pieces, limits: limits).map { $0.body() } == whole)
        }
    }

    @Test func nothingMakesNoBatch() {
        #expect(pack([]).isEmpty)
        #expect(pack([buffer([])]).isEmpty)
    }
}
