/// Which rows belong to one person: a union-find over all rows of a file, within a budget of memory
/// and for the rest on disk (design §9, invariant 3). Exact. Rows are counted from 0.
///
/// Be advised: of each row the number of its parent is kept; that of a person's first row is
/// instead how many rows the person has, with the highest bit set. The smaller row is always the
/// parent, so a person is known by the first row and a walk in file order meets that row first.
final class PersonGroups {
    /// Rows that can be numbered beside the bit.
    static let maxRows = Int(UInt32.max >> 1)
    private static let rootBit: UInt32 = 1 << 31

    private let parents: PagedNumbers

    init(memory: Int, folder: String) { parents = PagedNumbers(memory: memory, folder: folder) }

    var rows: Int { parents.count }

    /// Adds a row that stands alone. At most ``maxRows``.
    func append() throws(SystemError) { try parents.append(Self.rootBit | 1) }

    /// The first row of the person whose row this is. Amortised O(log rows).
    func first(of row: Int) throws(SystemError) -> Int {
        var row = row
        while true {
            let parent = try parents.number(row)
            if parent & Self.rootBit != 0 { return row }
            let next = try parents.number(Int(parent))
            if next & Self.rootBit != 0 { return Int(parent) }
            // Every second step skips one: later walks are half as long.
            try parents.set(next, at: row)
            row = Int(next)
        }
    }

    /// Makes one person of two rows' people.
    func join(_ one: Int, _ other: Int) throws(SystemError) {
        let first = try first(of: one)
        let second = try self.first(of: other)
        guard first != second else { return }
        let (root, child) = first < second ? (first, second) : (second, first)
        let rows =
            (try parents.number(root) & ~Self.rootBit) + (try parents.number(child) & ~Self.rootBit)
        try parents.set(Self.rootBit | rows, at: root)
        try parents.set(UInt32(truncatingIfNeeded: root), at: child)
    }

    /// The rows of the person whose first row this is; `nil` for any later row.
    func rowCount(ofPersonAt row: Int) throws(SystemError) -> Int? {
        let parent = try parents.number(row)
        return parent & Self.rootBit == 0 ? nil : Int(parent & ~Self.rootBit)
    }
}
