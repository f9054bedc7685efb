import IdentityResolution
import ProfileCSV
import Testing

@Suite struct SpaceConfigurationTests {
    @Test func noContentIsTheDefault() throws {
        for yaml in ["", "\n", "# nothing\n", "---\n", "version: 1\n", "{}"] {
            #expect(try SpaceConfiguration.parse(yaml) == SpaceConfiguration(), "\(yaml)")
        }
        let space = SpaceConfiguration()
        #expect(space.identifiers.count == 11)
        #expect(space.target == .unify && space.region == .us && space.characters == .all)
        #expect(space.isAnonymousIDConfigured)
    }

    @Test func presetsAreWhatTheirNamesSay() {
        let center = SpaceConfiguration(preset: .contactCenter)
        #expect(
            center.identifiers.map(\.type).prefix(4) == ["user_id", "email", "phone", "android.id"])
        #expect(center.identifiers.count == 12 && center.target == .unifiedProfiles)
        #expect(center.identifiers[2].limit == 5)
        let shop = SpaceConfiguration(preset: .eCommerce)
        #expect(
            shop.identifiers.map(\.type).prefix(5) == [
                "user_id", "customer_id", "email", "phone", "android.id",
            ])
        #expect(shop.identifiers[1].limit == 1 && shop.identifiers[3].limit == 5)
        #expect(shop.traits.last == .init(name: "lifetime_value", type: .number))
    }

    @Test(arguments: SpaceConfiguration.Preset.allCases)
    func whatIsWrittenReadsBack(preset: SpaceConfiguration.Preset) throws {
        let space = SpaceConfiguration(preset: preset)
        #expect(try SpaceConfiguration.parse(space.yaml()) == space)
    }

    @Test func everyValueReadsBack() throws {
        var space = SpaceConfiguration(
            name: "Zoë’s: \"café\" # 1\u{200B}", slug: "z-1", id: "spa_abc",
            workspace: .init(id: "ws_1", slug: "ws"), target: .api, characters: .headers,
            region: .url("https://[::1]:8080/in"), writeKeyFile: "no", profileTokenFile: "~/t: x")
        space.identifiers = [
            IdentifierRule(type: "email", limit: 1_000, window: .annually),
            IdentifierRule(
                type: "phone", limit: 1,
                blocked: BlockedValues(
                    values: ["-1", "null", "anonymous", "void", "*"],
                    patterns: ["^[0-]*$", "^\\+1555.*$"])),
            IdentifierRule(type: "x:y", limit: 2, blocked: BlockedValues()),
            IdentifierRule(type: "z", limit: 2, blocked: BlockedValues(values: ["null", ""])),
        ]
        space.traits = [
            .init(name: "true"), .init(name: "12", type: .number),
            .init(name: "a\tb\u{7F}", type: .json),
            .init(name: "since", type: .date(try DateFormat("DD.MM.YYYY"))),
            .init(name: "名前", type: .string),
        ]
        space.mapping = Mapping(
            columns: [
                .init(
                    header: "*E-Mail", meaning: .identifier("email"),
                    nullValues: ["NULL", "", "~"], isRequired: true),
                .init(header: "n", meaning: .trait("ignore"), type: .boolean, blank: .null),
                .init(header: "t", meaning: .timestamp), .init(header: "o", meaning: .ignore),
                .init(header: "plain", meaning: .header, type: .date(nil), blank: .empty),
            ],
            constants: [
                .init(name: Array("from".utf8), json: Array(#""a \"b\"""#.utf8)),
                .init(name: Array("n".utf8), json: Array("12.50".utf8)),
            ])
        var read = try SpaceConfiguration.parse(space.yaml())
        for index in read.mapping?.columns.indices ?? 0..<0 {
            read.mapping?.columns[index].line = 0
        }
        #expect(read == space, "\(space.yaml())")
    }

    @Test(
        arguments: [
            ("nmae: x", 1, "nmae", "name"),
            ("name: x\nidentifers: []", 2, "identifers", "identifiers"),
            ("name: [x]", 1, "must be text", nil), ("name:", 1, "no value", nil),
            ("version: 2", 1, "version", nil), ("target: unfy", 1, "unfy", "unify"),
            ("characters: header", 1, "header", "headers"), ("region: asia", 1, "asia", nil),
            ("region: ue", 1, "ue", nil), ("region: ftp://x/", 1, "https://", nil),
            ("region: https://u:p@x/", 1, "password", nil),
            ("region: https://x:99999/", 1, "port", nil),
            ("region: https:///v1", 1, "no server", nil),
            ("region: https://x/?a", 1, "neither", nil),
            ("slug: My Space", 1, "slug", nil), ("id: spa 1", 1, "id", nil),
            ("workspace: {nam: x}", 1, "nam", nil), ("write_key: abc", 1, "write_key_file", nil),
            ("identifiers: []", 1, "at least one", nil), ("identifiers: {a: b}", 1, "list", nil),
            ("identifiers:\n  - group_id", 2, "at least one", nil),
            ("identifiers:\n  - email\n  - {type: email}", 3, "twice", nil),
            ("identifiers:\n  - {type: Email}", 2, "lower case", "email"),
            ("identifiers:\n  - {type: email, limt: 5}", 2, "limt", "limit"),
            ("identifiers:\n  - {type: email, limit: 0}", 2, "1 to 1000", nil),
            ("identifiers:\n  - {type: email, limit: 1001}", 2, "1 to 1000", nil),
            ("identifiers:\n  - {type: email, limit: \"5\"}", 2, "without quotes", nil),
            ("identifiers:\n  - {type: email, limit: 5.5}", 2, "whole number", nil),
            ("identifiers:\n  - {type: email, window: dayly}", 2, "dayly", "daily"),
            ("identifiers:\n  - {limit: 5}", 2, "type", nil),
            ("identifiers:\n  - {type: email, blocked: [x]}", 2, "key: value", nil),
            ("identifiers:\n  - {type: email, blocked: {patterns: [\"a(?!b)\"]}}", 2, "ahead", nil),
            ("identifiers:\n  - {type: email, blocked: {suggested: yes}}", 2, "true or false", nil),
            ("traits:\n  - a\n  - a", 3, "twice", nil),
            ("traits:\n  - {name: a, type: nubmer}", 2, "nubmer", "number"),
            ("traits:\n  - {name: a, type: number, format: DD}", 2, "format", nil),
            ("traits:\n  - {name: a, type: date, format: MM/DD/YY}", 2, "YYYY", nil),
            ("mapping:\n  colums: {}", 2, "colums", "columns"),
            ("name: x\nname: y", 1, "twice", nil),
            ("- a", 1, "key: value", nil), ("name: \"x", 1, "not YAML", nil),
            ("a: b: c", 1, "not YAML", nil),
            ("name: &a x\nslug: *a", 1, "Anchors", nil),
        ] as [(String, Int, String, String?)])
    func aFaultIsNamedWithItsLine(yaml: String, line: Int, mention: String, nearest: String?) {
        let error = #expect(throws: ConfigurationError.self) {
            try SpaceConfiguration.parse(yaml, file: "space.yaml")
        }
        #expect(error?.line == line, "\(String(describing: error))")
        #expect(error?.message.contains(mention) == true, "\(String(describing: error))")
        #expect(error?.nearest == nearest, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("space.yaml, line \(line): ") == true)
    }

    /// A few hundred bytes that would unfold to 10^9 values are refused before anything unfolds.
    @Test func aliasesCannotUnfold() {
        var yaml = "a0: &a0 [x, x, x]\n"
        for level in 1...20 {
            let list = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            yaml += "? &a\(level) [\(list)]\n: x\n"
        }
        #expect(throws: ConfigurationError.self) { try SpaceConfiguration.parse(yaml) }
        let large = "# " + String(repeating: "x", count: 1 << 20)
        #expect(throws: ConfigurationError.self) { try SpaceConfiguration.parse(large) }
    }

    @Test func everyValueKnowsWhereItCameFrom() throws {
        let file = try ConfigurationFile.parse(
            """
            version: 1
            region: eu
            identifiers:
              - {type: email, limit: 3}
              - user_id
            workspace:
              slug: w
            traits: [plan]
            """)
        let lines = Dictionary(uniqueKeysWithValues: file.settings.map { ($0.key, $0) })
        #expect(lines["region"] == .init(key: "region", value: "eu", line: 2))
        #expect(
            lines["identifiers.email.limit"]
                == .init(key: "identifiers.email.limit", value: "3", line: 4))
        #expect(
            lines["identifiers.email.window"]
                == .init(key: "identifiers.email.window", value: "ever"))
        #expect(
            lines["identifiers.user_id.limit"]
                == .init(key: "identifiers.user_id.limit", value: "1"))
        #expect(lines["workspace.slug"]?.line == 7)
        #expect(lines["traits.plan"]?.line == 8)
        #expect(lines["target"] == .init(key: "target", value: "unify"))
        #expect(ConfigurationFile().settings.allSatisfy { $0.line == nil })
    }
}
