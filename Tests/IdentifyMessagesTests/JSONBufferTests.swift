import CScan
import IdentifyMessages
import Testing

/// Goal: the buffer writes exactly the JSON that design §8 asks for, whatever the length, place or
/// kernel. Method: a slow escaper is the referee; every length around the vector widths is tried.
@Suite struct JSONBufferTests {
    /// What a string's content must look like, one byte at a time.
    private func escaped(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x22: out += Array("\\\"".utf8)
            case 0x5C: out += Array("\\\\".utf8)
            case 0x0A: out += Array("\\n".utf8)
            case 0x09: out += Array("\\t".utf8)
            case 0x0D: out += Array("\\r".utf8)
            case 0x08: out += Array("\\b".utf8)
            case 0x0C: out += Array("\\f".utf8)
            case 0..<0x10: out += Array("\\u000\(String(byte, radix: 16))".utf8)
            case 0x10..<0x20: out += Array("\\u00\(String(byte, radix: 16))".utf8)
            default: out.append(byte)
            }
        }
        return out
    }

    private func check(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
        var buffer = JSONBuffer(capacity: 1)
        bytes.withUnsafeBytes { buffer.appendEscaped($0) }
        let written = buffer.withBytes { [UInt8]($0) }
        #expect(written == escaped(bytes), sourceLocation: sourceLocation)
    }

    @Test func everyByteAloneIsWrittenAsTheRuleSays() {
        for byte in UInt8.min...UInt8.max { check([byte]) }
    }

    @Test func everyLengthAndEveryPlaceOfAnEscapeIsRight() {
        for length in 0...140 {
            let plain = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
            check(plain)
            for place in 0..<length {
                for byte in [UInt8(0x22), 0x5C, 0x1F, 0x00] {
                    var bytes = plain
                    bytes[place] = byte
                    check(bytes)
                }
            }
        }
    }

    @Test func longValuesAreEscapedPieceByPiece() {
        check([UInt8](repeating: 0x01, count: 10_000))
        check([UInt8](repeating: UInt8(ascii: "x"), count: 100_000) + [0x22])
    }

    @Test func textBeyondASCIIPassesThrough() {
        check(Array("Zoë 👩‍👩‍👧 Łukasz \u{2028} \u{7F}".utf8))
    }

    @Test(arguments: [RC_ESCAPE_SSE2, RC_ESCAPE_AVX2, RC_ESCAPE_AVX512])
    func everyKernelAgreesWithTheScalarOne(kernel: rc_escape_kernel) {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for length in 0...300 {
            var bytes = [UInt8](repeating: 0, count: length)
            for index in bytes.indices {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                // Mostly clean, so that the hit lies anywhere; bytes from 0x80 test the sign.
                let draw = UInt8(truncatingIfNeeded: state >> 33)
                bytes[index] = state >> 58 == 0 ? draw : draw | 0x60
            }
            let scalar = rc_escape_scan(Int32(RC_ESCAPE_SCALAR.rawValue), bytes, length)
            #expect(rc_escape_scan(Int32(kernel.rawValue), bytes, length) == scalar)
            let plain = bytes.firstIndex { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 } ?? length
            #expect(scalar == plain)
        }
    }

    @Test(arguments: [0, 7, 10, 99, 100, 12_345, -1, -80, Int.max, Int.min])
    func numbersAreWrittenInDecimal(number: Int) {
        var buffer = JSONBuffer()
        buffer.append(decimal: number)
        let written = buffer.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(written == String(number))
    }

    @Test func paddedPrefixesAreWrittenExactly() {
        let padded = Array("0123456789012345678901234567890123456789".utf8) + [UInt8](repeating: 0, count: 64)
        for length in [0, 1, 31, 32, 33, 40] {
            var buffer = JSONBuffer()
            buffer.reserve(length)
            padded.withUnsafeBytes {
                if let start = $0.baseAddress { buffer.appendPaddedUnchecked(start, count: length) }
            }
            let written = buffer.withBytes { [UInt8]($0) }
            #expect(written == Array(padded.prefix(length)))
        }
    }

    @Test func takenMessagesKeepTheirPlacesAndTheBufferStartsAgain() throws {
        var buffer = JSONBuffer(capacity: 1)
        let nothing = buffer.take()
        #expect(nothing == nil)
        buffer.append("{\"a\":")
        buffer.appendString(Array("b".utf8))
        buffer.append(UInt8(ascii: "}"))
        buffer.endMessage(row: 4)
        let (start, count) = (buffer.messageStart, buffer.count)
        #expect(start == count)
        buffer.append("{}")
        buffer.endMessage(row: 6)
        buffer.append("{unfinished")
        let first = buffer.take()
        let taken = try #require(first)
        #expect(String(decoding: taken.bytes, as: UTF8.self) == #"{"a":"b"},{},"#)
        #expect(taken.ends == [10, 13])
        #expect(taken.rows == [4, 6])
        #expect(taken.byteRange(ofMessage: 1) == 10..<12)
        let left = buffer.count
        #expect(left == 0)
        buffer.append("{}")
        buffer.endMessage(row: 7)
        let second = buffer.take()
        #expect(second?.rows == [7])
        #expect(taken.rows == [4, 6])
    }

    @Test func truncatingDropsTheMessageBeingWrittenOrMore() {
        var buffer = JSONBuffer()
        for row in 1...3 {
            buffer.append("{}")
            buffer.endMessage(row: row)
        }
        buffer.append("{too large")
        buffer.truncate(to: buffer.messageStart)
        let (messages, bytes) = (buffer.messageCount, buffer.count)
        #expect(messages == 3 && bytes == 9)
        buffer.truncate(to: 3)
        let taken = buffer.take()
        #expect(taken?.rows == [1])
    }
}
