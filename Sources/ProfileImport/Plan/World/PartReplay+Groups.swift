// The largest groups of rows that end in one profile.
extension PartReplay {
    /// Points each record at the profile that stands in the end.
    func settle(_ world: PlanWorld, _ outcomes: LargeArray<Int32>) {
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

    func addGroups(_ world: PlanWorld, _ tally: inout PlanTally) {
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
