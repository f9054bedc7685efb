import IdentifyMessages
import IdentityExamples
import IdentityResolution
import ProfileSpace
import Testing

/// Goal: what a space stores is what the slow model says, however a world's messages are cut into
/// batches and these into transactions. Method: seeded small worlds with Segment's system limits.
@Suite struct SmallWorldSpaceTests {
    private func profiles(_ harness: SpaceHarness) throws -> [String] {
        var all: [String] = []
        try harness.space.forEachProfile { profile in
            let ids = profile.identities.map {
                SpaceHarness.text($0) + "@\(($0.addedAt - SpaceHarness.start) / 3_600_000)"
            }
            let traits = profile.traits.map {
                String(decoding: $0.name + [UInt8(ascii: ":")] + $0.json, as: UTF8.self)
            }
            all.append(ids.sorted().joined(separator: " ") + " | " + traits.sorted().joined(separator: " "))
            return true
        }
        return all
    }

    /// `gathers`: batches begin without waiting for those before, so that they share transactions.
    @Test(arguments: [(1, false), (4, false), (100, false), (1, true), (3, true)])
    func spaceAndModelAgree(size: Int, gathers: Bool) async throws {
        for seed in 1...60 {
            var world = SmallWorld(seed: UInt64(seed * 10 + size))
            (world.maxMerges, world.maxMappings) = (Resolver.maxMerges, Resolver.maxMappings)
            var model = SlowModel(world)
            let expected = world.messages.map { model.take($0) }
            let harness = try SpaceHarness(world.rules)
            let messages = world.messages.map { message in
                SpaceHarness.message(
                    message.ids.map { "\($0.type)=\($0.value)" },
                    traits: message.traits.map { ($0.name, $0.value ?? "null") }, hours: message.hours)
            }
            var rejected: [Int] = []
            var pending: [(start: Int, receipt: PendingReceipt)] = []
            for start in stride(from: 0, to: messages.count, by: size) {
                let part = Array(messages[start..<min(start + size, messages.count)])
                pending.append((start, harness.begin(part, firstRow: start + 1)))
                if gathers, start + size < messages.count { continue }
                for one in pending {
                    let receipt = try await one.receipt.receipt()
                    rejected += receipt.rejections.map { $0.message + one.start }
                }
                pending = []
            }
            #expect(rejected == expected.indices.filter { expected[$0].profile == nil }, "seed \(seed)")
            #expect(try profiles(harness) == model.profiles, "seed \(seed)")
            let violations = try harness.space.violations(limit: 1_000).filter { !$0.kind.hasPrefix("No ") }
            #expect(violations.count == expected.reduce(0) { $0 + $1.violations.count }, "seed \(seed)")
            let all = try harness.space.profiles(limit: 1_000).profiles
            #expect(try harness.space.profileCount() == all.count, "seed \(seed)")
            for profile in all {
                for identity in profile.identities {
                    let found = try harness.space.profile(type: identity.type, value: identity.value)
                    #expect(found?.number == profile.number, "seed \(seed)")
                }
            }
        }
    }
}
