import RollcallCSV
import Testing

/// The reading rules of design §7, one line a case, each held to the referee in many chunk sizes.
private let cases: [String] = [
    "", "a", "a\n", "a,b", "a,b\n", ",", ",\n", ",,\n,,", "\"\"", "\"\"\n", "\"\",\"\"\n",
    "a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d\r", "a,b\r\nc,d\re,f\ng,h", "a\r\r\nb", "a\n\rb",
    "\n\n\na,b\n", "a\n\n\nb\n\n", "\r\n\r\na\r\n\r\n", "\r\r\ra", "\n", "\r", "\r\n",
    "\"a\",\"b\"\n", "\"a,b\",c\n", "\"a\nb\",c\nd,e\n", "\"a\r\nb\"\r\nc\r\n", "\"a\rb\",c\r",
    "\"a\"\"b\"\n", "\"\"\"\"\n", "\"\"\"a\"\"\"\n", "\"\"\"\"\"\"", "\"a\"\"\nb\"\"\",c\n",
    "a\"b,c\n", "a\"b\"c\"\n", "a\"\n\"b\"\n", "a,b\"\"\n", " \"a\",b\n", "a, \"b\nc\"\n",
    "\"a\"b,c\n", "\"a\"b\"c\",d\n", "\"a\" ,b\n", "\"a\"b\n\"c\"\n", "\"\"a\n", "\"a\"b\"c\nd\n",
    "\"a", "\"", "a,\"b\nc,d\n", "\"a\"\"", "\"a\"\"\n", "a\n\"b\n\"\"c", "a,\"\n",
    " a,b \n", "a  b,c\n", "\" a\",\"b \",\"c  d\"\n", " , ,  \n", " ", "a ", "\" \"", "a \r\n b",
    "a\u{0}b,\u{0}\n", "a\tb,\u{7F}\n", "é,ñ\n\"ü\",日本\n", "a;b|c\n", "\u{FEFF}a,b\n", "\u{FEFF}",
    "\u{FEFF}\"a\",b\n", "a\u{FEFF}\n", "\u{FEFF}\n\na\n", "it's,\"x, y\"\n",
]

@Test(arguments: Kernel.available)
func readsAsTheRefereeDoes(kernel: Kernel) {
    for text in cases {
        for chunkBytes in [64, 100, 256 << 10] {
            check(Array(text.utf8), chunkBytes: chunkBytes, kernel: kernel)
        }
    }
}

/// Each case moved so that it lies across the first block's end, the first chunk's end, or both.
@Test(arguments: Kernel.available)
func readsTheSameAcrossBlockAndChunkBoundaries(kernel: Kernel) {
    for text in cases {
        let bytes = Array(text.utf8)
        for shift in (max(0, 62 - bytes.count)...65) {
            let moved = Array(repeating: UInt8(ascii: "x"), count: shift) + [UInt8(ascii: "\n")] + bytes
            check(moved, chunkBytes: 64, kernel: kernel)
            check(moved, chunkBytes: 1 << 10, kernel: kernel)
            check(moved + Array("\ny,z\n".utf8), chunkBytes: 67, kernel: kernel)
        }
    }
}

@Test func cutsDoNotDependOnHowTheBytesArrive() {
    for text in cases {
        let bytes = Array(text.utf8)
        let long = Array(repeatElement(bytes + [UInt8(ascii: "\n")], count: 40).joined())
        let whole = EngineReading(long, chunkBytes: 64, kernel: .scalar)
        for reads in [[1], [3, 1, 7], [63], [64], [65, 2]] {
            let pieces = EngineReading(long, chunkBytes: 64, kernel: .scalar, reads: reads)
            #expect(pieces.cuts == whole.cuts)
            check(long, chunkBytes: 64, reads: reads)
        }
    }
}

@Test(arguments: [";", "\t", "|", " ", "^", "\u{7F}", "\"", "\n"])
func readsOtherDelimiters(delimiter: String) throws {
    let byte = try #require(delimiter.utf8.first)
    for text in cases {
        let replaced = text.utf8.map { $0 == UInt8(ascii: ",") ? byte : $0 }
        let isUsable = byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n")
        for kernel in Kernel.available {
            let wanted: UInt8 = isUsable ? byte : 0xFF
            guard !replaced.contains(0xFF) else { continue }
            let reading = EngineReading(
                Array(replaced), dialect: Dialect(delimiter: byte), chunkBytes: 64, kernel: kernel)
            let slow = SlowReader(Array(replaced), delimiter: wanted)
            #expect(reading.records.map(\.fields.count) == slow.records.map(\.fields.count))
            if isUsable { check(Array(replaced), delimiter: byte, chunkBytes: 64, kernel: kernel) }
        }
    }
}

extension Kernel {
    static var available: [Kernel] { allCases.filter(\.isAvailable) }
}
