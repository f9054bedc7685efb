/// How many slips of the finger lie between two names.
enum EditDistance {
    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment) that turn
    /// one name into the other; `nil` when more than `limit`.
    ///
    /// - Complexity: O(a · b), names longer than 256 scalars apart; those are never near.
    static func between(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit, max(a.count, b.count) <= 256 else { return nil }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in 0..<b.count {
                var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        let distance = last[b.count]
        return distance <= limit ? distance : nil
    }
}
