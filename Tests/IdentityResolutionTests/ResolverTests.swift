import IdentityExamples
import IdentityResolution
import Testing

/// Goal: the resolver reproduces every worked example of `identity-resolution` §5. Method: each example
/// runs against profiles in memory, and every step's outcome is looked at.
@Suite struct ResolverTests {
    private func run(_ example: WorkedExample) throws {
        let rules = try IdentityRules(example.rules)
        let resolver = Resolver(rules)
        let matcher = rules.matcher()
        var profiles = MemoryProfiles()
        var numbers: [String: Int] = [:]
        var names: [Int: String] = [:]
        for (place, step) in example.steps.enumerated() {
            let candidates = try step.ids.map { id in
                let parts = id.split(separator: "=", maxSplits: 1).map(String.init)
                let rule = try #require(rules.index(ofType: parts[0]))
                let number = numbers[id] ?? numbers.count
                numbers[id] = number
                names[number] = id
                return Candidate(
                    identifier: number, rule: rule,
                    isBlocked: matcher.isBlocked(Array(parts[1].utf8), rule: rule))
            }
            let time = step.hours * 3_600_000
            var resolution = Resolution()
            resolver.resolve(candidates[...], at: time, in: profiles, into: &resolution)
            let target = profiles.apply(
                resolution, at: time, writes: step.traits.map { ($0.key, $0.value) })
            let context = Comment(rawValue: "\(example.name), step \(place + 1)")
            #expect(target.map { $0 + 1 } == step.resolvesTo, context)
            #expect(resolution.violations.map(\.kind.rawValue) == step.violations, context)
            if let expected = step.profiles {
                let left = profiles.profiles.filter { $0.mergedInto == nil }.map {
                    $0.identifiers.compactMap { names[$0.identifier] }.sorted().joined(separator: " ")
                }
                #expect(left == expected, context)
            }
        }
        for (number, traits) in example.traits {
            #expect(profiles.profiles[number - 1].traits == traits)
        }
    }

    @Test(arguments: WorkedExample.documented) func aDocumentedExample(_ example: WorkedExample) throws {
        try run(example)
    }

    @Test(arguments: WorkedExample.derived) func aDerivedExample(_ example: WorkedExample) throws {
        try run(example)
    }
}
