import ProfileCSV

extension Mutation {
    /// Every kind; a letter that the published list lacks is planted into several columns, and so on.
    static let all: [Mutation] = cells + identifiers + texts + people + headers + files

    private static let traits = ["First Name", "City", "Note"]
    private static let ids = ["user_id", "email"]

    private static let cells: [Mutation] = [
        .cell("unlisted letter", .invalidCharacter, in: traits, [
            "Mu\u{F1}oz", "O'Brien", "\u{C2}ngela", "a;b", "5 \u{20AC}", "\u{5C0F}\u{6797}", "a,b", "\u{1F600}",
            "say \"hi\"", "x\u{A0}y", "\u{2019}s", "Z\u{324}", "g\u{35F}",
        ]),
        .cell("unseen character in a trait", .invisibleCharacter, in: traits, [
            "a\u{7}b", "a\u{202E}b", "a\u{E000}b", "a\u{1F}b",
        ]),
        .cell("spaces in a trait", .fieldSpaces, in: traits, [" Rome", "Rome ", "New  York", " a  b "]),
        .cell("formula", .formulaCell, in: traits, [
            "=1+1", "=SUM(A1:A3)", "@SUM(1)", "+cmd|' /C calc'!A0", "-1+2", "=HYPERLINK(A1)", "= B2",
        ]),
        .cell("card", .regulatedData, "card", in: traits, [
            "4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "6011111111111117",
        ]),
        .cell("social security number", .regulatedData, "ssn", in: traits, ["123-45-6789", "078-05-1120"]),
        .cell("no number", .invalidValue, in: ["ltv"], [
            "1,5", "abc", "1.", "+1", "0x1F", "1 000", "1e", "NaN", "--1", "01",
        ]),
        .cell("nothing where a value is required", .requiredValue, in: ["Member"], ["", " "]),
        .cell("cell cut off", .damagedIdentifier, "cut", in: traits, [
            String(repeating: "x", count: 32_767), String(repeating: "\u{E9}", count: 32_767),
        ]),
        .cell("cell too large", .messageTooLarge, "trait", in: traits, [
            String(repeating: "y", count: 32_100), String(repeating: "word ", count: 6_500) + "z",
        ]),
    ]

    private static let identifiers: [Mutation] = [
        .change("unseen character in an identifier", .invisibleCharacter, in: ids + ["phone"]) { value, random in
            value + random.pick(["\u{200B}", "\u{200D}", "\u{FEFF}", "\t", "\n", "\u{AD}"]) + "1"
        },
        .change("space at an identifier's end", .edgeSpaceIdentifier, in: ids + ["phone"]) { value, random in
            random.pick([" " + value, value + " ", "  " + value])
        },
        .cell("blocked value", .blockedValue, in: ids + ["phone"], [
            "null", "-1", "anonymous", "0000", "0", "---",
        ]),
        .cell("scientific notation", .damagedIdentifier, "scientific", in: ids + ["phone"], [
            "1.23E+15", "4.91766E+12", "9E+15", "1,2E+11",
        ]),
        .cell("date", .damagedIdentifier, "date", in: ids, [
            "2024-03-01", "1-Mar", "Mar-01", "3/1/2024", "01.03.2024", "2024-03-01 00:00:00",
        ]),
        .cell("word for nothing", .damagedIdentifier, "error_text", in: ids + ["phone"], [
            "#N/A", "NULL", "#REF!", "n/a", "NaN", "undefined", "#VALUE!", "None",
        ]),
        .change("mojibake", .damagedIdentifier, "mojibake", in: ["email"]) { value, random in
            random.pick(["Jos\u{C3}\u{A9}", "M\u{C3}\u{BC}ller", "\u{E2}\u{20AC}\u{2122}", "x\u{FFFD}"]) + value
        },
        .cell("rounded number", .damagedIdentifier, "rounded", in: ids, [
            "12345678901234500", "98765432109876000000", "1234567890123450000",
        ]),
        Mutation("lost zeros") { table, random in
            let padded = table.rows.indices.filter { table.rows[$0][0].hasPrefix("0") }
            let row = random.pick(padded)
            table.rows[row][0] = String(table.rows[row][0].drop { $0 == "0" })
            return Expected(code: .damagedIdentifier, kind: "leading_zeros", row: row + 1, column: 1)
        },
        .cell("account ID that Segment drops", .identifierTooLong, in: ["group_id"], [
            String(repeating: "a", count: 501), String(repeating: "\u{E9}", count: 800),
            String(repeating: "\u{1F600}", count: 251),
        ]),
        .cell("phone of another form", .phoneFormat, in: ["phone"], [
            "(030) 555-0123", "030 5550123", "004930555", "+49 30 5550123", "5550123", "+0305550123",
        ]),
        .cell("test", .testPerson, in: ["email"], [
            "ann@example.com", "test@acme.io", "bo@mail.example.com", "x@y.test", "example-3@example.com",
        ]),
        Mutation("nobody") { table, random in
            let row = Int.random(in: 0..<table.rows.count, using: &random)
            for column in 0..<3 { table.rows[row][column] = random.pick(["", " "]) }
            return Expected(code: .noIdentifier, row: row + 1)
        },
    ]

    private static let texts: [Mutation] = [
        .text("too few cells", "too_few_fields", column: nil) { table, row in
            table.line(Array(table.rows[row].dropLast()))
        },
        .text("too many cells", "too_many_fields", column: nil) { table, row in
            table.line(table.rows[row] + ["more"])
        },
        .text("text after a quote", "text_after_quote", column: "City") { table, row in
            spoiled(table, row, "City", Array("\"Rome\"x".utf8))
        },
        .text("zero byte", "nul_byte", column: "Note") { table, row in
            spoiled(table, row, "Note", [0x61, 0, 0x62])
        },
        .text("no UTF-8", "invalid_utf8", column: "First Name") { table, row in
            spoiled(table, row, "First Name", [0x5A, 0x6F, 0xEB])
        },
        Mutation("open quote") { table, random in
            let row = table.rows.count - 1
            table.isQuoted = false
            table.raw[row] = spoiled(table, row, "Note", Array("\"never closed".utf8))
            return Expected(
                code: .parseError, kind: "unterminated_quote", row: row + 1, column: table.column("Note") + 1)
        },
        Mutation("stray quote") { table, random in
            let row = Int.random(in: 0..<table.rows.count, using: &random)
            table.raw[row] = spoiled(table, row, "Note", Array("5\" pipe".utf8))
            return Expected(code: .strayQuote, row: row + 1, column: table.column("Note") + 1)
        },
    ]

    /// A row whose field of a column is written as given.
    private static func spoiled(
        _ table: CleanTable, _ row: Int, _ column: String, _ text: [UInt8]
    ) -> [UInt8] {
        let index = table.column(column)
        let fields = table.rows[row].enumerated().map { at, field in
            at == index ? text : table.line([field])
        }
        return Array(fields.joined(separator: [UInt8(ascii: ",")]))
    }

    private static let people: [Mutation] = [
        Mutation("same spelling but for case") { table, random in
            let (first, second) = twoRows(of: table, &random)
            table.rows[second][1] = random.pick([
                table.rows[first][1].uppercased(), table.rows[first][1].replacing("p", with: "P"),
            ])
            return Expected(code: .caseVariantIdentifier, row: second + 1, column: 2)
        },
        Mutation("a person again") { table, random in
            let (first, second) = twoRows(of: table, &random)
            for column in 0..<3 { table.rows[second][column] = table.rows[first][column] }
            table.rows[second][4] = "Turin"
            return Expected(code: .repeatedPerson, row: second + 1, column: 1)
        },
        Mutation("two IDs on one address") { table, random in
            let (first, second) = twoRows(of: table, &random)
            table.rows[second][1] = table.rows[first][1]
            return Expected(code: .conflictingIdentifiers, row: second + 1, column: 2)
        },
        Mutation("an address of many people") { table, random in
            for row in 2..<8 { table.rows[row][1] = "info@acme.io" }
            return Expected(code: .sharedIdentifier, row: 5, column: 2)
        },
    ]

    private static func twoRows(
        of table: CleanTable, _ random: inout SeededRandom
    ) -> (first: Int, second: Int) {
        let second = Int.random(in: 1..<table.rows.count, using: &random)
        return (Int.random(in: 0..<second, using: &random), second)
    }

    private static let headers: [Mutation] = [
        .header("doubled name", .duplicateHeader, [("City", "First Name"), ("Note", "City")]),
        .header("no name", .emptyHeader, [("City", ""), ("Note", " "), ("First Name", "  ")]),
        .header("spaces in a name", .headerSpaces, [
            ("City", " City"), ("Note", "Note "), ("First Name", "First  Name"),
        ]),
        .header("unlisted letter in a name", .invalidCharacter, [
            ("City", "Ciudad Espa\u{F1}ola"), ("Note", "What's up"), ("City", "\u{57CE}\u{5E02}"),
        ]),
        .header("near miss", .nearMissHeader, [
            ("email", "Email"), ("email", "E-mail Address"), ("user_id", "userId"), ("user_id", "User ID"),
            ("phone", "Phone Number"), ("email", "emial"), ("First Name", "First name"),
            ("First Name", "first_name"), ("email", "\u{435}mail"),
        ]),
        .header("letter of another alphabet", .confusableHeader, [
            ("email", "\u{435}mail"), ("City", "\u{421}ity"), ("Note", "N\u{43E}te"),
        ]),
        .header("new trait", .newTrait, [("City", "Shoe size"), ("Note", "Weather")]),
        .header("another type than the space has", .typeChange, [("City", "Score"), ("Note", "Score")]),
        .header("protected data by its name", .regulatedData, [
            ("City", "Diagnosis"), ("Note", "Credit Card"), ("City", "SSN"),
        ]),
    ]

    private static let files: [Mutation] = [
        Mutation("byte order mark") { table, _ in
            table.start = [0xEF, 0xBB, 0xBF]
            return Expected(code: .bom)
        },
        Mutation("line ends of two kinds") { table, random in
            let row = Int.random(in: 0..<table.rows.count, using: &random)
            table.lineEnds[row] = table.lineEnd == "\n" ? "\r\n" : "\n"
            return Expected(code: .mixedLineEndings)
        },
        Mutation("another delimiter") { table, random in
            table.delimiter = random.pick([";", "\t", "|"])
            table.isQuoted = false
            return Expected(code: .wrongDelimiter)
        },
        Mutation("no identifier") { table, random in
            for column in 0..<3 { table.header[column] = "thing \(column)" }
            return Expected(code: .missingIdentifier)
        },
        Mutation("a column that the mapping names") { table, _ in
            table.header[7] = "Club"
            return Expected(code: .missingColumn)
        },
    ]
}
