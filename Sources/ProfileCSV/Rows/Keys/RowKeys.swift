/// What the rows of one chunk are known by across a file: hashes of their identifiers and traits.
///
/// Made by one worker and never changed after it, so any task may read it.
package final class RowKeys: @unchecked Sendable {
    // `@unchecked Sendable`: `RowKeyWriter` alone writes, before anybody else has the object.

    /// The first one's number, 1-based.
    package let firstRow: Int
    /// Identifier columns of the layout.
    package let columns: Int
    /// Every row of the chunk has its entries, also those whose fields could not be read.
    package fileprivate(set) var rows = 0
    /// For each row and column the hash of the value in small letters and without spaces around it, in
    /// bits 16 to 21 the column; 0 where there is no value.
    package let hashes: UnsafeMutablePointer<UInt64>
    /// For each row a mark a column, then one of all traits. A column's tells the exact value among
    /// those of the same hash; 0 where the value connects nobody: blank, blocked, or a `group_id`.
    package let marks: UnsafeMutablePointer<UInt32>

    /// Marks of one row.
    package var markCount: Int { columns + 1 }

    init(firstRow: Int, columns: Int, capacity: Int) {
        self.firstRow = firstRow
        self.columns = columns
        hashes = .allocate(capacity: max(1, capacity * columns))
        marks = .allocate(capacity: max(1, capacity * (columns + 1)))
    }

    deinit {
        hashes.deallocate()
        marks.deallocate()
    }

    fileprivate func nextRow() { rows &+= 1 }

    /// A value's hash with the column in its place.
    @inline(__always)
    static func hash(_ hash: UInt64, column: Int) -> UInt64 {
        hash & ~(0x3F << 16) | UInt64(truncatingIfNeeded: column) &<< 16
    }
}

/// Writes the keys of rows, one chunk after another. Complexity of a row: O(bytes of its values).
struct RowKeyWriter {
    private let columns: [RowKeyLayout.Column]
    private let hash: ValueHash
    private let seeds: [UInt64]
    /// Columns that become traits, each with its seed.
    private let traits: [(column: Int, seed: UInt64)]
    private let slots: [Int]
    private let sampling: KeySampling?
    /// Of the chunk at hand.
    private var unfollowed: UInt64 = 0
    private var keys: RowKeys?

    /// - Parameters:
    ///   - key: of the hashes.
    ///   - sampling: which values are followed; `nil` for all.
    init(_ map: ColumnMap, key: UInt64, sampling: KeySampling?) {
        self.sampling = sampling
        let hash = ValueHash(key: key)
        self.hash = hash
        let layout = RowKeyLayout(map)
        let slots = IdentifierSlot.slots(of: map)
        columns = layout.columns
        self.slots = layout.columns.map { column in
            slots.firstIndex { $0.column == column.column } ?? 0
        }
        seeds = layout.columns.indices.map { hash.seed($0) }
        traits = map.columns.compactMap { column in
            guard case .trait = column.meaning else { return nil }
            return (column.index, hash.seed(column.index &+ 64))
        }
    }

    mutating func begin(firstRow: Int, capacity: Int) {
        keys = RowKeys(firstRow: firstRow, columns: columns.count, capacity: capacity)
        unfollowed = sampling?.mask ?? 0
    }

    mutating func end() -> RowKeys? { keys.take() }

    /// A row whose fields could not be read.
    func addNothing() {
        guard let keys else { return }
        (keys.hashes + keys.rows * keys.columns).update(repeating: 0, count: keys.columns)
        (keys.marks + keys.rows * keys.markCount).update(repeating: 0, count: keys.markCount)
        keys.nextRow()
    }

    @inline(never)
    func add(_ values: RowValues) {
        guard let keys else { return }
        let hashes = keys.hashes + keys.rows &* columns.count
        let marks = keys.marks + keys.rows &* (columns.count &+ 1)
        var isFollowed = false
        for index in 0..<columns.count {
            let column = columns[index].column
            let count = Int(values.lengths[column])
            guard count > 0 else {
                hashes[index] = 0
                marks[index] = 0
                continue
            }
            let key = hash.key(values.starts[column], count, seed: seeds[index])
            isFollowed = isFollowed || key.hash & unfollowed == 0
            hashes[index] = RowKeys.hash(key.hash, column: index)
            let isCounted = columns[index].connects && values.slotLengths[slots[index]] > 0
            marks[index] = isCounted ? key.mark : 0
        }
        marks[columns.count] = isFollowed ? traitMark(values) : 0
        keys.nextRow()
    }

    @inline(__always)
    private func traitMark(_ values: RowValues) -> UInt32 {
        var sum: UInt64 = 0
        for (column, seed) in traits {
            let count = Int(values.lengths[column])
            if count > 0 { sum &+= hash.summand(values.starts[column], count, seed: seed) }
        }
        return UInt32(truncatingIfNeeded: sum &>> 32)
    }
}
