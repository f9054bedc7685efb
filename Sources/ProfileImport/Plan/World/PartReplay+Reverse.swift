internal import IdentityResolution

// The same rows in reverse order, and which of them fare differently.
extension PartReplay {
    func reverse(_ ahead: PlanWorld, _ tally: inout PlanTally) {
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
        outcome >= 0 && Int(outcome) < part.known.profiles.count
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
