import ProfileCSV
import Testing

/// What a typed column takes, by tables.
struct ValueGrammarTests {
    private func check(
        _ accepts: (UnsafeRawBufferPointer) -> Bool, takes: [String], refuses: [String],
        _ location: SourceLocation = #_sourceLocation
    ) {
        for text in takes {
            let isTaken = Array(text.utf8).withUnsafeBytes { accepts($0) }
            #expect(isTaken, "\(text)", sourceLocation: location)
        }
        for text in refuses {
            let isTaken = Array(text.utf8).withUnsafeBytes { accepts($0) }
            #expect(!isTaken, "\(text)", sourceLocation: location)
        }
    }

    @Test func numbers() {
        check(
            NumberGrammar.accepts,
            takes: [
                "0", "-0", "12", "12.50", "-0.5", "1e5", "1E+5", "1e-05", "0e0", "9007199254740993",
                "1e400", "0.0",
            ],
            refuses: [
                "", "-", "+1", "01", "00", "-01", ".5", "5.", "1e", "1e+", "1.e5", " 1", "1 ",
                "1,5",
                "0x10", "NaN", "Infinity", "1_000", "١",
            ])
    }

    @Test func dates() {
        check(
            DateGrammar.accepts,
            takes: [
                "2026-01-31", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31",
                "2026-01-31T10:00:00Z", "2026-01-31T10:00Z", "2026-01-31T10:00:00.123456789Z",
                "2026-01-31T10:00:00,5Z", "2026-01-31T23:59:59+02:00", "2026-01-31T00:00:00-0330",
                "2026-01-31T00:00:00+14", "2016-12-31T23:59:60Z",
            ],
            refuses: [
                "", "2026-1-31", "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01",
                "2026-00-10",
                "2026-01-00", "2026-01-32", "0000-01-01", "26-01-31", "31.01.2026", "2026/01/31",
                "20260131", "2026-01-31 10:00:00Z", "2026-01-31T10:00:00", "2026-01-31T10:00",
                "2026-01-31T10Z", "2026-01-31T24:00:00Z", "2026-01-31T10:60:00Z",
                "2026-01-31T10:00:61Z", "2026-01-31T10:00:60Z", "2026-01-31T10:00:00.Z",
                "2026-01-31T10:00:00z", "2026-01-31T10:00:00+2", "2026-01-31T10:00:00+02:60",
                "2026-01-31T10:00:00+24:00", "2026-01-31T10:00:00+02:00x", "2026-01-31x",
                "2026-01-31T",
                "+2026-01-31",
            ])
    }

    @Test func timestampsAreNotBefore1970() {
        check(
            DateGrammar.acceptsTimestamp,
            takes: [
                "1970-01-01", "1970-01-01T00:00:00Z", "1969-12-31T23:00:00-01:00", "2026-01-31",
            ],
            refuses: [
                "1969-12-31", "1969-12-31T23:59:59Z", "1970-01-01T00:30:00+01:00", "yesterday",
            ])
    }

    @Test func json() {
        let deep = { (levels: Int) in
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        let deepObjects =
            String(repeating: "{\"a\":", count: 32) + "1" + String(repeating: "}", count: 32)
        check(
            { JSONGrammar.form(of: $0) != nil },
            takes: [
                "1", "-1.5e3", "\"a\"", "true", "false", "null", "{}", "[]", "[ ]", "{ }",
                " [1, 2] ",
                "{\"a\":{\"b\":[1,{\"c\":null}]}}", "[[],[[]],{}]", "\"\\u00e9\\n\\\\\\\"\\/\"",
                "\"\\ud83d\\ude00\"", "\"é\"", deep(32), deepObjects, "[\n1\t,\r\n2]",
            ],
            refuses: [
                "", " ", "a", "{", "[", "]", "}", "[1,]", "[,1]", "{,}", "{\"a\"}", "{\"a\":}",
                "{\"a\":1,}", "{a:1}", "{1:2}", "[1 2]", "1 2", "[1]]", "{]", "[}", "tru", "truee",
                "nul",
                "\"a", "\"\\x\"", "\"\\u12\"", "\"\t\"", "\"\\ud83d\"", "\"\\ude00\"",
                "\"\\ud83d\\u0041\"",
                "\"\\u0000\"", "01", "[1.]", "'a'", deep(33),
                "{\"a\":" + deep(32) + "}", String(repeating: "[", count: 100_000), "NaN", "// 1",
            ])
    }

    @Test(arguments: [
        ("[1, 2]", "[1,2]"), (" { \"a b\" :\t\"c  d\" }\n", "{\"a b\":\"c  d\"}"),
        ("\"a \\\" b \"", "\"a \\\" b \""), ("[ \"\\\\\" , 1 ]", "[\"\\\\\",1]"),
        ("12.50", "12.50"),
    ])
    func whiteSpaceIsLeftOut(_ text: String, _ expected: String) {
        var pieces: [UInt8] = []
        Array(text.utf8).withUnsafeBytes { bytes in
            #expect(JSONGrammar.form(of: bytes) != nil)
            JSONGrammar.minify(bytes) { pieces += $0 }
        }
        #expect(String(decoding: pieces, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        ("12", ValueShape.number), ("-1.5", .number), ("2026-01-31", .date), ("007", .string),
        ("true", .boolean), ("TRUE", .string), ("a@b.co", .email), ("1@b.co", .email),
        ("a@b", .string), ("a@@b.co", .string), ("@b.co", .string), ("a@.co", .string),
        ("a b@c.de", .string), ("+15555550123", .phone), ("+1555", .string),
        ("+155555501234567890", .string),
        ("{\"a\":1}", .json), ("[1", .string), ("free", .string), ("", .string),
    ])
    func shapes(_ text: String, _ expected: ValueShape) {
        #expect(Array(text.utf8).withUnsafeBytes(ValueShape.of) == expected, "\(text)")
    }
}
