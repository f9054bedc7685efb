/// The running figures of all columns: per row only two additions a column, made by whole vectors.
struct ColumnFigures: ~Copyable {
    private let columnCount: Int
    /// Of the chunk at hand; its rows fit 32 bits.
    private let filled: UnsafeMutablePointer<UInt32>
    /// Of all chunks; a value fits 32 bits.
    private let longest: UnsafeMutablePointer<UInt32>
    private(set) var statistics: RowStatistics

    init(columns: Int) {
        columnCount = columns
        filled = .allocate(capacity: max(columns, 1))
        filled.initialize(repeating: 0, count: max(columns, 1))
        longest = .allocate(capacity: max(columns, 1))
        longest.initialize(repeating: 0, count: max(columns, 1))
        statistics = RowStatistics(columns: columns)
    }

    deinit {
        filled.deallocate()
        longest.deallocate()
    }

    /// Counts one row by the lengths of its values.
    @inline(__always)
    mutating func add(_ lengths: UnsafeMutablePointer<UInt32>) {
        let filled = filled
        let longest = longest
        for index in 0..<columnCount {
            let length = lengths[index]
            filled[index] &+= length > 0 ? 1 : 0
            longest[index] = max(longest[index], length)
        }
        statistics.rows &+= 1
    }

    /// Takes shapes and distinct values from a row.
    @inline(never)
    mutating func sample(_ values: RowValues) {
        statistics.sampledRows += 1
        for index in 0..<columnCount where values.lengths[index] > 0 {
            statistics.tallies[index].sample(values.bytes(index))
        }
    }

    /// Makes `statistics` complete. Complexity: O(columns).
    mutating func endChunk() {
        for index in 0..<columnCount {
            statistics.tallies[index].filled += Int(filled[index])
            filled[index] = 0
            statistics.tallies[index].longest = Int(longest[index])
        }
    }
}
