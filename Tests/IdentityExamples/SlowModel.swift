internal import IdentityResolution

/// Identity resolution once more, from the words of `identity-resolution` §2 and from nothing else:
/// text, sets and lists, no indices, no care for speed. The referee of resolver and space.
public struct SlowModel {
    struct ID: Hashable {
        var type: String
        var value: String
    }

    final class Person {
        let number: Int
        var ids: [(id: ID, added: Int)] = []
        var merges = 0
        var isGone = false
        /// The person that took this one in.
        var partOf: Person?
        var traits: [String: (value: String?, message: Int)] = [:]

        init(_ number: Int) { self.number = number }

        func holds(_ id: ID) -> Bool { ids.contains { $0.id == id } }
    }

    /// What became of one message.
    public struct Outcome: Equatable, Sendable {
        /// Number of the profile that got it, from 1; `nil`: none did.
        public var profile: Int?
        /// Kind and identifier left off (`type=value`, empty for none).
        public var violations: [String]

        public init(profile: Int?, violations: [String]) {
            self.profile = profile
            self.violations = violations
        }
    }

    private let world: SmallWorld
    private var people: [Person] = []
    private var messages = 0
    /// Profiles that were merged away.
    public private(set) var merges = 0

    public init(_ world: SmallWorld) { self.world = world }

    /// The profile that one is part of now, both counted from 1.
    public func standing(_ number: Int) -> Int {
        var person = people[number - 1]
        while let other = person.partOf { person = other }
        return person.number
    }

    /// Every profile that is left, oldest first: its identifiers with hours, then its traits.
    public var profiles: [String] {
        people.filter { !$0.isGone }.map { person in
            let ids = person.ids.map { "\($0.id.type)=\($0.id.value)@\($0.added)" }.sorted()
            let traits = person.traits.compactMap { name, trait in trait.value.map { "\(name):\($0)" } }
            return ids.joined(separator: " ") + " | " + traits.sorted().joined(separator: " ")
        }
    }

    public mutating func take(_ message: SmallWorld.Message) -> Outcome {
        messages += 1
        var violations: [String] = []
        var ids: [ID] = []
        for (type, value) in message.ids where type != "group_id" {
            if value == "x" {
                violations.append("ID value blocked \(type)=x")
            } else if !ids.contains(ID(type: type, value: value)) {
                ids.append(ID(type: type, value: value))
            }
        }
        if ids.isEmpty { return Outcome(profile: nil, violations: violations) }
        var matches = found(ids)
        while let bad = badRule(ids, matches, at: message.hours), ids.count > 1 {
            let victim = self.victim(ids, matches)
            ids.removeAll { $0 == victim }
            let words = bad.window == .ever
                ? "Identifier value limit exceeded" : "Identifier value time limit exceeded"
            violations.append("\(words) \(victim.type)=\(victim.value)")
            matches = found(ids)
        }
        let person = choose(ids, matches, &violations)
        for id in ids where !people.contains(where: { !$0.isGone && $0.holds(id) }) {
            if person.ids.count < world.maxMappings {
                person.ids.append((id, message.hours))
            } else {
                violations.append("Identifier mapping limit exceeded \(id.type)=\(id.value)")
            }
        }
        for (name, value) in message.traits { person.traits[name] = (value, messages) }
        return Outcome(profile: person.number, violations: violations)
    }

    private func found(_ ids: [ID]) -> [Person] {
        people.filter { person in !person.isGone && ids.contains { person.holds($0) } }
    }

    private func rank(_ type: String) -> Int { world.rules.firstIndex { $0.type == type } ?? .max }

    private func badRule(_ ids: [ID], _ matches: [Person], at hours: Int) -> IdentifierRule? {
        world.rules.first { rule in
            let before = matches.map { person in
                person.ids.filter { held in
                    guard held.id.type == rule.type else { return false }
                    guard let window = rule.window.seconds.map({ $0 / 3_600 }) else { return true }
                    return held.added > hours - window && held.added <= hours
                }.count
            }
            let new = ids.filter { id in
                id.type == rule.type && !matches.contains { $0.holds(id) }
            }
            let after = before.reduce(0, +) + new.count
            // Who is over the limit already stays so; only what this message adds is judged.
            let adds = !new.isEmpty || before.filter { $0 > 0 }.count > 1
            return adds && after > rule.limit
        }
    }

    private func victim(_ ids: [ID], _ matches: [Person]) -> ID {
        let worst = ids.map { rank($0.type) }.max() ?? 0
        let lowest = ids.filter { rank($0.type) == worst }
        let new = lowest.filter { id in !matches.contains { $0.holds(id) } }
        return (new.last ?? lowest.last) ?? ids[0]
    }

    private mutating func choose(
        _ ids: [ID], _ matches: [Person], _ violations: inout [String]
    ) -> Person {
        if matches.isEmpty {
            let person = Person(people.count + 1)
            people.append(person)
            return person
        }
        if matches.count == 1 { return matches[0] }
        let able = matches.filter { $0.merges < world.maxMerges }
        let merging = able.count < 2 ? [] : Array(able.dropFirst().prefix(world.maxMerges - able[0].merges))
        if merging.count < matches.count - 1 { violations.append("Profile merge limit exceeded ") }
        if merging.isEmpty {
            let known = ids.filter { id in matches.contains { $0.holds(id) } }
            let best = known.map { rank($0.type) }.min() ?? 0
            let first = known.first { rank($0.type) == best }
            return matches.first { person in first.map { person.holds($0) } ?? false } ?? matches[0]
        }
        let survivor = able[0]
        for other in merging {
            survivor.ids += other.ids
            for (name, trait) in other.traits
            where trait.message > survivor.traits[name]?.message ?? 0 {
                survivor.traits[name] = trait
            }
            other.isGone = true
            other.partOf = survivor
            merges += 1
            survivor.merges += 1
        }
        return survivor
    }
}
