/// Deals people out to parts: each part about as large as the others by rows and bytes, none over a
/// limit, and as far as that allows in file order.
///
/// People with many rows come first, each to the part that has the least so far; the others fill
/// the parts one after another. Call `take` for every person twice, in file order, with
/// `beginFilling()` between.
struct PartPlan {
    /// One person as the plan sees it.
    struct Person {
        /// 0-based.
        var firstRow: Int
        var rows: Int
        var bytes: Int
    }

    private struct Part {
        var rows = 0
        var bytes = 0
        var weight = 0.0
    }

    private let limits: PartLimits
    private let bytesPerRow: Double
    private let total: Double
    /// What each part should come to.
    private var quota: Double
    private var parts: [Part]
    /// People who are dealt out first.
    private var large: [Person] = []
    private var partOfLarge: [Int: Int] = [:]
    private var isFilling = false
    private var current = 0
    /// The part that took somebody last whom the current one had no room for.
    private var spare = 0
    /// Whether somebody found no room.
    private(set) var isOverfull = false

    /// Of a part, people with more than this share of it are dealt out first.
    private static let largeShare = 1.0 / 16
    /// The weight from which somebody is.
    private let largest: Double

    init(parts count: Int, rows: Int, bytes: Int, limits: PartLimits) {
        self.limits = limits
        bytesPerRow = rows > 0 ? Double(bytes) / Double(rows) : 1
        parts = Array(repeating: Part(), count: max(1, count))
        total = 2 * Double(bytes)
        quota = total / Double(parts.count)
        largest = quota * Self.largeShare
    }

    /// - Returns: the person's part, 0-based; `nil` while people are only looked at.
    mutating func take(_ person: Person) -> Int? {
        let isLarge = weight(person) > largest
        guard isFilling else {
            if isLarge { large.append(person) }
            return nil
        }
        return isLarge ? partOfLarge[person.firstRow] ?? 0 : fill(person)
    }

    /// Deals out the people with many rows. After this `take` answers.
    mutating func beginFilling() {
        isFilling = true
        let people = large.sorted { (weight($1), $0.firstRow) < (weight($0), $1.firstRow) }
        large = []
        var order = Heap(parts.count)
        for person in people {
            let part = partWithRoom(order.least, person)
            add(person, to: part)
            order.set(parts[part].weight, of: part)
            partOfLarge[person.firstRow] = part
        }
        raiseQuota()
    }

    /// Where all parts come out even when those that large people have filled already get no more.
    private mutating func raiseQuota() {
        let weights = parts.map(\.weight).sorted()
        var rest = total - weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            quota = weight + max(0, rest) / Double(index + 1)
            guard index + 1 < weights.count, quota > weights[index + 1] else { return }
            rest -= Double(index + 1) * (weights[index + 1] - weight)
        }
    }

    private mutating func fill(_ person: Person) -> Int {
        let half = weight(person) / 2
        while current < parts.count - 1,
            parts[current].weight + half > quota || !hasRoom(current, person)
        {
            current += 1
        }
        // The others ended at their even share; what is left of their room is for the last ones.
        let part = partWithRoom(current, person)
        add(person, to: part)
        return part
    }

    /// `wanted` if it has room, else any part that has.
    private mutating func partWithRoom(_ wanted: Int, _ person: Person) -> Int {
        if hasRoom(wanted, person) { return wanted }
        for step in parts.indices {
            let part = (spare + step) % parts.count
            if hasRoom(part, person) {
                spare = part
                return part
            }
        }
        isOverfull = true
        return wanted
    }

    private mutating func add(_ person: Person, to part: Int) {
        parts[part].rows += person.rows
        parts[part].bytes += person.bytes
        parts[part].weight += weight(person)
    }

    private func hasRoom(_ part: Int, _ person: Person) -> Bool {
        parts[part].rows + person.rows <= limits.maxRows
            && parts[part].bytes + person.bytes <= limits.maxBytes
    }

    /// Rows and bytes count alike.
    private func weight(_ person: Person) -> Double {
        Double(person.bytes) + Double(person.rows) * bytesPerRow
    }
}

/// Parts by their weight, the lightest first.
private struct Heap {
    private var weights: [Double]
    /// Parts, each no heavier than those at twice its place.
    private var order: [Int]
    private var placeOf: [Int]

    init(_ count: Int) {
        weights = Array(repeating: 0, count: count)
        order = Array(0..<count)
        placeOf = order
    }

    var least: Int { order[0] }

    /// Makes a part heavier.
    mutating func set(_ weight: Double, of part: Int) {
        weights[part] = weight
        var place = placeOf[part]
        while true {
            var child = 2 * place + 1
            guard child < order.count else { return }
            if child + 1 < order.count, comes(order[child + 1], before: order[child]) { child += 1 }
            guard comes(order[child], before: part) else { return }
            order.swapAt(place, child)
            placeOf[order[place]] = place
            placeOf[order[child]] = child
            place = child
        }
    }

    private func comes(_ one: Int, before other: Int) -> Bool {
        (weights[one], one) < (weights[other], other)
    }
}
