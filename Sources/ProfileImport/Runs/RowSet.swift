internal import IdentifyMessages

/// Rows of several files as sorted, disjoint ranges: those that a journal says are done with.
///
/// Receipts come almost in order, so it stays a handful of ranges however many rows there are.
struct RowSet: Sendable, Hashable {
    /// By file number, each sorted and disjoint, none adjacent to the next.
    private var ranges: [Int: [ClosedRange<Int>]] = [:]

    var isEmpty: Bool { ranges.isEmpty }

    /// How many rows of `file` are in the set.
    func count(inFile file: Int) -> Int {
        ranges[file]?.reduce(0) { $0 + $1.count } ?? 0
    }

    /// - Complexity: O(1) at the end of the set, else O(ranges).
    mutating func insert(_ range: RowRange) {
        guard range.first >= 1, range.first <= range.last else { return }
        var merged = range.first...range.last
        var list = ranges[range.file] ?? []
        var at = list.count
        while at > 0, list[at - 1].lowerBound > merged.upperBound + 1 { at -= 1 }
        while at > 0, list[at - 1].upperBound + 1 >= merged.lowerBound {
            let old = list.remove(at: at - 1)
            merged = min(old.lowerBound, merged.lowerBound)...max(old.upperBound, merged.upperBound)
            at -= 1
        }
        list.insert(merged, at: at)
        ranges[range.file] = list
    }

    func contains(row: Int, file: Int) -> Bool {
        guard let list = ranges[file], let at = position(of: row, in: list) else { return false }
        return list[at].contains(row)
    }

    /// Whether any row of `rows` is in the set.
    func intersects(_ rows: ClosedRange<Int>, file: Int) -> Bool {
        guard let list = ranges[file], let at = position(of: rows.upperBound, in: list) else {
            return false
        }
        return list[at].overlaps(rows)
    }

    /// The last range that starts at or before `row`.
    private func position(of row: Int, in list: [ClosedRange<Int>]) -> Int? {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle].lowerBound <= row { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }
}
