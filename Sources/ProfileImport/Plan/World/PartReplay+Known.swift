internal import IdentityResolution

// What becomes of profiles that are there.
extension PartReplay {
    /// What becomes of each profile that was there and still stands.
    func compareTraits(_ world: PlanWorld, _ tally: inout PlanTally) {
        for profile in world.profiles.prefix(part.known.profiles.count)
        where profile.isTouched && profile.mergedInto < 0 {
            let isChanged = compareTraits(of: profile, &tally)
            if isChanged || profile.hasGrown {
                tally.totals.updated += 1
            } else {
                tally.totals.unchanged += 1
            }
        }
    }

    private func compareTraits(of profile: PlanProfile, _ tally: inout PlanTally) -> Bool {
        let before = part.traits(ofKnown: profile.known)
        var isChanged = false
        for (index, trait) in profile.traits.enumerated() {
            let old = index < before.count ? before[index].value : .init(start: 0, count: 0)
            if part.isEqual(old, trait.value) { continue }
            isChanged = true
            note(trait.name, of: profile.known, from: old, to: trait.value, &tally)
        }
        return isChanged
    }

    private func note(
        _ name: Int32, of known: Int, from old: PlanProfile.Place, to new: PlanProfile.Place,
        _ tally: inout PlanTally
    ) {
        tally.change(part.names[name]) { tally in
            guard old.count > 0 else {
                tally.added += 1
                return
            }
            if new.count == 0 { tally.removed += 1 } else { tally.changed += 1 }
            tally.samples.add(
                .init(
                    profile: part.known.id(of: known), from: text(old),
                    to: new.count == 0 ? nil : text(new)), at: part.known.profiles[known].number)
        }
    }

    private func text(_ place: PlanProfile.Place) -> String {
        String(decoding: part.value(place), as: UTF8.self)
    }

    // MARK: Plain rows

    /// Deals with the rows that nobody else has to do with and whose identifiers one known profile holds
    /// already: nearly all of a file that is imported again. The resolver would send them there and
    /// change nothing but traits (`Resolver.firstExceeded`: what is there never counts again), so they
    /// need no world to be played in.
    ///
    /// - Returns: how many there are.
    func settlePlainRows(_ tally: inout PlanTally) -> Int {
        guard !part.known.profiles.isEmpty else { return 0 }
        var traits = PlainTraits()
        var count = 0
        var at = 0
        for index in 0..<part.records {
            let start = at
            at += PlanRecord.length(of: part.bytes.base, at: start)
            record.readHead(part.bytes.base, at: start)
            guard record.isKnown, !record.isInCompany else { continue }
            _ = record.read(part.bytes.base, at: start)
            guard record.profiles.count == 1,
                let known = part.index(ofKnown: record.profiles[0]), holdsAll(known),
                traits.compare(record, part, known)
            else { continue }
            for change in traits.changes {
                note(change.name, of: known, from: change.old, to: change.new, &tally)
            }
            if traits.changes.isEmpty {
                tally.totals.unchanged += 1
            } else {
                tally.totals.updated += 1
            }
            forward[index] = Self.settled
            part.settle(known)
            count += 1
        }
        return count
    }

    /// Whether a known profile holds all identifiers of the record at hand.
    private func holdsAll(_ known: Int) -> Bool {
        let held = part.known.profiles[known].identifiers
        return !record.identifiers.isEmpty && record.identifiers.allSatisfy { identifier in
            !identifier.isBlocked && held.contains { index in
                let one = part.known.identifiers[index]
                return one.rule == identifier.rule
                    && part.isEqual(.init(known: one.value), .init(identifier.value))
            }
        }
    }
}

/// Compares the traits of a row with those of the one profile that gets it.
private struct PlainTraits {
    private struct Slot {
        /// Of the profile whose trait it is, and of the row that has it.
        var profileStamp = 0
        var rowStamp = 0
        var trait = 0
    }

    private(set) var changes: [(name: Int32, old: PlanProfile.Place, new: PlanProfile.Place)] = []
    private var slots: [Slot] = []
    private var stamp = 0

    /// Fills `changes`.
    ///
    /// - Returns: `false` where the row has a trait twice.
    mutating func compare(_ record: borrowing PlanRecord, _ part: PlanPart, _ known: Int) -> Bool {
        stamp += 1
        changes.removeAll(keepingCapacity: true)
        for index in part.known.profiles[known].traits {
            let name = part.name(ofKnownTrait: index)
            reach(name)
            slots[Int(name)].profileStamp = stamp
            slots[Int(name)].trait = index
        }
        for trait in record.traits {
            let name = part.name(trait.name)
            reach(name)
            let slot = slots[Int(name)]
            if slot.rowStamp == stamp { return false }
            slots[Int(name)].rowStamp = stamp
            let old = slot.profileStamp == stamp
                ? PlanProfile.Place(known: part.known.traits[slot.trait].json)
                : PlanProfile.Place(start: 0, count: 0)
            let new = PlanProfile.Place(trait.value)
            if !part.isEqual(old, new) { changes.append((name, old, new)) }
        }
        return true
    }

    private mutating func reach(_ name: Int32) {
        while slots.count <= Int(name) { slots.append(Slot()) }
    }
}
