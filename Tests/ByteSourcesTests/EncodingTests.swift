import ByteSources
import Testing

@Suite struct EncodingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var input: [UInt8]
        var encoding: String?
        var text: String
        var used = "utf-8"
        var hadBOM = false
        /// Where the encoded text breaks.
        var faultByte: Int?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "nothing", input: [], text: ""),
        Case(name: "UTF-8", input: Array("a,é,𝄞\n".utf8), text: "a,é,𝄞\n"),
        Case(
            name: "UTF-8 with its mark", input: Array("\u{FEFF}a,b\n".utf8), text: "\u{FEFF}a,b\n",
            hadBOM: true),
        Case(name: "UTF-8 by name", input: Array("a,é\n".utf8), encoding: "UTF8", text: "a,é\n"),
        Case(
            name: "UTF-16LE with its mark", input: utf16("\u{FEFF}a,é,𝄞\n", .little),
            text: "\u{FEFF}a,é,𝄞\n", used: "utf-16le", hadBOM: true),
        Case(
            name: "UTF-16BE with its mark", input: utf16("\u{FEFF}a,é,𝄞\n", .big),
            text: "\u{FEFF}a,é,𝄞\n", used: "utf-16be", hadBOM: true),
        Case(
            name: "UTF-16LE by name", input: utf16("a,é,𝄞\n", .little), encoding: "utf-16le",
            text: "a,é,𝄞\n", used: "utf-16le"),
        Case(
            name: "UTF-16 by name and mark", input: utf16("\u{FEFF}a\n", .big), encoding: "UTF-16",
            text: "\u{FEFF}a\n", used: "utf-16be", hadBOM: true),
        Case(
            name: "UTF-32LE with its mark", input: utf32("\u{FEFF}a,𝄞\n", .little),
            text: "\u{FEFF}a,𝄞\n", used: "utf-32le", hadBOM: true),
        Case(
            name: "UTF-32BE with its mark", input: utf32("\u{FEFF}a,𝄞\n", .big),
            text: "\u{FEFF}a,𝄞\n", used: "utf-32be", hadBOM: true),
        Case(
            name: "Latin-1", input: [0x61, 0x2C, 0xE9, 0x0A], encoding: "latin1", text: "a,é\n",
            used: "iso-8859-1"),
        Case(
            name: "Windows-1252", input: [0x80, 0x2C, 0x92, 0x0A], encoding: "CP1252",
            text: "€,’\n", used: "windows-1252"),
        Case(
            name: "Shift-JIS", input: [0x93, 0xFA, 0x96, 0x7B, 0x2C, 0xB1], encoding: "Shift_JIS",
            text: "日本,ｱ", used: "shift_jis"),
        Case(
            name: "Big5", input: [0xA4, 0xA4, 0xA4, 0xE5, 0x0A], encoding: "big5", text: "中文\n",
            used: "big5"),
        Case(
            name: "GB18030 beyond the first plane", input: [0x94, 0x32, 0xBE, 0x34],
            encoding: "gb18030", text: "𝄞", used: "gb18030"),
        Case(
            name: "ISO-2022-JP, which has states",
            input: [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42, 0x0A],
            encoding: "iso-2022-jp", text: "日本\n", used: "iso-2022-jp"),
        Case(
            name: "half a unit at the end", input: utf16("\u{FEFF}a,b", .little) + [0x41],
            text: "\u{FEFF}a,b", used: "utf-16le", hadBOM: true, faultByte: 8),
        Case(
            name: "a high surrogate without its partner",
            input: utf16("\u{FEFF}a", .big) + [0xD8, 0x00, 0x00, 0x62], text: "\u{FEFF}a",
            used: "utf-16be", hadBOM: true, faultByte: 4),
        Case(
            name: "a high surrogate at the end", input: utf16("\u{FEFF}ab", .big) + [0xD8, 0x00],
            text: "\u{FEFF}ab", used: "utf-16be", hadBOM: true, faultByte: 6),
        Case(
            name: "a low surrogate alone",
            input: utf16("\u{FEFF}ab", .little) + [0x00, 0xDC, 0x61, 0],
            text: "\u{FEFF}ab", used: "utf-16le", hadBOM: true, faultByte: 6),
        Case(
            name: "no character of Shift-JIS", input: [0x61, 0x0A, 0x82, 0x20, 0x62],
            encoding: "shift_jis", text: "a\n", used: "shift_jis", faultByte: 2),
        Case(
            name: "half a character of Shift-JIS", input: [0x61, 0x93], encoding: "shift_jis",
            text: "a", used: "shift_jis", faultByte: 1),
        Case(
            name: "no ASCII", input: [0x61, 0xE9, 0x62], encoding: "us-ascii", text: "a",
            used: "us-ascii", faultByte: 1),
        Case(
            name: "no UTF-32", input: utf32("\u{FEFF}a", .little) + [0, 0, 0x11, 0],
            text: "\u{FEFF}a", used: "utf-32le", hadBOM: true, faultByte: 8),
    ]

    @Test(arguments: cases)
    func readsAtEverySplit(_ test: Case) async throws {
        let options = InputOptions(encoding: test.encoding)
        let input = try openInput(MemorySource(test.input), options: options)
        let facts = try await input.prepare()
        #expect(facts.encodingName == test.used)
        #expect(facts.hadBOM == test.hadBOM)
        let whole = await readAll(input)
        #expect(whole.bytes == Array(test.text.utf8), "\(whole)")
        #expect(whole.failure?.code == (test.faultByte == nil ? nil : .unsupportedEncoding))
        #expect(whole.failure?.inputByte == test.faultByte)
        if test.faultByte != nil { #expect(whole.failure?.byte == test.text.utf8.count) }
        for step in 1...max(1, test.input.count) {
            let split = await readText(
                test.input, options, stepBytes: step, bufferBytes: 1 + step % 5)
            #expect(split == whole, "in steps of \(step)")
        }
        for cut in 0...test.input.count {
            let pieces = [test.input[..<cut], test.input[cut...]]
            let pieced = try openInput(
                AsyncBytesSource(Pieces(pieces: pieces)), options: options)
            #expect(await readAll(pieced, bufferBytes: 3) == whole, "cut at \(cut)")
        }
    }

    /// More than the buffers, so that surrogates and multi-byte characters lie on their edges.
    @Test(arguments: ["utf-16le", "utf-16be", "utf-32le"])
    func readsWhatIsLargerThanItsBuffers(encoding: String) async {
        let text = "x" + String(repeating: "𝄞é,漢\n", count: 50_000)
        let bytes: [UInt8] =
            switch encoding {
            case "utf-16le": utf16(text, .little)
            case "utf-16be": utf16(text, .big)
            default: utf32(text, .little)
            }
        for step in [Int.max, 65_535, 4_097, 333] {
            let reading = await readText(
                bytes, InputOptions(encoding: encoding), stepBytes: step, bufferBytes: 70_001)
            #expect(reading.failure == nil)
            #expect(reading.bytes.elementsEqual(text.utf8), "steps of \(step)")
        }
    }

    struct Refusal: Sendable {
        var encoding: String
        var input: [UInt8] = Array("a\n".utf8)
        var detail: String
    }

    @Test(arguments: [
        Refusal(encoding: "windows-1253x", detail: "windows-1253"),
        Refusal(encoding: "shiftjs", detail: "shift_jis"),
        Refusal(encoding: "utf-8-sig", detail: "utf-8"),
        Refusal(encoding: "", detail: "nearest"),
        Refusal(encoding: "ibm-1047,swaplfnl", detail: "ibm1047"),
        Refusal(encoding: "utf-16", detail: "utf-16le or utf-16be"),
        Refusal(
            encoding: "windows-1252", input: Array("\u{FEFF}a\n".utf8), detail: "that of utf-8"),
        Refusal(encoding: "utf-8", input: [0xFF, 0xFE, 0x61, 0], detail: "that of utf-16le"),
        Refusal(encoding: "utf-16be", input: [0xFF, 0xFE, 0x61, 0], detail: "that of utf-16le"),
    ])
    func refusesWithWordsThatHelp(_ test: Refusal) async {
        let reading = await readText(test.input, InputOptions(encoding: test.encoding))
        #expect(reading.bytes.isEmpty)
        #expect(reading.failure?.code == .unsupportedEncoding)
        #expect(reading.failure?.detail.contains(test.detail) == true, "\(reading)")
    }

    @Test func whatLooksLikeUTF16IsHintedNotGuessed() async throws {
        let table: [(bytes: [UInt8], hint: String?)] = [
            (utf16("id,name\n", .little), "utf-16le"),
            (utf16("id,name\n", .big), "utf-16be"),
            (utf16("id,Łukasz\n", .little), "utf-16le"),
            (utf32("id,é\n", .little), "utf-32le"),
            (utf32("id,é\n", .big), "utf-32be"),
            (Array("id,name\n".utf8), nil),
            (Array("id,na\0me\n".utf8), nil),
            ([0, 0, 0, 0, 0, 0, 0, 0], nil),
            ([], nil),
        ]
        for (bytes, hint) in table {
            let input = try openInput(MemorySource(bytes))
            let facts = try await input.prepare()
            #expect(facts.looksLike == hint, "\(bytes)")
            #expect(facts.encodingName == "utf-8")
            #expect(await readAll(input).bytes == bytes)
        }
    }

    enum Order { case little, big }

    static func utf16(_ text: String, _ order: Order) -> [UInt8] {
        text.utf16.flatMap { order == .little ? littleEndian($0) : littleEndian($0).reversed() }
    }

    static func utf32(_ text: String, _ order: Order) -> [UInt8] {
        text.unicodeScalars.flatMap {
            order == .little ? littleEndian($0.value) : littleEndian($0.value).reversed()
        }
    }

    func utf16(_ text: String, _ order: Order) -> [UInt8] { Self.utf16(text, order) }

    func utf32(_ text: String, _ order: Order) -> [UInt8] { Self.utf32(text, order) }
}
