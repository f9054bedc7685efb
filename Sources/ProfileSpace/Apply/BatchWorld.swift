internal import IdentityResolution

/// The profiles that a batch touches, as they become message by message: the resolver looks here, and
/// what it decides is carried out here. Nothing reaches the database before the whole batch is done.
final class BatchWorld: ProfileLookup {
    let content: BatchContent
    @exclusivity(unchecked) private var loaded: [Int: WorkingProfile] = [:]
    @exclusivity(unchecked) private(set) var created: [WorkingProfile] = []
    private(set) var merges: [(survivor: Int, merged: Int, mark: Int, time: Int)] = []
    let firstNewID: Int
    private let pool: ProfilePool
    @exclusivity(unchecked) private var slots = TraitSlots()

    init(_ content: BatchContent, pool: ProfilePool, firstNewID: Int) {
        self.content = content
        self.pool = pool
        self.firstNewID = firstNewID
    }

    /// Ends the world: its profiles go back to the pool.
    func giveBack() {
        pool.give(created)
        pool.give(loaded.values)
        created = []
        loaded = [:]
    }

    func profile(holding identifier: Int) -> Int? {
        let profile = content.identifiers[identifier].profile
        return profile < 0 ? nil : profile
    }

    func identifiers(of profile: Int) -> [HeldIdentifier] { self[profile]?.held ?? [] }

    func mergeCount(of profile: Int) -> Int { self[profile]?.mergeCount ?? 0 }

    subscript(id: Int) -> WorkingProfile? {
        if id >= firstNewID {
            let index = id - firstNewID
            return index < created.count ? created[index] : nil
        }
        return loaded[id]
    }

    /// Takes in a profile of the store and tells the batch's identifiers that it holds.
    func add(_ profile: WorkingProfile) {
        loaded[profile.id] = profile
        point(profile.details, profile.held, to: profile.id)
    }

    /// Profiles whose rows must be written, oldest first, new ones last.
    func changed() -> [WorkingProfile] {
        loaded.values.filter(\.isChanged).sorted { $0.id < $1.id } + created
    }

    private func point(_ details: [WorkingProfile.Detail], _ held: [HeldIdentifier], to profile: Int) {
        for (detail, held) in zip(details, held) where held.rule >= 0 {
            let rule = Int32(truncatingIfNeeded: held.rule)
            if let number = content.identifiers.find(rule: rule, hash: detail.hash, value: detail.value) {
                content.identifiers.setProfile(profile, of: number)
            }
        }
    }

    /// Carries a resolution out.
    ///
    /// - Parameter segmentID: makes the ID of a new profile from its number.
    /// - Returns: the profile that gets the message; `nil`: none does.
    func apply(
        _ resolution: borrowing Resolution, of message: BatchContent.Message,
        segmentID: (Int) -> Bytes
    ) -> WorkingProfile? {
        let profile: WorkingProfile
        switch resolution.target {
        case .none: return nil
        case .new:
            let id = firstNewID + created.count
            profile = pool.take(
                id: id, isNew: true, segmentID: segmentID(id), time: message.time, mark: message.mark)
            created.append(profile)
        case .existing(let id):
            guard let known = self[id] else { return nil }
            profile = known
        }
        for id in resolution.merged {
            if let other = self[id] { merge(other, into: profile, message) }
        }
        for added in resolution.added {
            let entry = content.identifiers[added.identifier]
            profile.held.append(HeldIdentifier(rule: added.rule, addedAt: message.time))
            profile.details.append(
                .init(
                    unknownType: Bytes(start: nil, count: 0), value: entry.value, hash: entry.hash,
                    mark: message.mark, storedUnder: -1))
            content.identifiers.setProfile(profile.id, of: added.identifier)
        }
        write(message, to: profile)
        // An event leaves the profile as it is, unless it brought an identifier.
        if !message.kind.isEvent || !resolution.added.isEmpty || !resolution.merged.isEmpty {
            profile.touch(mark: message.mark, time: message.time)
        }
        return profile
    }

    private func write(_ message: BatchContent.Message, to profile: WorkingProfile) {
        guard !message.traits.isEmpty else { return }
        slots.load(profile, names: content.names.names.count)
        for index in message.traits {
            let trait = content.traits[index]
            slots.write(
                .init(name: trait.name, value: trait.value, mark: message.mark, time: message.time),
                to: profile)
        }
    }

    /// Everything moves to the survivor; of a trait that both have the newer stays.
    private func merge(
        _ other: WorkingProfile, into survivor: WorkingProfile, _ message: BatchContent.Message
    ) {
        point(other.details, other.held, to: survivor.id)
        survivor.held += other.held
        survivor.details += other.details
        slots.load(survivor, names: content.names.names.count)
        for trait in other.traits {
            if let index = slots.index(of: trait.name), survivor.traits[index].mark >= trait.mark {
                continue
            }
            slots.write(trait, to: survivor)
        }
        other.empty()
        other.mergedInto = survivor.id
        other.touch(mark: message.mark, time: message.time)
        survivor.mergeCount += 1
        merges.append((survivor.id, other.id, message.mark, message.time))
    }
}
