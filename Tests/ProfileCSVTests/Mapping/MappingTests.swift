import ProfileCSV
import Testing

@Suite struct MappingTests {
    private static let space = SpaceConfiguration(preset: .eCommerce)

    /// The file of the worked example.
    @Test func everyFormIsRead() throws {
        let mapping = try Mapping.parse(
            """
            columns:
              "E-Mail": email
              "LTV": {trait: ltv, type: number}
              "Newsletter": {trait: newsletter, type: boolean, blank: "null"}
              "Updated": timestamp
              "Internal": ignore
              "Phone": {identifier: phone, null_values: [NULL, n/a, ~], required: true}
              "Since": {type: date, format: DD.MM.YYYY, blank: empty}
              "city": {}
              "First": first_name
              "Note": note
            constants:
              imported_from: crm
              score: 12.50
              ok: true
              text: "12.50"
              day: 2026-01-31
            """, for: Self.space)
        #expect(
            mapping.columns == [
                .init(header: "E-Mail", meaning: .identifier("email"), line: 2),
                .init(header: "LTV", meaning: .trait("ltv"), type: .number, line: 3),
                .init(
                    header: "Newsletter", meaning: .trait("newsletter"), type: .boolean,
                    blank: .null, line: 4),
                .init(header: "Updated", meaning: .timestamp, line: 5),
                .init(header: "Internal", meaning: .ignore, line: 6),
                .init(
                    header: "Phone", meaning: .identifier("phone"),
                    nullValues: ["NULL", "n/a", "~"], isRequired: true, line: 7),
                .init(
                    header: "Since", meaning: .header, type: .date(try DateFormat("DD.MM.YYYY")),
                    blank: .empty, line: 8),
                .init(header: "city", meaning: .header, line: 9),
                .init(header: "First", meaning: .trait("first_name"), line: 10),
                .init(header: "Note", meaning: .trait("note"), line: 11),
            ])
        let constants = mapping.constants.map {
            String(decoding: $0.name + [0x3D] + $0.json, as: UTF8.self)
        }
        #expect(
            constants == [
                #"imported_from="crm""#, "score=12.50", "ok=true", #"text="12.50""#,
                #"day="2026-01-31""#,
            ])
        let again = try Mapping.parse(mapping.yaml(), for: Self.space)
        #expect(again.constants == mapping.constants)
        #expect(again.columns.map(\.meaning) == mapping.columns.map(\.meaning))
        #expect(try Mapping.parse("", for: Self.space) == Mapping())
        #expect(try Mapping.parse(Mapping().yaml(), for: Self.space) == Mapping())
    }

    @Test(
        arguments: [
            ("colums: {}", 1, "colums", "columns"), ("columns: []", 1, "key: value", nil),
            ("columns:\n  A: emial", 2, "emial", "email"),
            ("columns:\n  A: ignroe", 2, "ignroe", "ignore"),
            ("columns:\n  A: timestmap", 2, "timestmap", "timestamp"),
            ("columns:\n  A: [email]", 2, "form", nil),
            ("columns:\n  A:", 2, "no value", nil),
            ("columns:\n  A: {trait: x, tpye: number}", 2, "tpye", "type"),
            ("columns:\n  A: {trait: x, type: nmuber}", 2, "nmuber", "number"),
            ("columns:\n  A: {identifier: custmer_id}", 2, "custmer_id", "customer_id"),
            ("columns:\n  A: {identifier: email, trait: x}", 2, "one thing", nil),
            ("columns:\n  A: {identifier: email, type: number}", 2, "type", nil),
            ("columns:\n  email: {type: number}", 2, "type", nil),
            ("columns:\n  A: {identifier: email, blank: empty}", 2, "blank", nil),
            ("columns:\n  A: {ignore: true, required: true}", 2, "required", nil),
            ("columns:\n  A: {trait: email}", 2, "identifier: email", nil),
            ("columns:\n  A: {trait: x, blank: nil}", 2, "nil", nil),
            ("columns:\n  A: {trait: x, null_values: a}", 2, "list", nil),
            ("columns:\n  A: email\n  B: email", 3, "both become", nil),
            ("columns:\n  A: timestamp\n  B: timestamp", 3, "both become", nil),
            ("columns:\n  A: {trait: B}\n  B: {}", 3, "both become", nil),
            ("columns:\n  A: email\n  A: phone", 2, "twice", nil),
            ("columns:\n  A: {trait: x}\nconstants:\n  x: 1", 4, "already", nil),
            ("constants:\n  email: a@example.com", 2, "one person", nil),
            ("constants:\n  a: [1]", 2, "text", nil), ("constants:\n  a:", 2, "no value", nil),
            ("columns:\n  A: {trait: x, type: date, format: HH}", 2, "YYYY", nil),
            ("columns:\n  A: {trait: x, format: DD.MM.YYYY}", 2, "type: date", nil),
        ] as [(String, Int, String, String?)])
    func aFaultIsNamedWithItsLine(yaml: String, line: Int, mention: String, nearest: String?) {
        let error = #expect(throws: ConfigurationError.self) {
            try Mapping.parse(yaml, file: "map.yaml", for: Self.space)
        }
        #expect(error?.line == line, "\(String(describing: error))")
        #expect(error?.message.contains(mention) == true, "\(String(describing: error))")
        #expect(error?.nearest == nearest, "\(String(describing: error))")
    }
}
