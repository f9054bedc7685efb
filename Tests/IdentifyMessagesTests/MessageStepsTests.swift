import Testing

@testable import IdentifyMessages

/// What the vectors write must be what the plain way writes, whatever the values hold and whatever
/// lies behind them.
struct MessageStepsTests {
    /// Writes values as steps, each behind a text of another length.
    private func written(_ values: [[UInt8]], usesVectors: Bool) -> String {
        let texts = values.indices.map { Array("\"\(String(repeating: "n", count: $0 % 70))\":\"".utf8) }
        var table: [UInt8] = []
        var memory: [UInt8] = []
        var steps: [MessageSteps.Step] = []
        for (index, text) in texts.enumerated() {
            steps.append(.init(text: table.count, count: text.count, value: index, length: index))
            table += text + [UInt8](repeating: 0x2A, count: 32)
        }
        // Behind each value stands what would have to be escaped.
        let places = values.map { value in
            defer { memory += value + [UInt8](repeating: 0x22, count: 64) }
            return memory.count
        }
        let total = table.count + 6 * memory.count + 64
        let made = MessageSteps(steps, usesVectors: usesVectors)
        return memory.withUnsafeBufferPointer { memory in
            var starts = places.compactMap { place in memory.baseAddress.map { $0 + place } }
            var lengths = values.map { UInt32($0.count) }
            let target = UnsafeMutablePointer<UInt8>.allocate(capacity: total)
            defer { target.deallocate() }
            let end = made.write(
                0..<made.count, to: target, texts: table, starts: &starts, lengths: &lengths)
            return String(
                decoding: UnsafeBufferPointer(start: target, count: end - target), as: UTF8.self)
        }
    }

    private func expected(_ values: [[UInt8]]) -> String {
        var buffer = JSONBuffer()
        for (index, value) in values.enumerated() where !value.isEmpty {
            buffer.append(Array("\"\(String(repeating: "n", count: index % 70))\":".utf8))
            buffer.appendString(value)
            buffer.append(UInt8(ascii: ","))
        }
        return buffer.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [false, true])
    func everyLengthAndPlaceOfAnEscape(usesVectors: Bool) {
        for count in 0...80 {
            var values: [[UInt8]] = [[UInt8](repeating: 0x61, count: count)]
            for place in 0..<count {
                var value = values[0]
                value[place] = [0x22, 0x5C, 0x1F, 0x0A, 0x00, 0xC3][place % 6]
                values.append(value)
            }
            #expect(written(values, usesVectors: usesVectors) == expected(values), "\(count) bytes")
        }
    }

    @Test(arguments: [false, true])
    func blankValuesAreLeftOutWithTheirText(usesVectors: Bool) {
        let values = ["", "a", "", "", String(repeating: "long", count: 100), ""].map { Array($0.utf8) }
        #expect(written(values, usesVectors: usesVectors) == expected(values))
        #expect(written([], usesVectors: usesVectors).isEmpty)
    }
}
