import RollcallCSV
import Testing

@Suite struct BreakOffTests {
    /// The records of `text` when the input breaks off behind it.
    private func check(
        _ text: String, records: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for chunkBytes in [64, 256 << 10] {
            var cutter = ChunkCutter(chunkBytes: chunkBytes)
            var rest = Array(text.utf8)[...]
            var found: [String] = []
            var findings = 0
            reading: while true {
                switch cutter.next() {
                case .needsBytes:
                    if rest.isEmpty {
                        cutter.breakOff()
                    } else {
                        let count = min(rest.count, cutter.freeSpace.count)
                        cutter.freeSpace.copyBytes(from: rest.prefix(count))
                        cutter.filled(count)
                        rest = rest.dropFirst(count)
                    }
                case .chunk(let chunk):
                    findings += chunk.findings.count
                    var cursor = chunk.cursor()
                    while cursor.next() {
                        found.append(String(decoding: cursor.rawBytes, as: UTF8.self))
                    }
                case .end: break reading
                }
            }
            #expect(found == records, "chunks of \(chunkBytes)", sourceLocation: sourceLocation)
            #expect(findings == 0, sourceLocation: sourceLocation)
        }
    }

    @Test func whatFollowsTheLastWholeRecordIsLeftOut() {
        check("", records: [])
        check("a,b", records: [])
        check("a,b\n", records: ["a,b"])
        check("a,b\r", records: ["a,b"])
        check("a,b\n1,\"x", records: ["a,b"])
        check("a,b\n\n1,2\n3", records: ["a,b", "1,2"])
        let long = (1...40).map { "row \($0),\"x\"" }
        check(long.joined(separator: "\n") + "\n\"cut", records: long)
    }
}
