import Foundation
import IdentityExamples
import IdentityResolution
import ProfileCSV
import Testing

@testable import ProfileImport

/// Goal: a plan of files alone is what the words of the rules come to, in both orders. Method: seeded
/// small worlds, against the slow model that was written from those words.
@Suite struct PlanRefereeTests {
    /// The messages of the rows that an import would send, as the model takes them: a row without
    /// `user_id` and `anonymous_id` has an ID made from its most trusted identifier.
    private static func messages(_ file: PlanFile) -> [(row: Int, message: SmallWorld.Message)] {
        let types = file.world.rules.map(\.type)
        var sent: [(Int, SmallWorld.Message)] = []
        for (index, original) in file.world.messages.enumerated() {
            var message = original
            message.traits = []
            message.ids.removeAll { $0.value == "x" || $0.type == "group_id" }
            guard !message.ids.isEmpty else { continue }
            let isNamed = message.ids.contains { $0.type == "user_id" || $0.type == "anonymous_id" }
            if !isNamed, types.contains("anonymous_id") {
                // An e-mail comes first, whatever its rank.
                let best = message.ids.first { $0.type == "email" }
                    ?? message.ids.min {
                        (types.firstIndex(of: $0.type) ?? 0) < (types.firstIndex(of: $1.type) ?? 0)
                    }
                if let best { message.ids.append(("anonymous_id", "made:\(best.type):\(best.value)")) }
            }
            sent.append((index + 1, message))
        }
        return sent
    }

    /// What the model says: for each row where it ends and what is left off.
    private struct Fate: Equatable {
        var mates: Set<Int>
        var leftOff: Set<String>
    }

    private static func play(
        _ world: SmallWorld, _ messages: [(row: Int, message: SmallWorld.Message)]
    ) -> (fates: [Int: Fate], model: SlowModel) {
        var model = SlowModel(world)
        var outcomes: [(row: Int, outcome: SlowModel.Outcome)] = []
        for (row, message) in messages { outcomes.append((row, model.take(message))) }
        var rows: [Int: Set<Int>] = [:]
        for (row, outcome) in outcomes {
            if let profile = outcome.profile { rows[model.standing(profile), default: []].insert(row) }
        }
        var fates: [Int: Fate] = [:]
        for (row, outcome) in outcomes {
            fates[row] = Fate(
                mates: outcome.profile.flatMap { rows[model.standing($0)] } ?? [],
                leftOff: Set(outcome.violations.filter { !$0.hasSuffix(" ") }))
        }
        return (fates, model)
    }

    /// Rows by the people that they are: joined by a value of one type, made ones aside.
    private static func people(_ messages: [(row: Int, message: SmallWorld.Message)]) -> [Int: Int] {
        var person = Dictionary(uniqueKeysWithValues: messages.map { ($0.row, $0.row) })
        var isChanged = true
        while isChanged {
            isChanged = false
            for one in messages {
                for other in messages where person[one.row] != person[other.row] {
                    let shares = one.message.ids.contains { id in
                        !id.value.hasPrefix("made:")
                            && other.message.ids.contains { $0.type == id.type && $0.value == id.value }
                    }
                    guard shares else { continue }
                    let least = min(person[one.row] ?? 0, person[other.row] ?? 0)
                    person[one.row] = least
                    person[other.row] = least
                    isChanged = true
                }
            }
        }
        return person
    }

    @Test func smallWorlds() async throws {
        let folder = try TemporaryFolder()
        var merges = 0
        var orderRows = 0
        for seed in 1...UInt64(PlanEqualsImportTests.files * 10) {
            let file = PlanFile(seed: seed)
            let path = try folder.write("\(seed).csv", file.csv(0..<file.world.messages.count))
            let plan = try await PlanStage(
                configuration: file.configuration,
                options: PlanOptions(folder: folder.path, now: PlanFile.start, version: "1.2.3")
            ).plan(
                [path], against: NoProfiles(), PlanBasis(.none, profiles: 0, words: "this file alone"))

            let messages = Self.messages(file)
            let (ahead, model) = Self.play(file.world, messages)
            let comment = Comment(rawValue: "seed \(seed)")
            let people = Self.people(messages)
            #expect(plan.people == Set(people.values).count, comment)
            #expect(plan.totals.merges == model.merges, comment)
            #expect(plan.profilesAfter == model.profiles.count, comment)
            let leftOff = ahead.values.reduce(0) { $0 + $1.leftOff.count }
            #expect(plan.totals.leftOff == leftOff, comment)
            let (back, _) = Self.play(file.world, messages.reversed())
            let differing = messages.map(\.row).filter {
                let (one, other) = (ahead[$0], back[$0])
                return one?.mates != other?.mates
                    || Self.identifiers(one) != Self.identifiers(other)
            }
            #expect(plan.orderRows.map(\.place.row) == differing, comment)
            merges += plan.totals.merges
            orderRows += plan.orderRowCount
        }
        // The worlds are such that there is something to see.
        #expect(merges > 0 && orderRows > 0)
    }

    /// The identifiers left off, whatever the rule that it was.
    private static func identifiers(_ fate: Fate?) -> Set<Substring> {
        Set((fate?.leftOff ?? []).compactMap { $0.split(separator: " ").last })
    }
}
