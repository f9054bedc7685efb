/// Sorts rows whose first keys are hashes: those are spread evenly, so each row is first put into its share
/// of their range, where few others are.
enum SpreadSort {
    /// Rows from which on it is worth it.
    private static let least = 4_096
    /// Rows of one share up to which each is put in place by steps.
    private static let mostSteps = 48

    /// - Complexity: O(rows) for hashes, O(rows · log rows) for any others.
    static func sorted(_ rows: [LookupTable.Row]) -> [LookupTable.Row] {
        guard rows.count >= least else { return rows.sorted() }
        // About 16 rows a share, 65,536 shares at most.
        let bits = min(16, Int.bitWidth - rows.count.leadingZeroBitCount - 4)
        let shift = UInt64(64 - bits)
        // Keys are signed: the top bit turned over puts the negative ones first.
        func share(_ hash: Int) -> Int {
            Int(truncatingIfNeeded: (UInt64(bitPattern: Int64(hash)) ^ 1 << 63) &>> shift)
        }
        var ends = [Int](repeating: 0, count: 1 << bits)
        for row in rows { ends[share(row.hash)] += 1 }
        var start = 0
        for index in ends.indices {
            let count = ends[index]
            ends[index] = start
            start += count
        }
        return [LookupTable.Row](unsafeUninitializedCapacity: rows.count) { buffer, count in
            for row in rows {
                let index = share(row.hash)
                buffer.initializeElement(at: ends[index], to: row)
                ends[index] += 1
            }
            var start = 0
            for end in ends {
                settle(UnsafeMutableBufferPointer(rebasing: buffer[start..<end]))
                start = end
            }
            count = rows.count
        }
    }

    private static func settle(_ rows: UnsafeMutableBufferPointer<LookupTable.Row>) {
        guard rows.count <= mostSteps else {
            var rows = rows
            rows.sort()
            return
        }
        for index in rows.indices.dropFirst() {
            let row = rows[index]
            var place = index
            while place > 0, row < rows[place - 1] {
                rows[place] = rows[place - 1]
                place -= 1
            }
            rows[place] = row
        }
    }
}
