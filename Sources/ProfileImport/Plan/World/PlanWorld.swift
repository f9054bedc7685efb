internal import IdentityResolution

/// The profiles that a part's rows touch, as they become row by row: the resolver looks here, and what
/// it decides is carried out here as a space would, without a trace elsewhere.
///
/// A new profile that no other row can lead to is counted and forgotten, so that a value which millions
/// of rows share costs no more memory than the profiles that it leads to.
final class PlanWorld: ProfileLookup {
    /// Identifiers of one row alone have numbers from here on.
    static let privateBase = 1 << 40
    /// Rows of the plan come after all that profiles have had before.
    static let firstOrder = 1 << 60

    let part: PlanPart
    private(set) var profiles: [PlanProfile] = []
    private(set) var created = 0
    /// For each shared identifier the profile that holds it; -1: none.
    private var holders: [Int]
    private let keepsTraits: Bool
    private var slots = NameSlots()
    private var order = firstOrder

    /// - Parameter keepsTraits: whether traits are followed too.
    init(_ part: PlanPart, keepsTraits: Bool) {
        self.part = part
        self.keepsTraits = keepsTraits
        holders = [Int](repeating: -1, count: part.shared.count)
        profiles = part.known.profiles.indices.map { index in
            let profile = PlanProfile(number: index, known: index)
            profile.held = part.held(ofKnown: index)
            profile.identifiers = part.identifiers(ofKnown: index)
            profile.mergeCount = part.known.profiles[index].mergeCount
            if keepsTraits {
                profile.traits = part.traits(ofKnown: index)
                profile.firstTraits = profile.traits.count
            }
            return profile
        }
        for (number, profile) in part.firstHolders { holders[number] = profile }
    }

    func profile(holding identifier: Int) -> Int? {
        guard identifier < Self.privateBase else { return nil }
        let holder = holders[identifier]
        return holder < 0 ? nil : holder
    }

    func identifiers(of profile: Int) -> [HeldIdentifier] { profiles[profile].held }

    func mergeCount(of profile: Int) -> Int { profiles[profile].mergeCount }

    /// The profile that a merged-away one is part of now.
    func standing(_ number: Int) -> PlanProfile {
        var profile = profiles[number]
        while profile.mergedInto >= 0 { profile = profiles[profile.mergedInto] }
        return profile
    }

    /// Carries out what the resolver decided for one message of a row.
    ///
    /// - Parameters:
    ///   - merging: called before each merge with both sides as they are then.
    /// - Returns: the profile that gets the message; `nil`: none, or a new one that no other row can lead
    ///   to.
    func apply(
        _ resolution: borrowing Resolution, of record: borrowing PlanRecord, traits: Range<Int>,
        merging: (_ survivor: PlanProfile, _ merged: PlanProfile) -> Void
    ) -> PlanProfile? {
        order += 1
        let profile: PlanProfile
        switch resolution.target {
        case .none: return nil
        case .new:
            created += 1
            guard resolution.added.contains(where: { $0.identifier < Self.privateBase }) else {
                return nil
            }
            profile = PlanProfile(number: profiles.count, known: -1)
            profile.madeBy = (record.file, record.row)
            profiles.append(profile)
        case .existing(let number): profile = profiles[number]
        }
        for number in resolution.merged {
            merging(profile, profiles[number])
            merge(profiles[number], into: profile)
        }
        for added in resolution.added {
            profile.held.append(HeldIdentifier(rule: added.rule, addedAt: record.time))
            profile.identifiers.append(identifier(added, of: record))
            if added.identifier < Self.privateBase { holders[added.identifier] = profile.number }
        }
        if !resolution.added.isEmpty || !resolution.merged.isEmpty { profile.hasGrown = true }
        profile.isTouched = true
        if keepsTraits, record.isKnown { write(record, traits, to: profile) }
        return profile
    }

    private func identifier(
        _ candidate: Candidate, of record: borrowing PlanRecord
    ) -> PlanProfile.Identifier {
        let value = candidate.identifier < Self.privateBase
            ? part.shared.entries[candidate.identifier].value
            : record.identifiers[candidate.identifier - Self.privateBase].value
        return .init(rule: candidate.rule, value: .init(value))
    }

    private func write(
        _ record: borrowing PlanRecord, _ traits: Range<Int>, to profile: PlanProfile
    ) {
        slots.load(profile)
        for index in traits {
            let trait = record.traits[index]
            slots.write(
                .init(name: part.name(trait.name), value: .init(trait.value), order: order),
                to: profile)
        }
    }

    /// Everything moves to the survivor; of a trait that both have the newer stays.
    private func merge(_ other: PlanProfile, into survivor: PlanProfile) {
        // Identifiers that no row asks for have no number and need no new holder.
        for (index, holder) in holdersOf(other) where holder == other.number {
            holders[index] = survivor.number
        }
        survivor.held += other.held
        survivor.identifiers += other.identifiers
        if keepsTraits {
            slots.load(survivor)
            for trait in other.traits {
                if let index = slots.index(of: trait.name),
                    survivor.traits[index].order >= trait.order
                {
                    continue
                }
                slots.write(trait, to: survivor)
            }
        }
        other.held = []
        other.mergedInto = survivor.number
        survivor.mergeCount += 1
    }

    /// The numbered identifiers of a profile with their holders.
    private func holdersOf(_ profile: PlanProfile) -> [(Int, Int)] {
        profile.identifiers.compactMap { identifier in
            part.number(of: identifier).map { ($0, holders[$0]) }
        }
    }
}

/// Finds a trait of one profile by the number of its name in constant time.
private struct NameSlots {
    private var slots: [(stamp: Int, index: Int)] = []
    private var stamp = 0

    mutating func load(_ profile: PlanProfile) {
        stamp += 1
        for (index, trait) in profile.traits.enumerated() { set(trait.name, index) }
    }

    private mutating func set(_ name: Int32, _ index: Int) {
        while slots.count <= Int(name) { slots.append((0, 0)) }
        slots[Int(name)] = (stamp, index)
    }

    func index(of name: Int32) -> Int? {
        guard Int(name) < slots.count, slots[Int(name)].stamp == stamp else { return nil }
        return slots[Int(name)].index
    }

    mutating func write(_ trait: PlanProfile.Trait, to profile: PlanProfile) {
        if let index = index(of: trait.name) {
            profile.traits[index] = trait
        } else {
            set(trait.name, profile.traits.count)
            profile.traits.append(trait)
        }
    }
}
