internal import IdentityResolution

/// Plays the rows of a part once in order and, where rows are in company, once in reverse, and tells
/// what came of it.
final class PartReplay {
    /// A row that went to a new profile which no other row can lead to.
    static let alone: Int32 = -1
    /// A row that went nowhere.
    static let nowhere: Int32 = -2
    /// A row that was dealt with by itself.
    static let settled: Int32 = -3

    let part: PlanPart
    let rules: IdentityRules
    private let resolver: Resolver
    let sheetRows: PlanSheetRows
    /// For each record the profile it went to, in order and in reverse.
    let forward: LargeArray<Int32>
    let backward: LargeArray<Int32>
    /// For each record its identifiers left off, bit by bit.
    let leftForward: LargeArray<UInt32>
    let leftBackward: LargeArray<UInt32>
    private var resolution = Resolution()
    private var candidates: [Candidate] = []
    var record = PlanRecord()

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
        let plain = trace == nil ? settlePlainRows(&tally) : 0
        guard plain < part.records else { return }
        part.share { forward[$0] == Self.settled }
        let world = PlanWorld(part, keepsTraits: true)
        var at = 0
        for index in 0..<part.records {
            guard forward[index] != Self.settled else {
                at += PlanRecord.length(of: part.bytes.base, at: at)
                continue
            }
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
    func play(
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

    var place: Plan.Place { sheetRows.place(file: record.file, row: record.row) }

    func identifier(_ identifier: PlanRecord.Identifier) -> Plan.Identifier {
        Plan.Identifier(
            type: rules.rules[identifier.rule].type, value: part.value(.init(identifier.value)))
    }

    private var identifiersOfRow: [Plan.Identifier] {
        record.identifiers.filter { !$0.isBlocked }.map { identifier($0) }
    }

    func side(_ profile: PlanProfile) -> Plan.Side {
        Plan.Side(
            id: profile.known < 0 ? nil : part.known.id(of: profile.known),
            madeBy: profile.known < 0
                ? sheetRows.place(file: profile.madeBy.file, row: profile.madeBy.row) : nil,
            identifiers: profile.identifiers.prefix(PlanTally.maxIdentifiers).compactMap {
                guard rules.rules.indices.contains($0.rule) else { return nil }
                return Plan.Identifier(type: rules.rules[$0.rule].type, value: part.value($0.value))
            }, identifierCount: profile.identifiers.count)
    }
}
