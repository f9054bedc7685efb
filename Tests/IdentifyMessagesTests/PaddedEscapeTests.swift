import IdentifyMessages
import Testing

/// The copy by whole vectors must write what the careful one writes, wherever an escape stands and
/// whatever lies behind the value.
struct PaddedEscapeTests {
    @Test func everyLengthAndPlace() {
        for count in 0...80 {
            for place in -1..<count {
                var value = [UInt8](repeating: UInt8(ascii: "a"), count: count)
                if place >= 0 { value[place] = [0x22, 0x5C, 0x1F, 0x0A, 0x00][place % 5] }
                #expect(padded(value) == careful(value), "\(count) bytes, escape at \(place)")
            }
        }
    }

    private func careful(_ value: [UInt8]) -> [UInt8] {
        var buffer = JSONBuffer(capacity: 64)
        value.withUnsafeBytes { buffer.appendEscaped($0) }
        return buffer.withBytes { [UInt8]($0) }
    }

    private func padded(_ value: [UInt8]) -> [UInt8] {
        // Behind the value stands what would have to be escaped.
        let source = value + [UInt8](repeating: 0x22, count: 64)
        var buffer = JSONBuffer(capacity: 64)
        source.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            let tail = buffer.tail(reserving: 6 * value.count + 64)
            buffer.advance(by: JSONBuffer.copyEscapedPadded(start, count: value.count, to: tail))
        }
        return buffer.withBytes { [UInt8]($0) }
    }
}
