import IdentifyMessages
import Testing

@Test func aBodyIsItsMessagesWithoutTheLastComma() {
    let buffer = MessageBuffer(bytes: Array("{1},{2},{3},".utf8), ends: [4, 8, 12], rows: [1, 2, 2])
    let batch = Batch(
        number: 1, slices: [.init(buffer: buffer, messages: 1..<3)], messageCount: 2, byteCount: 19,
        rows: [RowRange(file: 1, first: 2, last: 2)])
    #expect(String(decoding: batch.body(), as: UTF8.self) == #"{"batch":[{2},{3}]}"#)
    #expect(batch.body().count == batch.byteCount)
}
