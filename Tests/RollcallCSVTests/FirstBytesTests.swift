import Testing

@testable import RollcallCSV

/// The first bytes of fields that the scan picks for whoever asks: in every kernel that has them, however
/// the input is cut.
struct FirstBytesTests {
    private static func csv(seed: UInt64, rows: Int, lineEnd: [String]) -> [UInt8] {
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let values = [
            "a", "", "b c", "\"quoted\"", "\"with, and \"\"\"", "\"two\nlines\"", "ö", "\"\"", "stray\"quote",
            String(repeating: "long ", count: 30), "x", "",
        ]
        var text = ""
        for _ in 0..<rows {
            text += (0..<1 + random(9)).map { _ in values[random(values.count)] }.joined(separator: ",")
            text += lineEnd[random(lineEnd.count)]
        }
        return Array(text.utf8)
    }

    private func check(_ csv: [UInt8], _ kernel: Kernel, chunkBytes: Int) {
        var cutter = ChunkCutter(
            dialect: Dialect(), limits: ReadLimits(), chunkBytes: chunkBytes, kernel: kernel,
            picksFirsts: true)
        var sent = 0
        var fields = 0
        while true {
            switch cutter.next() {
            case .end:
                #expect(fields > 0)
                return
            case .needsBytes:
                cutter.withFreeSpace { space in
                    let count = min(space.count, csv.count - sent, 97)
                    space.copyBytes(from: csv[sent..<(sent + count)])
                    sent += count
                    return count
                }
            case .chunk(let chunk): fields += compare(chunk, kernel)
            }
        }
    }

    /// - Returns: how many fields were looked at.
    private func compare(_ chunk: RecordChunk, _ kernel: Kernel) -> Int {
        let marks = RecordMarks(chunk)
        guard let firsts = marks.firsts else {
            Issue.record("\(kernel) has none")
            return 0
        }
        var looked = 0
        var field = 0
        for record in 0..<marks.recordCount {
            let end = Int(marks.recordEnds[record])
            for index in field..<end where index > field {
                let start = Int(marks.ends[index - 1]) + 1
                guard Int(marks.ends[index]) > start else { continue }
                looked += 1
                if firsts[index] != marks.base[start] {
                    Issue.record("\(kernel), record \(record), field \(index - field)")
                }
            }
            field = end
        }
        return looked
    }

    @Test(arguments: [Kernel.scalar, .avx512].filter(\.isAvailable))
    func allAreRight(_ kernel: Kernel) {
        for (seed, lineEnd) in [["\n"], ["\r\n"], ["\n", "\r\n", "\r", "\n\n"]].enumerated() {
            let csv = Self.csv(seed: UInt64(seed) + 11, rows: 900, lineEnd: lineEnd)
            for chunkBytes in [64, 257, 4_096, 1 << 16] { check(csv, kernel, chunkBytes: chunkBytes) }
        }
    }

    @Test func othersHaveNone() {
        var cutter = ChunkCutter()
        cutter.withFreeSpace { space -> Int in
            space.copyBytes(from: Array("a,b\n".utf8))
            return 4
        }
        cutter.filled(0)
        guard case .chunk(let chunk) = cutter.next() else {
            Issue.record("no chunk")
            return
        }
        #expect(RecordMarks(chunk).firsts == nil)
    }

    /// Doubled quotes at every place of values of every short length.
    @Test func unescapingIsExact() {
        for length in 0...40 {
            for place in 0...length {
                for second in stride(from: place, through: length, by: 3) {
                    var value = [UInt8](repeating: 0x61, count: length)
                    value.insert(0x22, at: place)
                    value.insert(0x22, at: second)
                    let doubled = value.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }
                    let target = UnsafeMutableRawPointer.allocate(
                        byteCount: doubled.count + 64, alignment: 1)
                    defer { target.deallocate() }
                    let count = doubled.withUnsafeBytes { RecordMarks.unescape($0, to: target) }
                    let found = [UInt8](UnsafeRawBufferPointer(start: target, count: count))
                    if found != value { Issue.record("\(length), \(place), \(second)") }
                }
            }
        }
    }
}
