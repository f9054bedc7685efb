/// Decides which profile a message belongs to: `identity-resolution` §2, word for word.
///
/// Pure: it reads profiles through a `ProfileLookup` and changes nothing; who keeps the profiles carries
/// the resolution out before the next message is resolved.
public struct Resolver: Sendable {
    /// Times that profiles may be merged into one.
    public static let maxMerges = 100
    /// Identifiers that one profile may hold, what merges bring along aside.
    public static let maxMappings = 1_000

    private struct Limit: Sendable {
        var count: Int
        /// Milliseconds that a value counts; `nil` means always.
        var window: Int?
    }

    private let limits: [Limit]
    private let groupRule: Int?
    private let maxMerges: Int
    private let maxMappings: Int

    public init(_ rules: IdentityRules) {
        self.init(rules, maxMerges: Self.maxMerges, maxMappings: Self.maxMappings)
    }

    /// With other system limits: small worlds never reach Segment's.
    package init(_ rules: IdentityRules, maxMerges: Int, maxMappings: Int) {
        self.maxMerges = maxMerges
        self.maxMappings = maxMappings
        limits = rules.rules.map {
            Limit(count: $0.limit, window: $0.window.seconds.map { $0 * 1_000 })
        }
        groupRule = rules.groupRule
    }

    /// Resolves one message.
    ///
    /// - Parameters:
    ///   - candidates: the message's identifiers in message order; repeats and `group_id` are ignored.
    ///   - time: the message's time, milliseconds since 1970.
    ///   - resolution: cleared first.
    /// - Complexity: O(identifiers of the message × identifiers of the profiles they lead to).
    public func resolve(
        _ candidates: ArraySlice<Candidate>, at time: Int, in lookup: borrowing some ProfileLookup,
        into resolution: inout Resolution
    ) {
        resolution.clear()
        for candidate in candidates
        where candidate.rule != groupRule && limits.indices.contains(candidate.rule) {
            if candidate.isBlocked {
                resolution.violations.append(Violation(.blocked, left: candidate, rule: candidate.rule))
            } else if !resolution.kept.contains(where: {
                $0.candidate.identifier == candidate.identifier
            }) {
                let profile = lookup.profile(holding: candidate.identifier) ?? -1
                resolution.kept.append(.init(candidate: candidate, profile: profile))
            }
        }
        guard !resolution.kept.isEmpty else { return }
        demote(at: time, in: lookup, &resolution)
        decide(in: lookup, &resolution)
    }

    /// Leaves off one identifier after the other until no limit would be exceeded or one is left.
    private func demote(
        at time: Int, in lookup: borrowing some ProfileLookup, _ resolution: inout Resolution
    ) {
        while true {
            search(&resolution)
            guard let bad = firstExceeded(at: time, in: lookup, &resolution),
                resolution.kept.count > 1
            else { return }
            let victim = Self.victim(resolution.kept)
            let kind: Violation.Kind = limits[bad].window == nil ? .valueLimit : .timeLimit
            resolution.violations.append(
                Violation(kind, left: resolution.kept[victim].candidate, rule: bad))
            resolution.kept.remove(at: victim)
        }
    }

    /// Collects the profiles that the identifiers still in the game lead to.
    private func search(_ resolution: inout Resolution) {
        resolution.profiles.removeAll(keepingCapacity: true)
        for kept in resolution.kept where !kept.isNew && !resolution.profiles.contains(kept.profile) {
            resolution.profiles.append(kept.profile)
        }
        if resolution.profiles.count > 1 { resolution.profiles.sort() }
    }

    /// The most trusted type of which the profile, as it would become, has more values inside the
    /// window than its limit: those of all profiles that were found and the new ones.
    ///
    /// A type counts only where the message itself would add to it, by a new value or a merge. A profile
    /// can be over a limit already, after rules were tightened or when times run backwards; it stays
    /// outside the rules, and the message's other identifiers are taken (`identifiers-and-traits` §7:
    /// "only the excess identifiers are dropped"; `identity-resolution` §5, D7: a value that is there
    /// never counts again).
    private func firstExceeded(
        at time: Int, in lookup: borrowing some ProfileLookup, _ resolution: inout Resolution
    ) -> Int? {
        resolution.clearCounts(limits.count)
        for profile in resolution.profiles {
            for held in lookup.identifiers(of: profile)
            where limits.indices.contains(held.rule) && counts(held, at: time) {
                resolution.counts[held.rule] += 1
                resolution.own[held.rule] += 1
            }
            resolution.noteLargest()
        }
        for kept in resolution.kept where kept.isNew { resolution.counts[kept.candidate.rule] += 1 }
        for rule in limits.indices
        where resolution.counts[rule] > limits[rule].count
            && resolution.counts[rule] > resolution.largest[rule]
        {
            return rule
        }
        return nil
    }

    /// Whether a value was added in (time − window, time].
    private func counts(_ held: HeldIdentifier, at time: Int) -> Bool {
        guard let window = limits[held.rule].window else { return true }
        return held.addedAt <= time && held.addedAt > time &- window
    }

    /// The least trusted type's identifier: of several the one that is new, then the last.
    private static func victim(_ kept: [Resolution.Kept]) -> Int {
        var victim = 0
        for index in kept.indices.dropFirst() {
            let (one, other) = (kept[index], kept[victim])
            if one.candidate.rule != other.candidate.rule {
                if one.candidate.rule > other.candidate.rule { victim = index }
            } else if one.isNew || !other.isNew {
                victim = index
            }
        }
        return victim
    }

    /// Create, add or merge, within the system limits.
    private func decide(in lookup: borrowing some ProfileLookup, _ resolution: inout Resolution) {
        var mappings = 0
        switch resolution.profiles.count {
        case 0:
            resolution.target = .new
        case 1:
            resolution.target = .existing(resolution.profiles[0])
        default:
            resolution.target = .existing(merge(in: lookup, &resolution))
        }
        if case .existing(let profile) = resolution.target {
            mappings = lookup.identifiers(of: profile).count
            for merged in resolution.merged { mappings += lookup.identifiers(of: merged).count }
        }
        for kept in resolution.kept where kept.isNew {
            if mappings < maxMappings {
                resolution.added.append(kept.candidate)
                mappings += 1
            } else {
                resolution.violations.append(
                    Violation(.mappingLimit, left: kept.candidate, rule: kept.candidate.rule))
            }
        }
    }

    /// Merges what may still merge into the oldest of them and returns the profile that gets the
    /// message: that one, or, where nothing could be merged, the holder of the most trusted identifier.
    private func merge(
        in lookup: borrowing some ProfileLookup, _ resolution: inout Resolution
    ) -> Int {
        var survivor: Int?
        var merges = 0
        for profile in resolution.profiles {
            let count = lookup.mergeCount(of: profile)
            guard count < maxMerges else { continue }
            if survivor == nil {
                survivor = profile
                merges = count
            } else if merges < maxMerges {
                resolution.merged.append(profile)
                merges += 1
            }
        }
        if resolution.merged.count + 1 < resolution.profiles.count {
            resolution.violations.append(Violation(.mergeLimit))
        }
        if let survivor, !resolution.merged.isEmpty { return survivor }
        var holder = resolution.profiles[0]
        var rank = Int.max
        for kept in resolution.kept where !kept.isNew && kept.candidate.rule < rank {
            (holder, rank) = (kept.profile, kept.candidate.rule)
        }
        return holder
    }
}
