internal import IdentityResolution

/// Plays the rows of a part once in order and, where rows are in company, once in reverse, and tells
/// what came of it.
final class PartReplay {
    /// A row that went to a new profile which no other row can lead to.
    private static let alone: Int32 = -1
    /// A row that went nowhere.
    private static let nowhere: Int32 = -2

    let part: PlanPart
    let rules: IdentityRules
    private let resolver: Resolver
    private let sheetRows: PlanSheetRows
    /// For each record the profile it went to, in order and in reverse.
    private let forward: LargeArray<Int32>
    private let backward: LargeArray<Int32>
    /// For each record its identifiers left off, bit by bit.
    private let leftForward: LargeArray<UInt32>
    private let leftBackward: LargeArray<UInt32>
    private var resolution = Resolution()
    private var candidates: [Candidate] = []
    private var record = PlanRecord()

    init(
        _ part: PlanPart, rules: IdentityRules, resolver: Resolver, sheetRows: PlanSheetRows,
        memory: Int, folder: String
    ) throws(SystemError) {
        self.part = part
        self.rules = rules
        self.resolver = resolver
        self.sheetRows = sheetRows
        let reversed = part.recordsInCompany > 0 ? part.records : 0
        forward = try LargeArray(count: part.records, memoryLimit: memory, folder: folder)
        leftForward = try LargeArray(count: part.records, memoryLimit: memory, folder: folder)
        backward = try LargeArray(count: reversed, memoryLimit: memory, folder: folder)
        leftBackward = try LargeArray(count: reversed, memoryLimit: memory, folder: folder)
    }

    /// Replays the part and adds what came of it.
    ///
    /// - Parameter trace: told each row as it is replayed in order.
    func run(_ tally: inout PlanTally, trace: PlanTrace?) {
        let world = PlanWorld(part, keepsTraits: true)
        var at = 0
        for index in 0..<part.records {
            at = record.read(part.bytes.base, at: at)
            (forward[index], leftForward[index]) = play(in: world, &tally, trace)
        }
        tally.totals.created += world.created
        settle(world, forward)
        compareTraits(world, &tally)
        addGroups(world, &tally)
        if part.recordsInCompany > 0 { reverse(world, &tally) }
    }

    // MARK: One row

    /// - Returns: the profile that the row went to, and its identifiers left off.
    private func play(
        in world: PlanWorld, _ tally: inout PlanTally, _ trace: PlanTrace?
    ) -> (Int32, UInt32) {
        findCandidates()
        var left: UInt32 = 0
        var outcome = Self.nowhere
        var firstTrait = 0
        trace?.begin(record, candidates, world)
        for end in record.parts {
            resolver.resolve(candidates[...], at: record.time, in: world, into: &resolution)
            for violation in resolution.violations { note(violation, &left, &tally) }
            let (row, place) = (record.index, place)
            let profile = world.apply(resolution, of: record, traits: firstTrait..<end) {
                survivor, merged in
                tally.totals.merges += 1
                guard tally.merges.wants(row) else { return }
                tally.merges.add(
                    Plan.Merge(
                        survivor: side(survivor), merged: side(merged), place: place,
                        identifiers: identifiersOfRow), at: row)
            }
            firstTrait = end
            if let profile {
                outcome = Int32(truncatingIfNeeded: profile.number)
            } else if resolution.target == .new {
                outcome = Self.alone
            }
            trace?.add(resolution, of: record, candidates, profile)
        }
        return (outcome, left)
    }

    private func findCandidates() {
        candidates.removeAll(keepingCapacity: true)
        for (place, identifier) in record.identifiers.enumerated() {
            var number = PlanWorld.privateBase + place
            if identifier.isShared, !identifier.isBlocked, let shared = part.shared.find(identifier) {
                number = shared
            }
            candidates.append(
                Candidate(
                    identifier: number, rule: identifier.rule, isBlocked: identifier.isBlocked))
        }
    }

    private func note(
        _ violation: Violation, _ left: inout UInt32, _ tally: inout PlanTally
    ) {
        guard let candidate = violation.left,
            let index = candidates.firstIndex(where: { $0.identifier == candidate.identifier })
        else { return }
        let bit: UInt32 = 1 << UInt32(min(index, 31))
        // Every message of a row that became several tells the same.
        guard left & bit == 0 else { return }
        left |= bit
        if violation.kind == .blocked {
            tally.totals.blocked += 1
        } else {
            tally.totals.leftOff += 1
        }
        guard tally.leftOff.wants(record.index), violation.kind != .blocked else { return }
        let rule = violation.kind == .mappingLimit ? nil : violation.rule.map { rules.rules[$0] }
        tally.leftOff.add(
            Plan.LeftOff(
                place: place, identifier: identifier(record.identifiers[index]),
                reason: violation.kind.rawValue, limitedType: rule?.type, limit: rule?.limit,
                window: rule?.window.rawValue), at: record.index)
    }

    // MARK: What is shown

    private var place: Plan.Place { sheetRows.place(file: record.file, row: record.row) }

    private func identifier(_ identifier: PlanRecord.Identifier) -> Plan.Identifier {
        Plan.Identifier(
            type: rules.rules[identifier.rule].type, value: part.value(.init(identifier.value)))
    }

    private var identifiersOfRow: [Plan.Identifier] {
        record.identifiers.filter { !$0.isBlocked }.map { identifier($0) }
    }

    private func side(_ profile: PlanProfile) -> Plan.Side {
        Plan.Side(
            id: profile.known < 0 ? nil : part.known[profile.known].id,
            madeBy: profile.known < 0
                ? sheetRows.place(file: profile.madeBy.file, row: profile.madeBy.row) : nil,
            identifiers: profile.identifiers.prefix(PlanTally.maxIdentifiers).compactMap {
                guard rules.rules.indices.contains($0.rule) else { return nil }
                return Plan.Identifier(type: rules.rules[$0.rule].type, value: part.value($0.value))
            }, identifierCount: profile.identifiers.count)
    }

    // MARK: Groups

    /// Points each record at the profile that stands in the end.
    private func settle(_ world: PlanWorld, _ outcomes: LargeArray<Int32>) {
        var record = PlanRecord()
        var at = 0
        for index in 0..<part.records {
            let start = at
            at += PlanRecord.length(of: part.bytes.base, at: start)
            guard outcomes[index] >= 0 else { continue }
            record.readHead(part.bytes.base, at: start)
            let profile = world.standing(Int(outcomes[index]))
            outcomes[index] = Int32(truncatingIfNeeded: profile.number)
            profile.rows += 1
            profile.firstRow = min(profile.firstRow, record.index)
        }
    }

    private func addGroups(_ world: PlanWorld, _ tally: inout PlanTally) {
        var wanted: [Int: GroupGathering] = [:]
        for profile in world.profiles where profile.rows > 1 {
            tally.groupCount += 1
            if tally.wantsGroup(rows: profile.rows, firstRow: profile.firstRow) {
                wanted[profile.number] = GroupGathering()
            }
        }
        // A part may have many more large groups than are shown.
        if wanted.count > PlanTally.maxGroups {
            let largest = wanted.keys.sorted {
                let (one, other) = (world.profiles[$0], world.profiles[$1])
                return (one.rows, -one.firstRow) > (other.rows, -other.firstRow)
            }
            for number in largest.dropFirst(PlanTally.maxGroups) { wanted[number] = nil }
        }
        guard !wanted.isEmpty else { return }
        var at = 0
        for index in 0..<part.records {
            at = record.read(part.bytes.base, at: at)
            let number = Int(forward[index])
            guard number >= 0, wanted[number] != nil else { continue }
            let kept = record.identifiers.enumerated().filter { place, identifier in
                !identifier.isBlocked && leftForward[index] >> UInt32(min(place, 31)) & 1 == 0
            }
            wanted[number]?.add(place, kept.map { identifier($0.element) })
        }
        for (number, gathering) in wanted {
            let profile = world.profiles[number]
            tally.add(
                Plan.Group(
                    profile: side(profile), rows: profile.rows, places: gathering.places,
                    links: gathering.links), firstRow: profile.firstRow)
        }
    }

    // MARK: Known profiles

    /// What becomes of each profile that was there and still stands.
    private func compareTraits(_ world: PlanWorld, _ tally: inout PlanTally) {
        for profile in world.profiles.prefix(part.known.count)
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
        let number = part.known[profile.known].number
        var isChanged = false
        for (index, trait) in profile.traits.enumerated() {
            let old = index < before.count ? before[index].value : .init(start: 0, count: 0)
            if part.isEqual(old, trait.value) { continue }
            isChanged = true
            tally.change(part.name(trait.name)) { tally in
                if old.count == 0 {
                    tally.added += 1
                } else {
                    if trait.value.count == 0 { tally.removed += 1 } else { tally.changed += 1 }
                    tally.samples.add(
                        .init(
                            profile: part.known[profile.known].id, from: text(old),
                            to: trait.value.count == 0 ? nil : text(trait.value)), at: number)
                }
            }
        }
        return isChanged
    }

    private func text(_ place: PlanProfile.Place) -> String {
        String(decoding: part.value(place), as: UTF8.self)
    }
}

// MARK: - In reverse

extension PartReplay {
    private func reverse(_ ahead: PlanWorld, _ tally: inout PlanTally) {
        let world = PlanWorld(part, keepsTraits: false)
        var ignored = PlanTally()
        var end = part.bytes.count
        for index in stride(from: part.records - 1, through: 0, by: -1) {
            end = PlanRecord.start(of: part.bytes.base, endingAt: end)
            _ = record.read(part.bytes.base, at: end)
            // A row without company fares the same.
            guard record.isInCompany else { continue }
            (backward[index], leftBackward[index]) = play(in: world, &ignored, nil)
        }
        compare(ahead, world, &tally)
    }

    private func compare(
        _ ahead: PlanWorld, _ back: PlanWorld, _ tally: inout PlanTally
    ) {
        let company = inCompany()
        for index in 0..<part.records where company[index] && backward[index] >= 0 {
            let profile = back.standing(Int(backward[index]))
            backward[index] = Int32(truncatingIfNeeded: profile.number)
            profile.rows += 1
        }
        // For each profile of the one order that of the other where its first row ends, and whether
        // another row of it ends elsewhere.
        var partner = [Int32](repeating: Self.nowhere, count: ahead.profiles.count)
        var isSplit = [Bool](repeating: false, count: ahead.profiles.count)
        for index in 0..<part.records where company[index] && forward[index] >= 0 {
            let number = Int(forward[index])
            if partner[number] == Self.nowhere {
                partner[number] = backward[index]
            } else if partner[number] != backward[index] {
                isSplit[number] = true
            }
        }
        var at = 0
        for index in 0..<part.records {
            at = record.read(part.bytes.base, at: at)
            guard company[index], differs(index, ahead, back, isSplit) else { continue }
            tally.orderRowCount += 1
            guard tally.orderRows.wants(record.index) else { continue }
            tally.orderRows.add(
                Plan.OrderRow(
                    place: place, inOrder: fate(forward[index], leftForward[index], ahead),
                    reversed: fate(backward[index], leftBackward[index], back)), at: record.index)
        }
    }

    private func inCompany() -> [Bool] {
        var company = [Bool](repeating: false, count: part.records)
        var record = PlanRecord()
        var at = 0
        for index in 0..<part.records {
            let start = at
            at += PlanRecord.length(of: part.bytes.base, at: start)
            record.readHead(part.bytes.base, at: start)
            company[index] = record.isInCompany
        }
        return company
    }

    /// Whether a row ends in another profile, or with other identifiers left off. A new profile is the
    /// same in both orders if the same rows end in it.
    private func differs(
        _ index: Int, _ ahead: PlanWorld, _ back: PlanWorld, _ isSplit: [Bool]
    ) -> Bool {
        if leftForward[index] != leftBackward[index] { return true }
        let (one, other) = (forward[index], backward[index])
        if one == Self.nowhere || other == Self.nowhere { return one != other }
        if isOfKnown(one) || isOfKnown(other) { return one != other }
        let rows = one >= 0 ? ahead.profiles[Int(one)].rows : 1
        let otherRows = other >= 0 ? back.profiles[Int(other)].rows : 1
        return rows != otherRows || (one >= 0 && isSplit[Int(one)])
    }

    private func isOfKnown(_ outcome: Int32) -> Bool {
        outcome >= 0 && Int(outcome) < part.known.count
    }

    /// The fate of the record at hand.
    private func fate(_ outcome: Int32, _ left: UInt32, _ world: PlanWorld) -> Plan.Fate {
        let isLeft = record.identifiers.indices.map { left >> UInt32(min($0, 31)) & 1 == 1 }
        let all = record.identifiers.enumerated().filter { !$0.element.isBlocked }
        let leftOff = all.filter { isLeft[$0.offset] }.map { identifier($0.element) }
        switch outcome {
        case Self.nowhere: return Plan.Fate(profile: nil, leftOff: leftOff)
        case Self.alone:
            let kept = all.filter { !isLeft[$0.offset] }.map { identifier($0.element) }
            return Plan.Fate(
                profile: Plan.Side(
                    id: nil, madeBy: place, identifiers: kept, identifierCount: kept.count),
                leftOff: leftOff)
        default:
            return Plan.Fate(profile: side(world.standing(Int(outcome))), leftOff: leftOff)
        }
    }
}

/// The rows and identifiers of one of the largest groups.
private struct GroupGathering {
    /// Rows shown of a group.
    private static let maxPlaces = 20
    private static let maxLinks = 12
    /// Identifiers counted before those of few rows are let go.
    private static let maxCounted = 4_096

    private(set) var places: [Plan.Place] = []
    private var counts: [Plan.Identifier: Int] = [:]

    mutating func add(_ place: Plan.Place, _ identifiers: [Plan.Identifier]) {
        if places.count < Self.maxPlaces { places.append(place) }
        for identifier in identifiers {
            if counts[identifier] != nil || counts.count < Self.maxCounted {
                counts[identifier, default: 0] += 1
            }
        }
    }

    /// Most rows first, then in the order of bytes.
    var links: [Plan.Link] {
        let sorted = counts.sorted { one, other in
            if one.value != other.value { return one.value > other.value }
            if one.key.type != other.key.type { return one.key.type < other.key.type }
            return one.key.value.lexicographicallyPrecedes(other.key.value)
        }
        return sorted.prefix(Self.maxLinks).map { Plan.Link(identifier: $0.key, rows: $0.value) }
    }
}
