internal import IdentityResolution

/// A profile as a batch has it in hand: loaded from its row or new.
///
/// Be advised: `@exclusivity(unchecked)` here and on other state of a batch saves a call of the runtime at
/// every access, a tenth of all time. It is sound because one thread applies a batch and no closure that is
/// handed a property in place touches that property again.
final class WorkingProfile {
    /// An identifier beside what `held` says of it.
    struct Detail {
        /// Of a type that is no longer configured: its name as JSON. Empty otherwise.
        var unknownType: Bytes
        /// Escapes undone.
        var value: Bytes
        var hash: UInt64
        var mark: Int
        /// The profile under which it stands in `lookup`; −1: none yet.
        var storedUnder: Int
    }

    struct Trait {
        /// Number in the batch's `TraitNames`.
        var name: Int32
        /// JSON; empty: the trait was removed.
        var value: Bytes
        var mark: Int
        var time: Int
    }

    /// What the row of a stored profile held when it was read.
    struct Stored {
        var updatedAt = 0
        var lastMark = 0
        var mergeCount = 0
        var identifiers = Bytes(start: nil, count: 0)
        var traits = Bytes(start: nil, count: 0)
        var traitMarks: Bytes?
    }

    @exclusivity(unchecked) var stored = Stored()
    @exclusivity(unchecked) private(set) var id = 0
    @exclusivity(unchecked) private(set) var isNew = false
    @exclusivity(unchecked) private(set) var segmentID = Bytes(start: nil, count: 0)
    @exclusivity(unchecked) private(set) var createdAt = 0
    @exclusivity(unchecked) private(set) var firstMark = 0
    @exclusivity(unchecked) var updatedAt = 0
    @exclusivity(unchecked) var lastMark = 0
    @exclusivity(unchecked) var mergedInto: Int?
    @exclusivity(unchecked) var mergeCount = 0
    @exclusivity(unchecked) var isChanged = false
    @exclusivity(unchecked) var held: [HeldIdentifier] = []
    @exclusivity(unchecked) var details: [Detail] = []
    @exclusivity(unchecked) var traits: [Trait] = []

    /// Begins as a profile of which only this much is known.
    func begin(id: Int, isNew: Bool, segmentID: Bytes, time: Int, mark: Int) {
        self.id = id
        self.isNew = isNew
        self.segmentID = segmentID
        createdAt = time
        updatedAt = time
        firstMark = mark
        lastMark = mark
        mergedInto = nil
        mergeCount = 0
        isChanged = false
        empty()
    }

    /// Drops identifiers and traits and keeps their memory.
    func empty() {
        held.removeAll(keepingCapacity: true)
        details.removeAll(keepingCapacity: true)
        traits.removeAll(keepingCapacity: true)
    }

    /// Notes that a row came in.
    func touch(mark: Int, time: Int) {
        lastMark = mark
        updatedAt = time
        isChanged = true
    }
}

/// Working profiles to be used again: making and freeing tens of thousands with every batch would cost
/// as much as reading the messages.
final class ProfilePool {
    @exclusivity(unchecked) private var free: [WorkingProfile] = []
    /// Profiles kept; one with ten traits takes about a kilobyte.
    private static let maxKept = 50_000
    /// A profile with more traits than this is not worth its memory.
    private static let maxTraits = 64

    func take(id: Int, isNew: Bool, segmentID: Bytes, time: Int, mark: Int) -> WorkingProfile {
        let profile = free.popLast() ?? WorkingProfile()
        profile.begin(id: id, isNew: isNew, segmentID: segmentID, time: time, mark: mark)
        return profile
    }

    func give(_ profiles: some Sequence<WorkingProfile>) {
        for profile in profiles
        where free.count < Self.maxKept && profile.traits.capacity <= Self.maxTraits {
            free.append(profile)
        }
    }
}

/// Finds a trait of one profile by the number of its name in constant time, without emptying anything
/// between profiles.
struct TraitSlots {
    private var slots: [(stamp: Int, index: Int)] = []
    private var stamp = 0

    /// Takes in the traits of a profile.
    mutating func load(_ profile: WorkingProfile, names: Int) {
        stamp &+= 1
        while slots.count < names { slots.append((0, 0)) }
        for (index, trait) in profile.traits.enumerated() { slots[Int(trait.name)] = (stamp, index) }
    }

    func index(of name: Int32) -> Int? {
        let slot = slots[Int(name)]
        return slot.stamp == stamp ? slot.index : nil
    }

    mutating func set(_ name: Int32, _ index: Int) { slots[Int(name)] = (stamp, index) }

    /// Sets a trait of the profile that was loaded.
    mutating func write(_ trait: WorkingProfile.Trait, to profile: WorkingProfile) {
        if let index = index(of: trait.name) {
            profile.traits[index] = trait
        } else {
            set(trait.name, profile.traits.count)
            profile.traits.append(trait)
        }
    }
}
