/// What the values of a file's columns are like: the source of `identifiers` and `traits` in a
/// report (design §6). Merged from the passes of all workers; the result depends on the rows alone.
public struct RowStatistics: Sendable {
    /// Rows counted: those that have as many fields as the header and no quoting error.
    public internal(set) var rows: Int
    /// Rows that shapes and distinct values were taken from: the first 20,000 (fewer where there
    /// are more than 50 columns) and every 1,024th after them, by their number, so any worker picks
    /// the same.
    public internal(set) var sampledRows: Int
    /// How large the messages of some of the rows are.
    package internal(set) var messageSample = MessageSample()
    var tallies: [ColumnTally]
    /// What decides about withheld findings, of the columns that have any.
    var doubts: [Int: DoubtCounts] = [:]

    init(rows: Int, sampledRows: Int, tallies: [ColumnTally]) {
        self.rows = rows
        self.sampledRows = sampledRows
        self.tallies = tallies
    }

    /// Statistics of no rows.
    public init(columns: Int) {
        self.init(
            rows: 0, sampledRows: 0,
            tallies: Array(
                repeating: ColumnTally(maxDistinct: ColumnTally.budget(columns)), count: columns))
    }

    /// Adds those of other rows of the same file.
    public mutating func merge(_ other: RowStatistics) {
        rows += other.rows
        sampledRows += other.sampledRows
        messageSample.add(other.messageSample)
        for index in tallies.indices where other.tallies.indices.contains(index) {
            tallies[index].merge(other.tallies[index])
        }
        for (column, counts) in other.doubts {
            doubts[column, default: DoubtCounts()].merge(counts)
        }
    }

    /// One a column, in file order.
    public var columns: [ColumnStatistics] {
        tallies.map { tally in
            ColumnStatistics(
                filled: tally.filled, longestBytes: tally.longest, looksLike: tally.looksLike,
                looksLikePercent: tally.looksLikePercent, distinct: tally.distinct.count,
                isDistinctExact: tally.distinct.isExact && sampledRows == rows,
                distinctSampleRows: sampledRows, samples: tally.firstValues.map(\.value))
        }
    }

    /// So many rows from the first on are looked at, about a million values at most.
    static func firstSampled(columns: Int) -> Int {
        min(20_000, max(2_000, 1_000_000 / max(columns, 1)))
    }
}

/// What the values of one column are like.
public struct ColumnStatistics: Sendable, Hashable {
    /// Fields that are not blank, exact.
    public var filled: Int
    /// Bytes of the longest value, quotes undone, exact.
    public var longestBytes: Int
    /// What at least 98 % of the sampled values look like.
    public var looksLike: ValueShape
    /// How many of a hundred sampled values do, rounded down.
    public var looksLikePercent = 100
    /// Different values among the sampled rows; an estimate (within a few per cent) where the
    /// sample holds more of them than are kept.
    public var distinct: Int
    /// Whether `distinct` is the number for the whole file. A report that shows `distinct` of a
    /// sample marks it, by `distinctSampleRows`.
    public var isDistinctExact: Bool
    /// Rows that `distinct` was taken from.
    public var distinctSampleRows: Int
    /// The first different values of the sampled rows, three at most, cut after 60 bytes.
    package var samples: [[UInt8]] = []
}

/// The messages of some rows: the first 2,000 without an error and every 1,024th after them.
package struct MessageSample: Sendable, Hashable {
    package internal(set) var rows = 0
    package internal(set) var messages = 0
    /// One byte a message for what parts it from the next included.
    package internal(set) var bytes = 0

    package init() {}

    mutating func add(_ other: MessageSample) {
        rows += other.rows
        messages += other.messages
        bytes += other.bytes
    }
}

extension ColumnStatistics {
    /// Different values of the whole file, estimated from the sample as if all were equally frequent; at
    /// most as many as there are fields with a value. Complexity: O(1).
    ///
    /// - Parameter rows: of the file, as far as they were counted.
    package func estimatedDistinct(rows: Int) -> Int {
        guard !isDistinctExact, distinct > 0, rows > 0 else { return distinct }
        let drawn = Double(distinctSampleRows) * Double(filled) / Double(rows)
        let seen = Double(min(distinct, filled))
        // Of D equally frequent values, n draws show about D·(1 − e^(−n/D)): more for each larger D.
        var least = seen
        var most = Double(max(filled, distinct))
        for _ in 0..<64 {
            let middle = (least + most) / 2
            if middle * (1 - Self.exponential(-drawn / middle)) < seen { least = middle } else { most = middle }
        }
        return Int(most.rounded())
    }

    /// eˣ for x ≤ 0, by squaring: this target uses no library for it.
    private static func exponential(_ x: Double) -> Double {
        var power = 1 + x / 1_048_576 + x * x / (2 * 1_048_576 * 1_048_576)
        guard power > 0 else { return 0 }
        for _ in 0..<20 { power *= power }
        return power
    }
}

/// The running figures of one column.
struct ColumnTally: Sendable {
    var filled = 0
    var longest = 0
    var shapes = [Int](repeating: 0, count: ValueShape.allCases.count)
    var distinct: DistinctSketch
    /// The first different values by their rows, so that any workers find the same.
    var firstValues: [(row: Int, value: [UInt8])] = []

    init(maxDistinct: Int) { distinct = DistinctSketch(maxKept: maxDistinct) }

    /// Distinct values a column may keep, so that all columns together stay in a few megabytes.
    static func budget(_ columns: Int) -> Int { min(1 << 15, max(16, (1 << 19) / max(columns, 1))) }

    mutating func merge(_ other: ColumnTally) {
        filled += other.filled
        longest = max(longest, other.longest)
        for index in shapes.indices { shapes[index] += other.shapes[index] }
        distinct.merge(other.distinct)
        let all = (firstValues + other.firstValues).sorted { $0.row < $1.row }
        firstValues = []
        for first in all where !firstValues.contains(where: { $0.value == first.value }) {
            if firstValues.count < Self.maxFirstValues { firstValues.append(first) }
        }
    }

    private static let maxFirstValues = 3
    private static let maxFirstBytes = 60

    private mutating func keepFirst(_ value: UnsafeRawBufferPointer, row: Int) {
        let value = [UInt8](value.prefix(Self.maxFirstBytes))
        guard !firstValues.contains(where: { $0.value == value }) else { return }
        firstValues.append((row, value))
    }

    /// All of a sampled value but its place among the distinct ones.
    mutating func sample(_ value: UnsafeRawBufferPointer, row: Int) {
        if firstValues.count < Self.maxFirstValues { keepFirst(value, row: row) }
        shapes[ValueShape.of(value).index] += 1
    }

    var looksLikePercent: Int {
        let total = shapes.reduce(0, +)
        return total > 0 ? shapes[looksLike.index] * 100 / total : 100
    }

    var looksLike: ValueShape {
        let total = shapes.reduce(0, +)
        guard total > 0 else { return .string }
        return ValueShape.allCases.first { shapes[$0.index] * 100 >= total * 98 } ?? .string
    }
}
