import Foundation
import RollcallCSV
import Testing

/// Every kernel against the referee, on inputs that were made to break them: all strings over a small
/// alphabet across a block's end, and long random ones.
private let alphabet: [UInt8] = [0x2C, 0x22, 0x0A, 0x0D, 0x20, 0x61, 0xC3, 0xA9]

/// All strings of three bytes around a block's end, in three surroundings: plain, inside quotes, and in
/// an unquoted field with a stray quote.
@Test(arguments: Kernel.available)
func readsEveryShortStringAcrossABlocksEnd(kernel: Kernel) {
    for surrounding in ["a", "\"", "a\""] {
        for before in [61, 62, 63] {
            let filler = Array(surrounding.utf8) + Array(repeating: 0x78, count: before)
            for code in 0..<(alphabet.count * alphabet.count * alphabet.count) {
                let middle = [code % 8, code / 8 % 8, code / 64].map { alphabet[$0] }
                let bytes = filler.prefix(before) + middle + [0x78, 0x22, 0x2C, 0x79]
                check(Array(bytes), kernel: kernel)
            }
        }
    }
}

/// Two bytes across each of three blocks' ends, every combination of the first two; of the third ends'
/// every one, too, where `ROLLCALL_EXHAUSTIVE` is set (minutes).
@Test(arguments: Kernel.available)
func readsEveryPairAcrossThreeBlocksEnds(kernel: Kernel) {
    let isThorough = ProcessInfo.processInfo.environment["ROLLCALL_EXHAUSTIVE"] != nil
    let size = alphabet.count
    var bytes = [UInt8](repeating: 0x78, count: 200)
    for code in 0..<(size * size * size * size) {
        let digits = [code % size, code / size % size, code / size / size % size, code / size / size / size]
        for third in isThorough ? Array(0..<(size * size)) : [code % (size * size)] {
            for (place, digit) in zip([63, 64, 127, 128, 191, 192], digits + [third % size, third / size]) {
                bytes[place] = alphabet[digit]
            }
            check(bytes, chunkBytes: code % 2 == 0 ? 64 : 4096, kernel: kernel)
        }
    }
}

@Test(arguments: Kernel.available, [1, 2, 3, 4] as [UInt64])
func readsRandomBytesOfASmallAlphabet(kernel: Kernel, seed: UInt64) {
    var random = SplitMix(state: seed)
    for round in 0..<150 {
        let length = Int(random.next() % 700)
        // Fewer quotes and line ends in some rounds, so that both the clean and the broken are met.
        let weights = [[1, 1, 1, 1, 1, 1, 1, 1], [4, 1, 1, 0, 2, 20, 1, 1], [6, 0, 2, 1, 3, 20, 1, 1]]
        let bag = zip(alphabet, weights[round % 3]).flatMap { Array(repeating: $0, count: $1) }
        let bytes = (0..<length).map { _ in bag[Int(random.next() % UInt64(bag.count))] }
        check(bytes, chunkBytes: 64 + Int(random.next() % 200), kernel: kernel)
        check(bytes, kernel: kernel)
    }
}

@Test(arguments: Kernel.available, [5, 6] as [UInt64])
func readsRandomBytes(kernel: Kernel, seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<60 {
        let length = Int(random.next() % 500)
        let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        check(bytes, chunkBytes: 64 + Int(random.next() % 200), kernel: kernel)
    }
}

/// Clean CSV whose fields need quotes, so that the vector kernels stay on their own path.
@Test(arguments: Kernel.available, ["\n", "\r\n", "\r"])
func readsCleanCSV(kernel: Kernel, lineEnd: String) {
    var random = SplitMix(state: 7)
    let contents = ["", "a", "Zoë", "x,y", "say \"\"hi\"\"", "two\(lineEnd)lines", "  ", "b ", "日本語"]
    var text = ""
    for _ in 0..<400 {
        for column in 0..<Int(1 + random.next() % 9) {
            if column > 0 { text += "," }
            let content = contents[Int(random.next() % UInt64(contents.count))]
            let needsQuotes = content.contains("\"") || content.contains(",") || content.contains(lineEnd)
            text += needsQuotes || random.next() % 4 == 0 ? "\"\(content)\"" : content
        }
        text += lineEnd
        if random.next() % 40 == 0 { text += lineEnd }
    }
    for chunkBytes in [64, 1000, 4096, 256 << 10] {
        check(Array(text.utf8), chunkBytes: chunkBytes, kernel: kernel)
    }
}

/// Text without a quote takes the vector kernels' short way, one for LF and one for CRLF; now and then a
/// line ends in another way, is empty, or is longer than many blocks.
@Test(arguments: Kernel.available, ["\n", "\r\n"])
func readsLinesWithoutQuotes(kernel: Kernel, lineEnd: String) {
    var random = SplitMix(state: 8)
    let contents = ["", "a", "Zoë", "some longer words", "x ", " y", "a  b", "12.50"]
    for oddity in [0, 300, 20] as [UInt64] {
        var text = ""
        for _ in 0..<600 {
            let fields = (0...random.next() % 12).map { _ in contents[Int(random.next() % 8)] }
            text += fields.joined(separator: ",")
            let isOdd = oddity > 0 && random.next() % oddity == 0
            text += isOdd ? ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r\n"][Int(random.next() % 6)] : lineEnd
            if isOdd { text += String(repeating: "long ", count: Int(random.next() % 60)) }
        }
        for chunkBytes in [64, 1000, 256 << 10] {
            check(Array(text.utf8), chunkBytes: chunkBytes, kernel: kernel)
        }
    }
}

/// The edges of every well-formed range and one past each, at every place around a block's end.
@Test(arguments: Kernel.available)
func findsInvalidUTF8WhereverItLies(kernel: Kernel) {
    let sequences: [[UInt8]] = [
        [0x7F], [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x7F], [0xC2, 0x80],
        [0xDF, 0xBF], [0xDF, 0xC0], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0, 0x80], [0xE0, 0xA0], [0xE1, 0x80],
        [0xED, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF],
        [0xEF, 0xBF, 0x2C], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF0, 0x90, 0x80],
        [0xF0, 0x90], [0xF1, 0x80, 0x80, 0x0A], [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3, 0xA9, 0xA9], [0xE2, 0x82, 0xAC, 0x80],
    ]
    for sequence in sequences {
        for before in [0, 1, 2, 29, 30, 31, 32, 59, 60, 61, 62, 63, 64] {
            let bytes = Array(repeating: 0x78, count: before) + sequence
            check(bytes, kernel: kernel)
            check(bytes + [0x2C, 0x79, 0x0A], kernel: kernel)
            check(bytes + sequence + Array(repeating: 0x7A, count: 70), chunkBytes: 64, kernel: kernel)
        }
    }
}

@Test(arguments: Kernel.available)
func keepsTheLimitsOfARecord(kernel: Kernel) {
    let long = String(repeating: "abc,", count: 60)
    for limits in [
        ReadLimits(maxRecordBytes: 20), ReadLimits(maxFields: 3),
        ReadLimits(maxRecordBytes: 239, maxFields: 60), ReadLimits(maxRecordBytes: 240, maxFields: 61),
        ReadLimits(maxRecordBytes: 500, maxFields: 40),
    ] {
        for text in [
            "a,b\n\(long)\nc,d\n", "\(long)\r\n\r\nx\r\n", "\"\(long)\n\(long)\",\"\(long)", long,
            "1,2,3\n1,2,3,4\n1,2,3", "\(long)\(long)\(long)\(long)\ny,z", "a,\(long)\"b\"c\(long)\rd",
            "12345678901234567890\n123456789012345678901\r\n12345678901234567890",
            // Found by fuzzing: a doubled quote across two slabs of a record that is passed over.
            String(repeating: "x", count: 125) + ",\"\"\"y", String(repeating: "x", count: 61) + ",\"\"\"y",
        ] {
            for chunkBytes in [64, 65, 130, 1000] {
                check(Array(text.utf8), limits: limits, chunkBytes: chunkBytes, kernel: kernel)
            }
        }
    }
}

@Test func aKernelThatTheMachineLacksIsReplaced() {
    #expect(Kernel.best.isAvailable)
    #expect(Kernel.scalar.isAvailable)
    #expect(Kernel.allCases.count > Kernel.available.count)
    for kernel in Kernel.allCases { check(Array("a,\"b\nc\"\r\nd é,e\"f\n".utf8), kernel: kernel) }
}

/// Sebastiano Vigna's generator: the same numbers on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
