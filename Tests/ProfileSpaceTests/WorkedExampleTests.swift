import IdentityExamples
import IdentifyMessages
import IdentityResolution
import ProfileSpace
import Testing

/// Goal: a space does what every worked example of `identity-resolution` §5 says, however the messages
/// are cut into batches. Method: each example message by message with every step looked at, then in
/// batches of several, with the same end.
@Suite struct WorkedExampleTests {
    private func messages(_ example: WorkedExample) -> [String] {
        example.steps.map { step in
            SpaceHarness.message(
                step.ids, traits: step.traits.map { ($0.key, "\"\($0.value)\"") }, hours: step.hours)
        }
    }

    private func checkTraits(_ example: WorkedExample, _ harness: SpaceHarness) throws {
        let profiles = try harness.space.profiles(limit: 1_000).profiles
        for (number, expected) in example.traits {
            let profile = try #require(profiles.first { $0.number == number })
            let traits = profile.traits.map {
                (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.content, as: UTF8.self))
            }
            #expect(Dictionary(uniqueKeysWithValues: traits) == expected)
        }
    }

    /// Sends the messages one by one; of long examples the beginning in one batch, because every
    /// batch waits for the disk.
    private func sendOneByOne(
        _ example: WorkedExample, to harness: SpaceHarness,
        after: (Int, WorkedExample.Step, Bool) throws -> Void = { _, _, _ in }
    ) async throws {
        let all = messages(example)
        let lead = max(all.count - 12, 0)
        if lead > 0 { try await harness.send(Array(all[..<lead])) }
        for index in lead..<all.count {
            let receipt = try await harness.send([all[index]], firstRow: index + 1)
            try after(index + 1, example.steps[index], receipt.rejections.isEmpty)
        }
    }

    @Test(arguments: WorkedExample.documented + WorkedExample.derived)
    func oneMessageABatch(_ example: WorkedExample) async throws {
        let harness = try SpaceHarness(example.rules)
        try await sendOneByOne(example, to: harness) { row, step, isTaken in
            let context = Comment(rawValue: "\(example.name), step \(row)")
            #expect(isTaken == (step.resolvesTo != nil), context)
            let logged = try harness.space.violations(limit: 10_000).filter { $0.origin?.row == row }
            let ending = step.resolvesTo == nil ? ["No matching identifiers on event"] : []
            #expect(logged.map(\.kind) == step.violations + ending, context)
            #expect(logged.allSatisfy { $0.profile == step.resolvesTo }, context)
            if let expected = step.profiles { #expect(try harness.identities() == expected, context) }
            guard let number = step.resolvesTo else { return }
            let page = try harness.space.profiles(after: number - 1, limit: 1, detail: .origins)
            #expect(page.profiles.first?.number == number, context)
            #expect(page.profiles.first?.lastOrigin?.row == row, context)
        }
        try checkTraits(example, harness)
    }

    @Test(arguments: WorkedExample.documented + WorkedExample.derived, [2, 7, 5_000])
    func severalMessagesABatch(_ example: WorkedExample, size: Int) async throws {
        let one = try SpaceHarness(example.rules)
        let several = try SpaceHarness(example.rules)
        try await sendOneByOne(example, to: one)
        let all = messages(example)
        let size = all.count > 100 ? size * 50 : size
        for start in stride(from: 0, to: all.count, by: size) {
            try await several.send(Array(all[start..<min(start + size, all.count)]), firstRow: start + 1)
        }
        #expect(try several.content() == one.content())
        #expect(
            try several.space.violations(limit: 10_000).map(\.kind)
                == one.space.violations(limit: 10_000).map(\.kind))
        #expect(try several.space.profileCount() == one.identities().count)
        try checkTraits(example, several)
    }
}
