import IdentifyMessages
import IdentityResolution
import ProfileCSV
import Testing

/// Rows and the messages they become, letter by letter (design §4, §8, `identifiers-and-traits`
/// §4–§6).
struct RowMessagesTests {
    private let options = RowPassOptions(
        messages: MessageOptions(runID: "R", libraryVersion: "V"), makesMessages: true)

    private func check(
        _ csv: String, _ map: ColumnMap, _ expected: [String], options: RowPassOptions? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) {
        let result = RowPassHarness.run(csv, map, options ?? self.options)
        #expect(result.messages == expected, sourceLocation: location)
    }

    /// `rest` stands between the message ID and the library.
    private func message(_ id: String, _ rest: String, context: String = "", after: String = "")
        -> String
    {
        "{\"type\":\"identify\",\"messageId\":\"rollcall-R-1-\(id)\",\(rest),\"context\":{\(context)"
            + "\"library\":{\"name\":\"rollcall\",\"version\":\"V\"}}\(after)}"
    }

    /// The header and mapping of a contact centre's export.
    private static let contacts = RowPassHarness.map(
        "user_id,E-Mail,anonymous_id,phone,android.id,android.idfa,android.push_token,ios.id,"
            + "ios.push_token,ga_client_id,group_id,First Name,LTV,Newsletter,Updated,Internal,Notes",
        constants: [
            ColumnMap.Constant(name: Array("imported_from".utf8), json: Array("\"crm\"".utf8))
        ],
        [
            "E-Mail": {
                $0.uploadMeaning = $0.meaning
                $0.meaning = .identifier(rule: RowPassHarness.rule("email"))
            },
            "LTV": {
                $0.meaning = .trait(name: Array("ltv".utf8))
                $0.type = .number
            },
            "Newsletter": {
                $0.meaning = .trait(name: Array("newsletter".utf8))
                $0.type = .boolean
                $0.blank = .null
            },
            "Updated": { $0.meaning = .timestamp },
            "Internal": { $0.meaning = .ignore },
        ])

    private func contact(_ row: String) -> String {
        let header = Self.contacts.columns.map { String(decoding: $0.header, as: UTF8.self) }
        return header.joined(separator: ",") + "\n" + row + "\n"
    }

    @Test func aFullRow() {
        check(
            contact("u1,zoe@example.com,,,,,,,,,,Zoë,12.50,true,2026-01-31T10:00:00Z,x,"),
            Self.contacts,
            [
                message(
                    "1",
                    #""userId":"u1","timestamp":"2026-01-31T10:00:00Z","traits":{"email":"zoe@example.com","First Name":"Zoë","ltv":12.50,"newsletter":true,"imported_from":"crm"}"#
                )
            ])
    }

    @Test func anIDIsMadeFromTheFirstIdentifier() {
        check(
            contact(",Jane.Doe@example.com,,,,,,,,,,Jane,,,,,"), Self.contacts,
            [
                message(
                    "1",
                    #""anonymousId":"eml_3adb8832fadd5f5c8d8930343ab90883de961f3e","traits":{"email":"Jane.Doe@example.com","First Name":"Jane","newsletter":null,"imported_from":"crm"}"#
                )
            ])
        check(
            contact(",,,+15555550123,,,,,,,,,,,,,"), Self.contacts,
            [
                message(
                    "1",
                    #""anonymousId":"phone_ac3c42d16eca973c90b9226833401d77a62076a0","traits":{"phone":"+15555550123","newsletter":null,"imported_from":"crm"}"#,
                    context:
                        #""externalIds":[{"id":"+15555550123","type":"phone","collection":"users","encoding":"none"}],"#
                )
            ])
        // A blocked value is no first identifier.
        check(
            contact("0,null,,,,,,,d-1,,,,,,,,"), Self.contacts,
            [
                message(
                    "1",
                    #""anonymousId":"ios.push_token_3a9c4b8dd6a1bf5ab5f5ad6a3a9ad6d9b3e4b2e4","traits":{"newsletter":null,"imported_from":"crm"}"#
                        .replacing(
                            "3a9c4b8dd6a1bf5ab5f5ad6a3a9ad6d9b3e4b2e4",
                            with: String(
                                decoding: GeneratedID.make(type: "", value: Array("d-1".utf8))
                                    .dropFirst(),
                                as: UTF8.self)),
                    context: #""device":{"type":"ios","token":"d-1"},"#)
            ])
    }

    @Test func textIsEscaped() {
        check(
            contact(",,a-1,,,,,,,GA1.2.3.4,,,,,,,\"line one\nline \"\"two\"\"\t\\ end\""),
            Self.contacts,
            [
                message(
                    "1",
                    #""anonymousId":"a-1","traits":{"newsletter":null,"Notes":"line one\nline \"two\"\t\\ end","imported_from":"crm"}"#,
                    context: #""integrations":{"Google Analytics":{"clientId":"GA1.2.3.4"}},"#)
            ])
    }

    @Test func onePlatformIsADeviceTwoAreExternalIDs() {
        check(
            contact("u2,,,,and-1,idfa-1,tok-1,,,,,,,,,,"), Self.contacts,
            [
                message(
                    "1", #""userId":"u2","traits":{"newsletter":null,"imported_from":"crm"}"#,
                    context:
                        #""device":{"type":"android","id":"and-1","advertisingId":"idfa-1","adTrackingEnabled":true,"token":"tok-1"},"#
                )
            ])
        let external = { (id: String, type: String) in
            #"{"id":"\#(id)","type":"\#(type)","collection":"users","encoding":"none"}"#
        }
        check(
            contact("u3,,,+1,and-2,,,ios-2,tok-2,,,,,,,,"), Self.contacts,
            [
                message(
                    "1",
                    #""userId":"u3","traits":{"phone":"+1","newsletter":null,"imported_from":"crm"}"#,
                    context: "\"externalIds\":["
                        + [
                            external("+1", "phone"), external("and-2", "android.id"),
                            external("ios-2", "ios.id"), external("tok-2", "ios.push_token"),
                        ].joined(separator: ",") + "],")
            ])
    }

    @Test func blockedValuesAndBlanksAreLeftOut() {
        check(
            contact("u4,anonymous,,,,,,,,,g-1,,,,,,"), Self.contacts,
            [
                message(
                    "1",
                    #""userId":"u4","groupId":"g-1","traits":{"newsletter":null,"imported_from":"crm"}"#
                )
            ])
        check(
            contact("007,p@example.com,,000,,,,,,,null,   ,0,false,,,\u{1} kept"), Self.contacts,
            [
                message(
                    "1",
                    #""userId":"007","traits":{"email":"p@example.com","ltv":0,"newsletter":false,"Notes":"\u0001 kept","imported_from":"crm"}"#
                )
            ])
    }

    @Test func blankRulesAndNullValues() {
        let map = RowPassHarness.map(
            "user_id,a,b,c,email",
            [
                "b": {
                    $0.blank = .empty
                    $0.nullValues = [Array("N/A".utf8), Array("-".utf8)]
                },
                "c": { $0.blank = .null },
                "email": { $0.blank = .null },
            ])
        check(
            "user_id,a,b,c,email\nu,,,,\nu,N/A,N/A,\t,null\nu,x,n/a,y,e@f.gh\n", map,
            [
                message("1", #""userId":"u","traits":{"b":"","c":null,"email":null}"#),
                message("2", #""userId":"u","traits":{"a":"N/A","b":"","c":null}"#),
                message(
                    "3", #""userId":"u","traits":{"a":"x","b":"n/a","c":"y","email":"e@f.gh"}"#),
            ])
    }

    @Test func typedValuesKeepTheirBytes() throws {
        let german = try DateFormat("DD.MM.YYYY")
        let map = RowPassHarness.map(
            "user_id,n,j,d,g,t",
            [
                "n": { $0.type = .number }, "j": { $0.type = .json }, "d": { $0.type = .date(nil) },
                "g": { $0.type = .date(german) },
                "t": {
                    $0.meaning = .timestamp
                    $0.type = .date(german)
                },
            ])
        check(
            "user_id,n,j,d,g,t\nu,1E+2,\"{ \"\"a\"\" : [1,\n 2] }\",2026-01-31,31.01.2026,01.02.2026\n",
            map,
            [
                message(
                    "1",
                    #""userId":"u","timestamp":"2026-02-01","traits":{"n":1E+2,"j":{"a":[1,2]},"d":"2026-01-31","g":"2026-01-31"}"#
                )
            ])
    }

    @Test func noTraitsIsAnEmptyObject() {
        check(
            "user_id,a\nu,\n", RowPassHarness.map("user_id,a"),
            [message("1", #""userId":"u","traits":{}"#)])
    }

    @Test(arguments: [
        (Forwarding.all, ""), (.none, #","integrations":{"All":false,"Personas":true}"#),
        (.only(["A \"B\""]), #","integrations":{"All":false,"Personas":true,"A \"B\"":true}"#),
    ])
    func forwarding(_ forwarding: Forwarding, _ expected: String) {
        check(
            "user_id\nu\n", RowPassHarness.map("user_id"),
            [message("1", #""userId":"u","traits":{}"#, after: expected)],
            options: RowPassOptions(
                messages: MessageOptions(runID: "R", libraryVersion: "V", forwarding: forwarding),
                makesMessages: true))
    }

    @Test func rowsWithoutAnIdentifierWhereTheyAreAllowed() {
        let options = RowPassOptions(
            catalogue: ProblemCatalogue(allowsAnonymous: true),
            messages: MessageOptions(runID: "R", libraryVersion: "V", fileDigest: [7]),
            makesMessages: true)
        let id = String(decoding: GeneratedID.make(fileDigest: [7], row: 2), as: UTF8.self)
        check(
            "user_id,a\nu,1\n ,2\n", RowPassHarness.map("user_id,a"),
            [
                message("1", #""userId":"u","traits":{"a":"1"}"#),
                message("2", #""anonymousId":"\#(id)","traits":{"a":"2"}"#),
            ], options: options)
    }

    @Test func messageIDsNameFileAndRow() {
        var options = options
        options.file = 3
        options.hasHeader = false
        let result = RowPassHarness.run("u\nv\n", RowPassHarness.map("user_id"), options)
        #expect(result.messages.map { $0.contains("\"rollcall-R-3-1\"") } == [true, false])
        #expect(result.messages.map { $0.contains("\"rollcall-R-3-2\"") } == [false, true])
    }

    /// Many rows over many chunks: every quoted, escaped or plain value arrives, for any worker
    /// count.
    @Test(arguments: [1, 2, 3])
    func anyNumberOfWorkers(_ workers: Int) {
        var csv = "user_id,a,b\n"
        var expected: [String] = []
        for row in 1...700 {
            let text = row % 7 == 0 ? "x\"\"y" : row % 3 == 0 ? "é,\n" : "plain"
            csv +=
                "u\(row),\"\(text)\",\(row % 5 == 0 ? "" : String(repeating: "z", count: row % 90))\n"
            let b =
                row % 5 == 0 || row % 90 == 0
                ? "" : ",\"b\":\"\(String(repeating: "z", count: row % 90))\""
            let a = row % 7 == 0 ? "x\\\"y" : row % 3 == 0 ? "é,\\n" : "plain"
            expected.append(message("\(row)", #""userId":"u\#(row)","traits":{"a":"\#(a)"\#(b)}"#))
        }
        let result = RowPassHarness.run(
            csv, RowPassHarness.map("user_id,a,b"), options, workers: workers, chunkBytes: 512)
        #expect(result.messages == expected)
        #expect(result.outcome.rows == 700)
    }
}
