@testable import ProfileCSV
import Testing

@Suite struct AdviceTests {
    private func statistics(_ shapes: [ValueShape?]) -> [ColumnStatistics] {
        shapes.map {
            ColumnStatistics(
                filled: $0 == nil ? 0 : 10, longestBytes: 5, looksLike: $0 ?? .string, distinct: 3,
                isDistinctExact: true, distinctSampleRows: 10)
        }
    }

    private func advice(
        _ names: [String], _ shapes: [ValueShape?],
        _ space: SpaceConfiguration = SpaceConfiguration(),
        mapping: String = "", known: [SpaceConfiguration.KnownTrait]? = nil, remote: Bool = false
    ) throws -> [String] {
        let header = HeaderRecord(names: names)
        let mapping = try Mapping.parse(mapping, for: space)
        let catalogue = ProblemCatalogue(isDestinationRemote: remote)
        let map = try ColumnMap.bind(header, configuration: space, mapping: mapping).map
        let advice = ColumnAdvice(
            header: header, map: map, configuration: space, mapping: mapping, catalogue: catalogue)
        return advice.problems(statistics: statistics(shapes), known: known).map { problem in
            let name = problem.arguments["name"] ?? problem.arguments["from"] ?? ""
            return "\(problem.severity) \(problem.code)@\(problem.place.column ?? 0) \(name)"
        }
    }

    @Test func valuesThatLookLikeAnIdentifierAreNamed() throws {
        #expect(
            try advice(["user_id", "Contact"], [.string, .email]) == [
                "warning near_miss_header@2 email"
            ])
        #expect(
            try advice(["user_id", "Contact"], [.string, .email], remote: true)
                == ["warning near_miss_header@2 email"])
        #expect(try advice(["email", "work_contact"], [.email, .email]) == [])
        #expect(
            try advice(["user_id", "Rufnummer"], [.string, .phone]) == [
                "warning near_miss_header@2 phone"
            ])
        #expect(
            try advice(["user_id", "phone", "fax"], [.string, .phone, .phone])
                == ["warning near_miss_header@2 phone"])
        #expect(
            try advice(
                ["user_id", "phone", "fax"], [.string, .phone, .phone],
                SpaceConfiguration(preset: .contactCenter)) == [
                    "warning new_trait@3 "
                ])
        // The header's own near miss was reported when it was bound.
        #expect(try advice(["user_id", "E-Mail"], [.string, .email]) == [])
        #expect(
            try advice(
                ["user_id", "Contact"], [.string, .email], mapping: "columns: {Contact: {}}") == [])
        #expect(try advice(["user_id", "Contact"], [.string, nil]) == [])
    }

    @Test func newTraitsAndTypesAreNamedAgainstWhatTheSpaceHas() throws {
        let known: [SpaceConfiguration.KnownTrait] = [
            .init(name: "ltv", type: .number), .init(name: "plan"),
        ]
        #expect(
            try advice(
                ["email", "ltv", "plan", "extra"], [.email, .string, .string, .string], known: known
            )
                == ["warning type_change@2 number", "warning new_trait@4 "])
        #expect(try advice(["email", "extra"], [.email, .string]) == [])
        var space = SpaceConfiguration()
        space.traits = known
        #expect(try advice(["email", "ltv"], [.email, .string], space) == [])
    }

    @Test(arguments: [
        ("Card Number", "card"), ("creditCard", "card"), ("CVV", "card"), ("SSN", "ssn"),
        ("Social Security Number", "ssn"), ("diagnosis", "health"), ("ICD-10", "health"),
        ("patient_id", "health"), ("discard", "-"), ("Card", "-"), ("passnumber", "-"),
        ("plan", "-"),
        ("patience", "-"), ("loyalty_card_number", "card"), ("business_name", "-"),
    ])
    func regulatedHeadersAreNamed(header: String, kind: String) throws {
        let problems = try ColumnMap.bind(
            HeaderRecord(names: ["email", header]), configuration: SpaceConfiguration()
        ).problems
        #expect(problems.first { $0.code == .regulatedData }?.arguments["kind"] ?? "-" == kind)
    }

    @Test func aDraftMapsWhatWasMeantAndReadsBack() throws {
        var space = SpaceConfiguration(preset: .eCommerce)
        space.traits.append(.init(name: "since", type: .date(nil)))
        let names = [
            "user_id", "E-Mail", "Email 2", "First name", "LTV \"x\"", "opted in", "SSN", "empty",
            "since", "", "SSN",
        ]
        let map = try ColumnMap.bind(HeaderRecord(names: names), configuration: space).map
        let shapes: [ValueShape?] = [
            .string, .email, .email, .string, .number, .boolean, .string, nil, .string, nil,
            .string,
        ]
        let draft = MappingDraft(map: map, configuration: space, statistics: statistics(shapes))
        let read = try Mapping.parse(draft.yaml, for: space)
        #expect(
            read.columns.map { "\($0.header)=\($0.meaning)" } == [
                "E-Mail=identifier(\"email\")", "First name=trait(\"first_name\")", "SSN=ignore",
            ])
        let comments = draft.yaml.split(separator: "\n").filter { $0.hasPrefix("  #") }
        #expect(
            comments == [
                "  # \"user_id\" is an identifier as it stands",
                "  # \"Email 2\" is a trait as it stands   # its values look like e-mail addresses",
                "  # \"LTV \\\"x\\\"\": {type: number}   # its values look like numbers",
                "  # \"opted in\": {type: boolean}   # its values are true and false",
                "  # \"empty\": ignore   # no row has a value", "  # \"since\" is date as it stands",
            ])
        #expect(draft.missing == [] && draft.unnamed == [])
    }

    /// Each comment that is put in force leaves a mapping that is taken.
    @Test func commentsOfADraftCanBePutInForce() throws {
        for space in [SpaceConfiguration(), SpaceConfiguration(preset: .contactCenter)] {
            let names = ["user_id", "Contact", "Second contact", "Line", "Score"]
            let map = try ColumnMap.bind(HeaderRecord(names: names), configuration: space).map
            let shapes: [ValueShape?] = [.string, .email, .email, .phone, .number]
            let draft = MappingDraft(map: map, configuration: space, statistics: statistics(shapes))
            #expect(try Mapping.parse(draft.yaml, for: space).columns == [])
            for line in draft.yaml.split(separator: "\n") where line.hasPrefix("  # ") {
                let yaml = draft.yaml.replacing(line, with: "  " + line.dropFirst(4))
                guard line.contains(": ") else { continue }
                let mapping = try Mapping.parse(yaml, for: space)
                #expect(mapping.columns.count == 1, "\(line)")
                let bound = try ColumnMap.bind(
                    HeaderRecord(names: names), configuration: space, mapping: mapping)
                #expect(bound.problems.allSatisfy { $0.severity != .error }, "\(line)")
            }
            #expect(draft.yaml.contains("\"Line\": phone") == space.isIdentifier("phone"))
        }
    }

    @Test func withoutAnIdentifierTheValuesDecide() throws {
        let space = SpaceConfiguration()
        func columns(_ names: [String], _ shapes: [ValueShape?]) throws -> [String] {
            let map = try ColumnMap.bind(HeaderRecord(names: names), configuration: space).map
            let draft = MappingDraft(map: map, configuration: space, statistics: statistics(shapes))
            return try Mapping.parse(draft.yaml, for: space).columns
                .map { "\($0.header)=\($0.meaning)" }
        }
        let email = "identifier(\"email\")"
        #expect(
            try columns(["Konto", "Mail 2", "Mail 3"], [.number, .email, .email]) == ["Mail 2=\(email)"])
        #expect(try columns(["group_id", "Mail 2"], [.string, .email]) == ["Mail 2=\(email)"])
        #expect(try columns(["Konto", "Line"], [.number, .phone]) == [])
        #expect(try columns(["Mail 2", "E-Mail"], [.email, .email]) == ["E-Mail=\(email)"])
    }

    @Test func aMappingThatNoLongerFitsIsNamed() throws {
        let space = SpaceConfiguration()
        let mapping = try Mapping.parse(
            "columns: {E-Mail: email, Notes: ignore}\nconstants: {from: crm}", for: space)
        let map = try ColumnMap.bind(
            HeaderRecord(names: ["E-Mail", "notes", "plan"]), configuration: space, mapping: mapping
        ).map
        let draft = MappingDraft(map: map, configuration: space, mapping: mapping)
        #expect(draft.missing.map { "\($0.header) \($0.nearest ?? "-")" } == ["Notes notes"])
        #expect(draft.unnamed == ["notes", "plan"])
        let read = try Mapping.parse(draft.yaml, for: space)
        #expect(read.columns.map(\.header) == ["E-Mail"])
        #expect(read.constants == mapping.constants)
        let none = MappingDraft(map: map, configuration: space, mapping: Mapping())
        #expect(none.missing == [] && none.unnamed == [])
        #expect(try Mapping.parse(none.yaml, for: space).columns.map(\.header) == [])
    }
}
