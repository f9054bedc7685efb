internal import IdentityResolution

/// A profile as a batch has it in hand: loaded from its row or new.
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

    let id: Int
    let isNew: Bool
    var segmentID: Bytes
    var createdAt: Int
    var updatedAt: Int
    var firstMark: Int
    var lastMark: Int
    var mergedInto: Int?
    var mergeCount = 0
    var isChanged = false
    var held: [HeldIdentifier] = []
    var details: [Detail] = []
    var traits: [Trait] = []

    init(id: Int, isNew: Bool, segmentID: Bytes, time: Int, mark: Int) {
        self.id = id
        self.isNew = isNew
        self.segmentID = segmentID
        createdAt = time
        updatedAt = time
        firstMark = mark
        lastMark = mark
    }

    /// Notes that a row came in.
    func touch(mark: Int, time: Int) {
        lastMark = mark
        updatedAt = time
        isChanged = true
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
