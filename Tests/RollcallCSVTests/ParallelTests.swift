import RollcallCSV
import Testing

/// One input, read by 1, 2 and 7 workers in chunks of many sizes: always the records of one plain reader.
@Test(arguments: [1, 2, 7], [64, 500, 256 << 10])
func anyNumberOfWorkersReadsTheSame(workers: Int, chunkBytes: Int) async throws {
    var random = SplitMix(state: 21)
    let pieces = ["a", "\"x,\ny\"", "\"\"\"q\"\"\"", "é", "5\" nail", "", "\"b\"c", "\r\n", "\n", ","]
    var text = ""
    for _ in 0..<5000 { text += pieces[Int(random.next() % 10)] + (random.next() % 3 == 0 ? "," : "\n") }
    let bytes = Array(text.utf8)
    let slow = SlowReader(bytes)
    let stream = AsyncStream { continuation in
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int(1 + random.next() % 3000)
            continuation.yield(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        continuation.finish()
    }
    var values: [[[UInt8]]] = []
    var findings: [Finding] = []
    try await stream.recordChunks(chunkBytes: chunkBytes).read(workers: workers) { chunk in
        var records: [[[UInt8]]] = []
        var cursor = chunk.cursor()
        while cursor.next() {
            var record: [[UInt8]] = []
            for index in 0..<cursor.fieldCount { record.append(Array(cursor.unescaped(cursor.field(index)))) }
            records.append(record)
        }
        // Late results must still be taken in turn.
        if chunk.firstRecord % 3 == 0 { await Task.yield() }
        return (records, chunk.findings)
    } inOrder: { part in
        values += part.0
        findings += part.1
    }
    #expect(findings == slow.records.flatMap(\.findings))
    #expect(values.count == slow.records.count)
    for (read, wanted) in zip(values, slow.records) {
        #expect(read.count == wanted.fields.count)
        for (value, field) in zip(read, wanted.fields) where field.value != nil { #expect(value == field.value) }
    }
}

@Test func aFailureOfOneWorkerEndsTheReading() async {
    struct Stop: Error {}
    let stream = AsyncStream<[UInt8]> { continuation in
        for _ in 0..<100 { continuation.yield(Array(repeating: 0x0A, count: 10) + [0x61, 0x0A]) }
        continuation.finish()
    }
    await #expect(throws: Stop.self) {
        try await stream.recordChunks(chunkBytes: 64).read(workers: 3) { chunk in
            if chunk.firstRecord > 20 { throw Stop() }
            return chunk.recordCount
        } inOrder: { _ in }
    }
}
