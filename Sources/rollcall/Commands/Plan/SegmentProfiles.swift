internal import Foundation
internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileImport
internal import ProfileSpace
internal import TrackingClient

/// Looks up, in a Profile API, everybody whom files name, and keeps the answers for a day, so that a
/// look-up which was stopped goes on where it was and another plan of the same files asks nothing.
struct SegmentProfiles {
    /// Answers are asked for again after so many milliseconds.
    private static let maxAge = 86_400_000
    /// Identifiers looked up before what was learned is put on disk.
    private static let batch = 200
    private static let lookupsAtOnce = 8

    let api: ProfileAPI
    let profiles: CollectedProfiles
    let console: Console
    let now: Int

    /// What was looked up, of how many.
    struct Coverage {
        var asked: Int
        var total: Int
    }

    /// - Parameter sample: most identifiers to look up, spread evenly; `nil`: all.
    func gather(_ identifiers: [Plan.Identifier], sample: Int?) async throws -> Coverage {
        let wanted = Self.byType(Self.spread(identifiers, sample))
        var unknown: [Plan.Identifier] = []
        for one in wanted
        where try !profiles.knows(type: one.type, value: one.value, since: now - Self.maxAge) {
            unknown.append(one)
        }
        announce(unknown.count, of: wanted.count)
        // A token that is refused ends it here, before eight look-ups wait for one another.
        if !unknown.isEmpty { try await api.checkAccess() }
        var at = 0
        while at < unknown.count {
            if Task.isCancelled { throw CancellationError() }
            let end = min(at + Self.batch, unknown.count)
            // A profile that was found by one of its identifiers need not be looked for by the others.
            let left = try unknown[at..<end].filter {
                try !profiles.knows(type: $0.type, value: $0.value, since: now - Self.maxAge)
            }
            try profiles.add(try await look(up: left[...]))
            at = end
            console.detail("\(Words.grouped(at)) of \(Words.grouped(unknown.count)) looked up.")
        }
        try profiles.finish()
        return Coverage(asked: wanted.count, total: identifiers.count)
    }

    private func announce(_ count: Int, of wanted: Int) {
        guard count > 0 else {
            return console.say("All \(Words.grouped(wanted)) identifiers are known from earlier today.")
        }
        let seconds = Double(api.leastTime(profiles: count, reading: .valuesAndTimes).components.seconds)
        let time = seconds < 120 ? "\(Int(seconds)) s" : "\(Int(seconds / 60)) min"
        console.say(
            "Looking up \(Words.count(count, "identifier")) at 100 requests a second: up to \(time). It can be "
                + "stopped and goes on next time; answers are kept for a day.")
    }

    /// Every so many-th of a list.
    static func spread(_ identifiers: [Plan.Identifier], _ sample: Int?) -> [Plan.Identifier] {
        guard let sample, sample < identifiers.count else { return identifiers }
        return (0..<sample).map { identifiers[$0 * identifiers.count / sample] }
    }

    /// Type by type, so that most identifiers of a person are known when their turn comes.
    private static func byType(_ identifiers: [Plan.Identifier]) -> [Plan.Identifier] {
        var types: [String] = []
        for one in identifiers where !types.contains(one.type) { types.append(one.type) }
        return types.flatMap { type in identifiers.filter { $0.type == type } }
    }

    private func look(
        up identifiers: ArraySlice<Plan.Identifier>
    ) async throws -> [CollectedProfiles.Fact] {
        let (api, now) = (api, now)
        return try await withThrowingTaskGroup(of: [CollectedProfiles.Fact].self) { group in
            var rest = identifiers[...]
            var facts: [CollectedProfiles.Fact] = []
            for _ in 0..<Self.lookupsAtOnce {
                guard let next = rest.popFirst() else { break }
                group.addTask { try await Self.look(up: next, api, now) }
            }
            while let found = try await group.next() {
                facts += found
                if let next = rest.popFirst() {
                    group.addTask { try await Self.look(up: next, api, now) }
                }
            }
            return facts
        }
    }

    private static func look(
        up one: Plan.Identifier, _ api: ProfileAPI, _ now: Int
    ) async throws -> [CollectedProfiles.Fact] {
        var facts: [CollectedProfiles.Fact] = [.asked(type: one.type, value: one.value, at: now)]
        let id = ExternalID(type: one.type, value: one.value)
        guard let profile = try await api.profile(holding: id, reading: .valuesAndTimes) else {
            return facts
        }
        let first = profile.identities.first?.id ?? id
        let owner = profile.id ?? "\(first.type):\(String(decoding: first.value, as: UTF8.self))"
        for identity in profile.identities {
            facts.append(.asked(type: identity.id.type, value: identity.id.value, at: now))
            facts.append(
                .identifier(
                    owner: owner, type: identity.id.type, value: identity.id.value,
                    addedAt: identity.createdAt ?? 0))
        }
        for trait in profile.traits {
            facts.append(
                .trait(
                    owner: owner, name: trait.name, json: trait.json, order: trait.updatedAt ?? 0))
        }
        return facts
    }
}
