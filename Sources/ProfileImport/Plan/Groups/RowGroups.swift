/// Which rows of all files have something in common, directly or through other rows: a union of sets
/// over all rows, which costs memory only for rows that are in company.
///
/// Rows are counted through all files here, from 0, those that are left out aside.
final class RowGroups {
    /// What is known of a row, bit by bit. Bits 0 to 4: its first five identifiers are held by other
    /// rows or profiles too; those after the fifth always count as if.
    struct Mark {
        static let sharedKeys = 5
        static let allShared: UInt8 = 0x1F
        /// In company with another row.
        static let inCompany: UInt8 = 0x20
        /// Somebody of the row's group leads to a profile that is there already; valid of a group's
        /// first row once `settle()` was called.
        static let isKnown: UInt8 = 0x40
        /// To be looked at closely; all others are one new profile each.
        static let isWanted: UInt8 = 0x80
    }

    static let maxRows = Int(UInt32.max) - 1

    let count: Int
    /// One more than the row that a row points to; 0: it stands for itself.
    private let parents: LargeArray<UInt32>
    let marks: LargeArray<UInt8>
    /// Rows minus the unions made: how many groups there are.
    private(set) var groups: Int
    private(set) var wanted = 0

    init(rows: Int, memory: Int, folder: String) throws(SystemError) {
        count = rows
        groups = rows
        parents = try LargeArray(count: rows, memoryLimit: memory, folder: folder)
        marks = try LargeArray(count: rows, memoryLimit: memory, folder: folder)
    }

    /// The first row of a row's group. Complexity: O(1) after `settle()`, nearly that before.
    @inline(__always)
    func first(_ row: Int) -> Int {
        var at = row
        while case let parent = parents[at], parent != 0 {
            let next = Int(parent &- 1)
            let further = parents[next]
            if further == 0 { return next }
            // Halves the way for the next who asks.
            parents[at] = further
            at = next
        }
        return at
    }

    /// The same without changing anything: any number of tasks may ask at once.
    @inline(__always)
    func settledFirst(_ row: Int) -> Int {
        let parent = parents[row]
        return parent == 0 ? row : Int(parent &- 1)
    }

    func mark(_ row: Int, _ bits: UInt8) { marks[row] |= bits }

    func join(_ one: Int, _ other: Int) {
        let (first, second) = (self.first(one), self.first(other))
        marks[one] |= Mark.inCompany | Mark.isWanted
        marks[other] |= Mark.inCompany | Mark.isWanted
        guard first != second else { return }
        parents[max(first, second)] = UInt32(truncatingIfNeeded: min(first, second)) &+ 1
        groups -= 1
    }

    /// Points every row straight to the first of its group and tells that one what the others know.
    func settle() {
        wanted = 0
        for row in 0..<count where marks[row] & Mark.isWanted != 0 {
            wanted += 1
            let first = self.first(row)
            if first != row { parents[row] = UInt32(truncatingIfNeeded: first) &+ 1 }
            marks[first] |= marks[row] & Mark.isKnown | Mark.isWanted
        }
    }
}
