internal import RollcallCSV

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
    /// Rows with a value that was followed when the keys were made, as places in the chunk, rising.
    package let followed: UnsafeMutablePointer<UInt32>
    package fileprivate(set) var followedCount = 0

    /// Marks of one row.
    package var markCount: Int { columns + 1 }

    init(firstRow: Int, columns: Int, capacity: Int) {
        self.firstRow = firstRow
        self.columns = columns
        hashes = .allocate(capacity: max(1, capacity * columns))
        marks = .allocate(capacity: max(1, capacity * (columns + 1)))
        followed = .allocate(capacity: capacity + 1)
    }

    deinit {
        hashes.deallocate()
        marks.deallocate()
        followed.deallocate()
    }

    /// A value's hash with the column in its place.
    @inline(__always)
    static func hash(_ hash: UInt64, column: Int) -> UInt64 {
        hash & ~(0x3F << 16) | UInt64(truncatingIfNeeded: column) &<< 16
    }
}

/// Writes the keys of rows, one chunk after another. Complexity of a row: O(bytes of its values).
struct RowKeyWriter {
    private let kernel: RowKeyKernel
    private let columns: Int
    private let sampling: KeySampling?
    // Of the chunk at hand.
    private var unfollowed: UInt64 = 0
    private var keys: RowKeys?
    private var hashes: UnsafeMutablePointer<UInt64>?
    private var marks: UnsafeMutablePointer<UInt32>?
    private var followed: UnsafeMutablePointer<UInt32>?
    private var rows = 0
    private var followedCount = 0

    /// - Parameters:
    ///   - key: of the hashes.
    ///   - sampling: which values are followed; `nil` for all.
    ///   - values: of the rows; must outlive the writer.
    init(_ map: ColumnMap, key: UInt64, sampling: KeySampling?, _ values: RowValues) {
        self.sampling = sampling
        let layout = RowKeyLayout(map)
        let slots = IdentifierSlot.slots(of: map)
        columns = layout.columns.count
        kernel = RowKeyKernel(
            ValueKeys(key: key),
            identifiers: layout.columns.map { column in
                RowKeyKernel.Column(
                    column: column.column,
                    slot: column.connects ? slots.firstIndex { $0.column == column.column } : nil)
            },
            traits: map.columns.compactMap { column in
                if case .trait = column.meaning { column.index } else { nil }
            }, slotLengths: values.slotLengths)
    }

    func deallocate() { kernel.deallocate() }

    mutating func begin(firstRow: Int, capacity: Int) {
        let keys = RowKeys(firstRow: firstRow, columns: columns, capacity: capacity)
        self.keys = keys
        (hashes, marks, followed) = (keys.hashes, keys.marks, keys.followed)
        (rows, followedCount) = (0, 0)
        unfollowed = sampling?.mask ?? 0
    }

    mutating func end() -> RowKeys? {
        keys?.rows = rows
        keys?.followedCount = followedCount
        return keys.take()
    }

    /// A row whose fields could not be read.
    mutating func addNothing() {
        guard let hashes, let marks else { return }
        (hashes + rows &* columns).update(repeating: 0, count: columns)
        (marks + rows &* (columns &+ 1)).update(repeating: 0, count: columns &+ 1)
        rows &+= 1
    }

    @inline(__always)
    mutating func add(_ values: RowValues) {
        guard let hashes, let marks, let followed else { return }
        let isFollowed = kernel.write(
            values.starts, values.lengths, hashes: hashes + rows &* columns,
            marks: marks + rows &* (columns &+ 1), unfollowed: unfollowed)
        followed[followedCount] = UInt32(truncatingIfNeeded: rows)
        followedCount &+= isFollowed ? 1 : 0
        rows &+= 1
    }
}
