import Foundation
import IdentityResolution
import ProfileCSV
import Testing

@testable import ProfileImport

/// What a kit keeps of profiles, letter by letter, and that it can be read as what it was.
@Suite struct UndoKitTests {
    private struct Person {
        var id: [UInt8]
        var identifiers: [(rule: Int, value: [UInt8])]
        var traits: [(name: [UInt8], json: [UInt8])]
    }

    /// Profiles in memory, numbered from 1.
    private struct People: KnownProfiles {
        let hash = IdentifierHash(1, 2)
        var people: [Person]

        var count: Int { people.count }

        func holders(of hashes: [UInt64]) async throws(LookupError) -> [Holder] { [] }

        func profiles(_ numbers: [Int]) async throws(LookupError) -> KnownBlock {
            var block = KnownBlock()
            for number in numbers {
                let person = people[number - 1]
                person.id.withUnsafeBytes { block.add(number: number, id: $0, mergeCount: 0) }
                for one in person.identifiers {
                    one.value.withUnsafeBytes {
                        block.addIdentifier(rule: one.rule, value: $0, addedAt: number)
                    }
                }
                for trait in person.traits {
                    trait.name.withUnsafeBytes { name in
                        trait.json.withUnsafeBytes { block.addTrait(name: name, json: $0, order: 0) }
                    }
                }
            }
            return block
        }

        func traitNames() async throws(LookupError) -> Set<[UInt8]>? { nil }
    }

    private let folder: TemporaryFolder
    private let configuration: SpaceConfiguration

    init() throws {
        folder = try TemporaryFolder()
        var configuration = SpaceConfiguration()
        configuration.mapping = Mapping(constants: [
            .init(name: Array("source".utf8), json: Array("\"crm\"".utf8))
        ])
        self.configuration = configuration
    }

    private func rule(_ type: String) -> Int {
        configuration.identifiers.firstIndex { $0.type == type } ?? -1
    }

    private func person(
        _ number: Int, _ identifiers: [(String, String)], _ traits: [(String, String)]
    ) -> Person {
        Person(
            id: Array("use_\(number)".utf8),
            identifiers: identifiers.map { (rule: rule($0.0), value: Array($0.1.utf8)) },
            traits: traits.map { (name: Array($0.0.utf8), json: Array($0.1.utf8)) })
    }

    private func kit(_ people: [Person], importing csv: String) async throws -> UndoKit.Outcome {
        let file = try folder.write("a.csv", csv)
        let people = People(people: people)
        let stage = try PlanStage(
            configuration: configuration, options: PlanOptions(now: 0, version: "1"))
        let plan = try await stage.plan(
            [file], against: people, PlanBasis(.profileAPI, profiles: people.count, words: "a test"))
        let kit = UndoKit(folder: folder.path + "/kit", configuration: configuration)
        #expect(!kit.isComplete)
        try kit.prepare()
        let outcome = try await kit.write(
            people, plan,
            UndoKit.Occasion(files: ["a.csv"], destination: "HOST", command: ["THE", "COMMAND"]))
        #expect(kit.isComplete)
        return outcome
    }

    @Test func everyValueIsKeptAsItWas() async throws {
        let outcome = try await kit(
            [
                person(
                    1, [("user_id", "u1"), ("email", "a@example.org")],
                    [
                        ("email", #""a@example.org""#), ("Name", #""says \"hi\",\nagain""#), ("age", "7"),
                        ("kept", #""x""#), ("", "1"), ("odd\u{1}name", "null"),
                    ]),
                person(2, [("anonymous_id", "anon"), ("user_id", "u2")], [("Name", #""  ""#)]),
                person(3, [("group_id", "g")], [("Name", #""nobody's""#)]),
            ],
            importing: "user_id,email,Name,age,City\nu1,a@example.org,Ann,8,Cork\n")
        #expect(outcome == UndoKit.Outcome(profiles: 2, unreachable: 1))
        #expect(
            try folder.text("kit/profiles.csv") == #"""
                user_id,email,Name,age,City,source,trait 5,kept,trait 7
                u2,,"""  """,,,,,,
                u1,a@example.org,"""says \""hi\"",\nagain""",7,,,1,x,

                """#)
        #expect(
            try folder.text("kit/mapping.yaml").split(separator: "\n").dropFirst(2).joined(separator: "\n")
                == """
                  "user_id": {identifier: "user_id"}
                  "email": {identifier: "email"}
                  "Name": {trait: "Name", type: json, blank: null}
                  "age": {trait: "age", type: json, blank: null}
                  "City": {trait: "City", blank: null}
                  "source": {trait: "source", blank: null}
                  "trait 5": ignore
                  "kept": ignore
                  "trait 7": ignore
                """)
        let told = try folder.text("kit/README.txt")
        #expect(told.contains("THE COMMAND") && told.contains("1 profiles have no identifier"))
    }

    @Test func aKitIsNotReplaced() async throws {
        _ = try await kit([], importing: "user_id\nu1\n")
        let kit = UndoKit(folder: folder.path + "/kit", configuration: configuration)
        #expect(throws: ImportError.self) { try kit.prepare() }
        try kit.prepare(force: true)
        #expect(!kit.isComplete)
    }
}
