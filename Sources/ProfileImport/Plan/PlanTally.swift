internal import IdentityResolution

/// What the replays of all parts come to: exact counts, and of each kind of thing the first few in
/// file order.
struct PlanTally: Sendable {
    /// Merges listed; all are counted.
    static let maxMerges = 10_000
    static let maxLeftOff = 1_000
    static let maxOrderRows = 1_000
    static let maxGroups = 20
    static let maxSamples = 5
    static let maxIdentifiers = 20

    var totals = Plan.Totals()
    var merges = FirstFew<Plan.Merge>(maxMerges)
    var leftOff = FirstFew<Plan.LeftOff>(maxLeftOff)
    var orderRows = FirstFew<Plan.OrderRow>(maxOrderRows)
    var orderRowCount = 0
    var groupCount = 0
    /// Largest first, then by their first row.
    private(set) var groups: [(rows: Int, firstRow: Int, group: Plan.Group)] = []
    private(set) var traits: [[UInt8]: TraitTally] = [:]

    struct TraitTally: Sendable {
        var added = 0
        var changed = 0
        var removed = 0
        var samples = FirstFew<Plan.TraitChange.Sample>(PlanTally.maxSamples)
    }

    /// Whether a group of so many rows would be among the largest.
    func wantsGroup(rows: Int, firstRow: Int) -> Bool {
        guard groups.count >= Self.maxGroups, let last = groups.last else { return true }
        return (rows, -firstRow) > (last.rows, -last.firstRow)
    }

    mutating func add(_ group: Plan.Group, firstRow: Int) {
        let at = groups.firstIndex { (group.rows, -firstRow) > ($0.rows, -$0.firstRow) }
        groups.insert((group.rows, firstRow, group), at: at ?? groups.count)
        if groups.count > Self.maxGroups { groups.removeLast() }
    }

    mutating func change(_ name: [UInt8], _ body: (inout TraitTally) -> Void) {
        body(&traits[name, default: TraitTally()])
    }

    /// Takes in what another part came to.
    mutating func merge(_ other: PlanTally) {
        totals.add(other.totals)
        merges.merge(other.merges)
        leftOff.merge(other.leftOff)
        orderRows.merge(other.orderRows)
        orderRowCount += other.orderRowCount
        groupCount += other.groupCount
        for group in other.groups where wantsGroup(rows: group.rows, firstRow: group.firstRow) {
            add(group.group, firstRow: group.firstRow)
        }
        for (name, tally) in other.traits {
            change(name) { mine in
                mine.added += tally.added
                mine.changed += tally.changed
                mine.removed += tally.removed
                mine.samples.merge(tally.samples)
            }
        }
    }

    /// Puts what was found into a plan.
    func fill(_ plan: inout Plan) {
        plan.totals = totals
        plan.merges = merges.sorted
        plan.leftOff = leftOff.sorted
        plan.orderRows = orderRows.sorted
        plan.orderRowCount = orderRowCount
        plan.groupCount = groupCount
        plan.groups = groups.map(\.group)
        plan.traitChanges = traits.map { name, tally in
            Plan.TraitChange(
                name: String(decoding: name, as: UTF8.self), added: tally.added,
                changed: tally.changed, removed: tally.removed, samples: tally.samples.sorted)
        }
        plan.traitChanges.sort {
            ($0.changed + $0.removed, $0.added, $1.name) > ($1.changed + $1.removed, $1.added, $0.name)
        }
    }
}

/// The first few of many things, by a number that says where each comes, in whatever order they are
/// found.
struct FirstFew<Element: Sendable>: Sendable {
    private let limit: Int
    private var elements: [(at: Int, element: Element)] = []
    /// Later ones than this are not wanted.
    private var last = Int.max

    init(_ limit: Int) { self.limit = limit }

    func wants(_ at: Int) -> Bool { at <= last }

    mutating func add(_ element: @autoclosure () -> Element, at: Int) {
        guard wants(at) else { return }
        elements.append((at, element()))
        guard elements.count >= 2 * limit else { return }
        trim()
    }

    /// Equal numbers never come from two others.
    mutating func merge(_ other: FirstFew) {
        for (at, element) in other.elements { add(element, at: at) }
    }

    /// Equal numbers stay in the order in which they were added.
    private mutating func trim() {
        let order = elements.indices.sorted { (elements[$0].at, $0) < (elements[$1].at, $1) }
        elements = order.prefix(limit).map { elements[$0] }
        if elements.count == limit, let greatest = elements.last?.at { last = greatest }
    }

    var sorted: [Element] {
        var copy = self
        copy.trim()
        return copy.elements.map(\.element)
    }
}
