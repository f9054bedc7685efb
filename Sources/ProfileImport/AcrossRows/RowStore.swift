internal import ProfileCSV

/// The marks of rows that hashes point to, and their numbers: 4 bytes a mark. One task at a time uses it.
struct RowStore: ~Copyable {
    private static let rowsPerBlock = 1 << 14

    /// Marks of one row.
    let markCount: Int
    private var blocks: [UnsafeMutablePointer<UInt32>] = []
    private(set) var count = 0
    /// Numbers of the rows; `nil` while every row of the file is here, the first one at 0.
    private var numbers: [Int]?

    init(markCount: Int) { self.markCount = markCount }

    deinit { for block in blocks { block.deallocate() } }

    /// Rows are kept by so many bytes at a time.
    static func blockBytes(markCount: Int) -> Int { rowsPerBlock * markCount * 4 }

    var bytes: Int {
        blocks.count * Self.rowsPerBlock * markCount * 4
            + (numbers.map { GrowingArray.bytes($0.count, of: 8) } ?? 0)
    }

    /// Bytes that so many further rows may take.
    func bytes(for further: Int) -> Int {
        (count + further + Self.rowsPerBlock - 1) / Self.rowsPerBlock * Self.rowsPerBlock * markCount * 4
            + (numbers == nil ? 0 : (count + further) * 8)
    }

    /// The number of a row, 1-based.
    func number(_ index: Int) -> Int { numbers?[index] ?? index + 1 }

    func marks(_ index: Int) -> UnsafeMutablePointer<UInt32> {
        blocks[index / Self.rowsPerBlock] + index % Self.rowsPerBlock * markCount
    }

    /// Adds all rows of a chunk. Only while every row of the file is here.
    mutating func append(_ keys: RowKeys) {
        var row = 0
        while row < keys.rows {
            let room = makeRoom()
            let rows = min(room, keys.rows - row)
            marks(count).update(from: keys.marks + row * markCount, count: rows * markCount)
            row += rows
            count += rows
        }
    }

    /// Adds one row, now that not all are here.
    mutating func append(_ marks: UnsafePointer<UInt32>, number: Int) {
        _ = makeRoom()
        self.marks(count).update(from: marks, count: markCount)
        numbers?.append(number)
        count += 1
    }

    /// - Returns: rows that fit the last block; at least 1.
    private mutating func makeRoom() -> Int {
        let used = count % Self.rowsPerBlock
        if used == 0, blocks.count * Self.rowsPerBlock == count {
            let block = UnsafeMutablePointer<UInt32>.allocate(capacity: Self.rowsPerBlock * markCount)
            blocks.append(block)
        }
        return Self.rowsPerBlock - used
    }

    /// Keeps some rows, in their order.
    ///
    /// - Parameters:
    ///   - kept: indices, rising.
    ///   - count: of them.
    mutating func keep(_ kept: some Sequence<Int>, count keptCount: Int) {
        var newNumbers: [Int] = []
        newNumbers.reserveCapacity(keptCount)
        var next = 0
        for index in kept {
            newNumbers.append(number(index))
            if next != index { marks(next).update(from: marks(index), count: markCount) }
            next += 1
        }
        count = next
        numbers = newNumbers
        let blocksNeeded = (count + Self.rowsPerBlock - 1) / Self.rowsPerBlock
        for block in blocks[blocksNeeded...] { block.deallocate() }
        blocks.removeLast(blocks.count - blocksNeeded)
    }
}
