internal import RollcallCSV

/// The running figures of all columns: per row only two additions a column, made by the row's kernel.
struct ColumnFigures: ~Copyable {
    private let columnCount: Int
    private let firstSampled: Int
    /// Of the chunk at hand; its rows fit 32 bits.
    let filled: UnsafeMutablePointer<UInt32>
    /// Of all chunks; a value fits 32 bits.
    let longest: UnsafeMutablePointer<UInt32>
    /// Hashes of sampled values that wait for their sketches, `batch` a column at most.
    private let hashes: UnsafeMutablePointer<UInt64>
    private let hashCounts: UnsafeMutablePointer<Int>
    private let batch: Int
    private(set) var statistics: RowStatistics

    init(columns: Int) {
        columnCount = columns
        firstSampled = RowStatistics.firstSampled(columns: columns)
        let room = columns + RowKernel.lanes
        filled = .allocate(capacity: room)
        filled.initialize(repeating: 0, count: room)
        longest = .allocate(capacity: room)
        longest.initialize(repeating: 0, count: room)
        batch = max(16, min(512, 65_536 / max(columns, 1)))
        hashes = .allocate(capacity: columns * batch + 1)
        hashCounts = .allocate(capacity: columns + 1)
        hashCounts.initialize(repeating: 0, count: columns + 1)
        statistics = RowStatistics(columns: columns)
    }

    deinit {
        filled.deallocate()
        longest.deallocate()
        hashes.deallocate()
        hashCounts.deallocate()
    }

    /// Counts one row, whose values the kernel has counted.
    @inline(__always)
    mutating func addRow() { statistics.rows &+= 1 }

    /// Whether shapes and distinct values are taken from this row.
    @inline(__always)
    func isSampled(row: Int) -> Bool { row <= firstSampled || row & 1023 == 0 }

    /// Whether it is found out how large this row's messages are.
    @inline(__always)
    func isMeasured(row: Int) -> Bool { row <= 2_000 || row & 1023 == 0 }

    mutating func addMessages(_ count: Int, bytes: Int) {
        statistics.messageSample.rows += 1
        statistics.messageSample.messages += count
        statistics.messageSample.bytes += bytes
    }

    /// Takes shapes, distinct and first values from a row.
    @inline(never)
    mutating func sample(_ values: RowValues, row: Int) {
        statistics.sampledRows += 1
        for index in 0..<columnCount where values.lengths[index] > 0 {
            let value = values.bytes(index)
            statistics.tallies[index].sample(value, row: row)
            hashes[index &* batch &+ hashCounts[index]] = DistinctSketch.hash(value)
            hashCounts[index] &+= 1
            if hashCounts[index] == batch { insertHashes(of: index) }
        }
    }

    /// Puts the hashes of one column into its sketch: the tables of all columns together do not fit
    /// the processor's cache, one does.
    private mutating func insertHashes(of index: Int) {
        statistics.tallies[index].distinct.insert(
            UnsafeBufferPointer(start: hashes + index &* batch, count: hashCounts[index]))
        hashCounts[index] = 0
    }

    /// Makes `statistics` complete. Complexity: O(columns).
    mutating func endChunk() {
        for index in 0..<columnCount { insertHashes(of: index) }
        for index in 0..<columnCount {
            statistics.tallies[index].filled += Int(filled[index])
            filled[index] = 0
            statistics.tallies[index].longest = Int(longest[index])
        }
    }

    /// Takes over what decides about withheld findings.
    mutating func addDoubts(_ notes: DoubtNotes, columns: [Int]) {
        notes.take(into: &statistics.doubts, columns)
    }
}
