import IdentityResolution
import ProfileSpace
import Testing

/// What a check learns of the profiles of a space.
@Suite struct SurveyTests {
    /// So many people with a user ID and an e-mail each.
    private func space(_ people: Int) async throws -> SpaceHarness {
        let harness = try SpaceHarness()
        try await harness.send(
            (0..<people).map {
                """
                {"type":"identify","userId":"u\($0)","traits":{"email":"p\($0)@x.org","Score":\($0)\
                \($0 == 7 ? ",\"Rare\":true" : "")}}
                """
            })
        return harness
    }

    private func identifiers(
        _ survey: ProfileSurvey, _ types: [String]
    ) throws -> (values: Set<String>, looked: Int) {
        var values: Set<String> = []
        let known = try #require(survey.known)
        let looked = try known.forEachIdentifier(of: types) { type, value in
            values.insert("\(types[type]) \(String(decoding: value, as: UTF8.self))")
            return true
        }
        return (values, looked)
    }

    @Test func allIdentifiersOfTheTypesAreHandedOn() async throws {
        let harness = try await space(300)
        let survey = try harness.space.survey(most: 10)
        let all = try identifiers(survey, ["email"])
        #expect(all.looked == 300)
        #expect(all.values == Set((0..<300).map { "email p\($0)@x.org" }))
        #expect(try identifiers(survey, ["email", "user_id"]).values.count == 600)
        #expect(try identifiers(survey, ["phone"]).values.isEmpty)
        // What was merged away is handed on once, by who took it in.
        try await harness.send(
            [#"{"type":"identify","userId":"u1","traits":{"email":"p2@x.org"}}"#], run: "S")
        let merged = try identifiers(try harness.space.survey(), ["email"])
        #expect(merged.values.count == 300)
    }

    @Test func whoeverIsCancelledLooksNoFurther() async throws {
        let harness = try await space(300)
        let survey = try harness.space.survey()
        let looked = try await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            // A type that nobody has: nothing is handed on that could be stopped at.
            return try identifiers(survey, ["phone"]).looked
        }.value
        #expect(looked == 0)
        #expect(try identifiers(survey, ["phone"]).looked == 300)
    }

    @Test func aPartIsSpreadEvenly() async throws {
        let harness = try await space(4_000)
        let survey = try harness.space.survey(mostIdentifiers: 2_000)
        let part = try identifiers(survey, ["user_id"])
        #expect(part.looked == part.values.count && (1_900...2_000).contains(part.looked))
        #expect(part.values.contains("user_id u10") && part.values.contains("user_id u2500"))
        #expect(!part.values.contains("user_id u1500") && !part.values.contains("user_id u3500"))
    }

    @Test func namesOfTraitsAreCompleteAndTypesOfASample() async throws {
        let harness = try await space(300)
        for most in [10, 1_000] {
            let survey = try harness.space.survey(most: most)
            #expect(Set(survey.traits.keys) == Set(["Score", "Rare", "email"].map { Array($0.utf8) }))
            #expect(survey.kind(ofTrait: Array("Score".utf8)) == .number)
            #expect(survey.kind(ofTrait: Array("Rare".utf8)) == (most == 10 ? nil : .boolean))
        }
    }
}
