import Foundation
import IdentityExamples
@testable import IdentityResolution
import Testing

/// Goal: the resolver and a slow model, written independently from the same document, agree on small
/// random worlds, message by message; names of values play no part. Method: 10,000 seeds, or as many as `ROLLCALL_WORLDS` says; a failure
/// names its seed.
@Suite struct SmallWorldTests {
    /// Worlds that are tried; `make worlds` takes a million.
    private static let worlds =
        ProcessInfo.processInfo.environment["ROLLCALL_WORLDS"].flatMap { Int($0) } ?? 10_000

    /// What becomes of a world by the resolver: an outcome for each message, and the profiles.
    private func resolve(_ world: SmallWorld) throws -> ([SlowModel.Outcome], [String]) {
        let rules = try IdentityRules(world.rules)
        let resolver = Resolver(rules, maxMerges: world.maxMerges, maxMappings: world.maxMappings)
        let matcher = rules.matcher()
        var profiles = MemoryProfiles()
        var names: [String] = []
        var resolution = Resolution()
        var outcomes: [SlowModel.Outcome] = []
        for message in world.messages {
            let candidates = try message.ids.map { id in
                let name = "\(id.type)=\(id.value)"
                let number = names.firstIndex(of: name) ?? names.count
                if number == names.count { names.append(name) }
                let rule = try #require(rules.index(ofType: id.type))
                return Candidate(
                    identifier: number, rule: rule,
                    isBlocked: matcher.isBlocked(Array(id.value.utf8), rule: rule))
            }
            let time = message.hours * 3_600_000
            resolver.resolve(candidates[...], at: time, in: profiles, into: &resolution)
            let target = profiles.apply(resolution, at: time, writes: message.traits)
            outcomes.append(
                .init(
                    profile: target.map { $0 + 1 },
                    violations: resolution.violations.map { violation in
                        violation.kind.rawValue + " " + (violation.left.map { names[$0.identifier] } ?? "")
                    }))
        }
        let left = profiles.profiles.filter { $0.mergedInto == nil }.map { profile in
            let ids = profile.identifiers.map { "\(names[$0.identifier])@\($0.held.addedAt / 3_600_000)" }
            let traits = profile.traits.map { "\($0.key):\($0.value)" }
            return ids.sorted().joined(separator: " ") + " | " + traits.sorted().joined(separator: " ")
        }
        return (outcomes, left)
    }

    @Test func resolverAndModelAgree() throws {
        var merges = 0
        for seed in 1...Self.worlds {
            let world = SmallWorld(seed: UInt64(seed))
            let (outcomes, profiles) = try resolve(world)
            var model = SlowModel(world)
            let expected = world.messages.map { model.take($0) }
            guard outcomes == expected, profiles == model.profiles else {
                Issue.record("seed \(seed): \(outcomes) \(profiles) — \(expected) \(model.profiles)")
                return
            }
            if expected.contains(where: { $0.violations.contains("Profile merge limit exceeded ") }) {
                merges += 1
            }
        }
        // The worlds must reach the rare rules too.
        #expect(merges > 50)
    }

    @Test func namesOfValuesPlayNoPart() throws {
        for seed in 1...1_000 {
            let world = SmallWorld(seed: UInt64(seed))
            let (one, profiles) = try resolve(world)
            let (other, relabelled) = try resolve(world.relabelled())
            #expect(one.map(\.profile) == other.map(\.profile), "seed \(seed)")
            #expect(profiles.count == relabelled.count, "seed \(seed)")
            #expect(one.map { $0.violations.count } == other.map { $0.violations.count }, "seed \(seed)")
        }
    }
}
