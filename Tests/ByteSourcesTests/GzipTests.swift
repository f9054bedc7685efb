import ByteSources
import CZlib
import Testing

/// Every inflater that this machine has.
let inflaters: [InflaterChoice] = [.zlib] + (rc_isal_is_usable() == 1 ? [.isal] : [])

@Suite struct GzipTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var input: [UInt8]
        var text: String
        /// The fault's code and its place in the compressed bytes.
        var fault: (code: ByteSourceError.Code, inputByte: Int)?
        /// The fault lies in the compressed data, where inflaters notice it a byte or two apart.
        var isInData = false

        var testDescription: String { name }
    }

    static let cases: [Case] = {
        let one = GzipMember("id,name\n1,Ann\n").bytes
        let two = GzipMember("2,Bob\n").bytes
        let empty = GzipMember("").bytes
        var full = GzipMember("a\n")
        full.extra = [1, 2, 3, 0]
        full.name = "people.csv"
        full.comment = "no comment"
        full.hasHeaderChecksum = true
        var stored = GzipMember("stored\n")
        stored.level = nil
        var emptyExtra = GzipMember("x\n")
        emptyExtra.extra = []
        let count = one.count
        func changed(_ bytes: [UInt8], at place: Int, to byte: UInt8) -> [UInt8] {
            var bytes = bytes
            bytes[place] = byte
            return bytes
        }
        let first = "id,name\n1,Ann\n"
        return [
            Case(name: "one member", input: one, text: first),
            Case(name: "two members", input: one + two, text: first + "2,Bob\n"),
            Case(
                name: "empty members", input: empty + one + empty + empty + two + empty,
                text: first + "2,Bob\n"),
            Case(name: "only an empty member", input: empty, text: ""),
            Case(name: "every header part", input: full.bytes, text: "a\n"),
            Case(name: "an empty extra part", input: emptyExtra.bytes, text: "x\n"),
            Case(name: "stored blocks", input: stored.bytes, text: "stored\n"),
            Case(name: "zero padding", input: one + [0, 0, 0, 0, 0], text: first),
            Case(
                name: "garbage", input: one + Array("garbage".utf8), text: first,
                fault: (.gzipCorrupt, count)),
            Case(
                name: "garbage after padding", input: one + [0, 0, 0x1F, 0x8B], text: first,
                fault: (.gzipCorrupt, count + 2)),
            Case(
                name: "half a magic number", input: one + [0x1F], text: first,
                fault: (.gzipTruncated, count + 1)),
            Case(
                name: "a wrong check sum",
                input: changed(one, at: count - 8, to: one[count - 8] ^ 1), text: first,
                fault: (.gzipCorrupt, count - 8)),
            Case(
                name: "a wrong length", input: changed(one, at: count - 4, to: 99), text: first,
                fault: (.gzipCorrupt, count - 4)),
            Case(
                name: "a wrong check sum before another member",
                input: changed(one, at: count - 5, to: one[count - 5] ^ 0x80) + two, text: first,
                fault: (.gzipCorrupt, count - 8)),
            Case(
                name: "another method", input: changed(one, at: 2, to: 7), text: "",
                fault: (.gzipCorrupt, 2)),
            Case(
                name: "reserved flags", input: changed(one, at: 3, to: 0x20), text: "",
                fault: (.gzipCorrupt, 3)),
            Case(
                name: "a wrong header check sum",
                input: changed(full.bytes, at: 4, to: 77), text: "",
                fault: (.gzipCorrupt, 10 + 2 + 4 + 11 + 11 + 1)),
            Case(
                name: "a reserved block type", input: one.prefix(10) + [7], text: "",
                fault: (.gzipCorrupt, 11), isInData: true),
            Case(
                name: "two bytes", input: [0x1F, 0x8B], text: "", fault: (.gzipTruncated, 2)),
        ]
    }()

    @Test(arguments: cases, inflaters)
    func readsAtEverySplit(_ test: Case, inflater: InflaterChoice) async {
        let options = InputOptions(inflater: inflater)
        let whole = await readText(test.input, options)
        #expect(String(decoding: whole.bytes, as: UTF8.self) == test.text)
        #expect(whole.failure?.code == test.fault?.code)
        if let fault = test.fault {
            if !test.isInData { #expect(whole.failure?.inputByte == fault.inputByte) }
            #expect(whole.failure?.byte == test.text.utf8.count)
        }
        for step in 1...test.input.count {
            let split = await readText(
                test.input, options, stepBytes: step, bufferBytes: 1 + step % 7)
            #expect(split == whole, "in steps of \(step)")
        }
        // Through a stream, which no thread reads ahead.
        for cut in 0...test.input.count {
            let pieces = Pieces(pieces: [test.input[..<cut], test.input[cut...]])
            let reading = await readText(AsyncBytesSource(pieces), options)
            #expect(reading == whole, "cut at \(cut)")
        }
    }

    @Test(arguments: inflaters)
    func everyCutIsTruncation(inflater: InflaterChoice) async {
        let bytes = GzipMember("a,b\n1,2\n").bytes + GzipMember("3,4\n").bytes
        let firstCount = GzipMember("a,b\n1,2\n").bytes.count
        for cut in 2..<bytes.count where cut != firstCount {
            let reading = await readText(Array(bytes[..<cut]), InputOptions(inflater: inflater))
            #expect(reading.failure?.code == .gzipTruncated, "cut at \(cut)")
            #expect(reading.failure?.inputByte == cut)
            #expect(reading.failure?.byte == reading.bytes.count)
            #expect("a,b\n1,2\n3,4\n".utf8.starts(with: reading.bytes))
        }
    }

    /// More than the decoder's windows, on both sides, in every kind of block.
    @Test(arguments: [nil, 0, 1, 6, 9] as [Int32?], inflaters)
    func readsWhatIsLargerThanItsWindows(level: Int32?, inflater: InflaterChoice) async {
        var member = GzipMember(rows(60_000))
        member.level = level
        let bytes = member.bytes
        for (step, buffer) in [(Int.max, 1 << 20), (1 << 16, 300_000), (4_099, 1_021)] {
            let reading = await readText(
                bytes, InputOptions(inflater: inflater), stepBytes: step, bufferBytes: buffer)
            #expect(reading.failure == nil)
            #expect(reading.bytes == member.text, "steps of \(step)")
        }
    }

    /// The members' ends fall on every place in the decoder's window.
    @Test(arguments: inflaters)
    func readsThousandsOfMembers(inflater: InflaterChoice) async {
        var bytes: [UInt8] = []
        var text: [UInt8] = []
        for number in 0..<9_000 {
            var member = GzipMember(String(repeating: "\(number),", count: number % 40))
            if number % 3 == 0 { member.level = nil }
            if number % 7 == 0 { member.name = String(repeating: "n", count: number % 90) }
            bytes += member.bytes
            text += member.text
        }
        let reading = await readText(bytes, InputOptions(inflater: inflater))
        #expect(reading == Reading(bytes: text))
    }

    /// Any change of any byte is noticed, or changes nothing but the parts of a header that say
    /// nothing about the text.
    @Test(arguments: inflaters)
    func aChangedByteIsNeverBelieved(inflater: InflaterChoice) async {
        let text = "id,email\n1,ann@example.com\n2,bob@example.com\n"
        let bytes = GzipMember(text).bytes
        for place in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8(bit)
                let reading = await readText(damaged, InputOptions(inflater: inflater))
                let isSilent = reading.failure == nil
                if isSilent, !damaged.starts(with: [0x1F, 0x8B]) { continue }
                #expect(
                    !isSilent || reading.bytes.elementsEqual(text.utf8),
                    "bit \(bit) of byte \(place)")
            }
        }
    }

    /// Random damage to large members: no trap, no wrong text without a fault, and the two
    /// inflaters agree on which files are sound.
    @Test func randomDamageIsNeverBelieved() async {
        var random = SplitMix(seed: 20_261_121)
        let text = rows(6_000)
        for round in 0..<150 {
            var member = GzipMember(text)
            member.level = [nil, 1, 6, 9][round % 4]
            var bytes = member.bytes + GzipMember("the end\n").bytes
            for _ in 0...random.next(below: 3) { damage(&bytes, &random) }
            guard bytes.starts(with: [0x1F, 0x8B]) else { continue }
            var sound: [Bool] = []
            for inflater in inflaters {
                let reading = await readText(
                    bytes, InputOptions(inflater: inflater), bufferBytes: 64 << 10)
                sound.append(reading.failure == nil)
                if reading.failure == nil {
                    let isWhole = reading.bytes == text + Array("the end\n".utf8)
                    let isFirst = reading.bytes == text
                    #expect(isWhole || isFirst, "seed 20261121, round \(round), \(inflater)")
                } else {
                    #expect(reading.failure?.byte == reading.bytes.count)
                }
            }
            #expect(Set(sound).count == 1, "seed 20261121, round \(round)")
        }
    }

    private func damage(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        let place = random.next(below: bytes.count)
        switch random.next(below: 5) {
        case 0: bytes[place] ^= 1 << UInt8(random.next(below: 8))
        case 1: bytes[place] = UInt8(random.next(below: 256))
        case 2: bytes.removeSubrange(place...)
        case 3: bytes.remove(at: place)
        default: bytes.insert(UInt8(random.next(below: 256)), at: place)
        }
        if bytes.isEmpty { bytes = [0] }
    }

    private func rows(_ count: Int) -> [UInt8] {
        var text: [UInt8] = []
        var random: UInt32 = 1
        for row in 0..<count {
            random = random &* 1_664_525 &+ 1_013_904_223
            text += Array("\(row),\(random),aaaaaaaaaaaaaaaaaaaaaaaa\n".utf8)
        }
        return text
    }

    @Test func factsSayWhatItWas() async throws {
        let bytes = GzipMember("a,b\n").bytes
        let input = try openInput(MemorySource(bytes))
        #expect(input.inputBytes == 0)
        let facts = try await input.prepare()
        #expect(facts == InputFacts(isGzip: true))
        #expect(await readAll(input).bytes == Array("a,b\n".utf8))
        #expect(input.inputBytes == bytes.count)
        #expect(input.decompressedBytes == 4)
        #expect(input.deliveredBytes == 4)
        let twice = try await openInput(MemorySource(GzipMember(bytes).bytes)).prepare()
        #expect(twice.isGzipTwice)
    }

    @Test func utf16InsideGzip() async {
        let text: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x2C, 0, 0xE9, 0, 0x0A, 0]
        let reading = await readText(GzipMember(text).bytes)
        #expect(reading == Reading(bytes: Array("\u{FEFF}a,é\n".utf8)))
        let cut = await readText(GzipMember(Array(text.dropLast())).bytes)
        #expect(cut.failure?.code == .unsupportedEncoding)
        #expect(cut.failure?.byte == 7)
        #expect(cut.failure?.inputByte == 8)
    }
}

/// Vigna's generator, so that a seed names a test.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(max(1, bound)))
    }
}
