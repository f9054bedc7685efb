/// The values that stand in more than one row, and spellings that are variants of another value: flat
/// words, because a file in which everybody stands twice has as many as values.
struct SharedValues {
    /// Words before the counts of other identifiers.
    private static let headWords = 7

    private let columns: Int
    private var words: [UInt32] = []

    /// - Parameter columns: identifier columns of the file.
    init(columns: Int) { self.columns = columns }

    private var stride: Int { Self.headWords + columns }

    var count: Int { words.count / stride }

    /// What they may take while the array grows, when there are two of it. By the count alone: the
    /// capacity depends on what else the process allocated, and when fewer values are followed must not.
    var bytes: Int { GrowingArray.bytes(words.count, of: 4) }

    /// - Returns: the new value's index.
    mutating func append(hash: UInt64, firstRow: Int, rows: Int, column: Int, isVariant: Bool) -> Int {
        words.append(UInt32(truncatingIfNeeded: hash))
        words.append(UInt32(truncatingIfNeeded: hash >> 32))
        words.append(UInt32(truncatingIfNeeded: firstRow))
        words.append(UInt32(truncatingIfNeeded: rows))
        words.append(0)
        words.append(UInt32(truncatingIfNeeded: column << 1 | (isVariant ? 1 : 0)))
        for _ in 0...columns { words.append(0) }
        return count - 1
    }

    func hash(_ index: Int) -> UInt64 {
        UInt64(words[index * stride]) | UInt64(words[index * stride + 1]) << 32
    }

    /// The first row that has it, as an index of the row store.
    func firstRow(_ index: Int) -> Int { Int(words[index * stride + 2]) }

    mutating func setFirstRow(_ row: Int, of index: Int) {
        words[index * stride + 2] = UInt32(truncatingIfNeeded: row)
    }

    func rows(_ index: Int) -> Int { Int(words[index * stride + 3]) }

    mutating func addRow(_ index: Int) { words[index * stride + 3] &+= 1 }

    /// The number of the last row that has it, 1-based; 0 while only the first row has.
    func lastRow(_ index: Int) -> Int { Int(words[index * stride + 6]) }

    mutating func setLastRow(_ number: Int, of index: Int) {
        words[index * stride + 6] = UInt32(truncatingIfNeeded: number)
    }

    /// Rows that repeat the person of the first one with other traits.
    func repeats(_ index: Int) -> Int { Int(words[index * stride + 4]) }

    mutating func addRepeat(_ index: Int) { words[index * stride + 4] &+= 1 }

    /// Of the layout.
    func column(_ index: Int) -> Int { Int(words[index * stride + 5] >> 1) }

    /// Whether it differs from an earlier value only in case or spaces around it.
    func isVariant(_ index: Int) -> Bool { words[index * stride + 5] & 1 == 1 }

    /// Different values of another identifier in the rows that share this value.
    func others(_ index: Int, _ column: Int) -> Int {
        Int(words[index * stride + Self.headWords + column])
    }

    mutating func addOther(_ index: Int, _ column: Int) {
        words[index * stride + Self.headWords + column] &+= 1
    }

    /// Keeps those whose hash `isKept` takes.
    ///
    /// - Returns: for each old index the new one, -1 for those that are gone.
    mutating func thin(_ isKept: (UInt64) -> Bool) -> [Int32] {
        var moved = [Int32](repeating: -1, count: count)
        var next = 0
        for index in 0..<count where isKept(hash(index)) {
            for word in 0..<stride { words[next * stride + word] = words[index * stride + word] }
            moved[index] = Int32(truncatingIfNeeded: next)
            next += 1
        }
        words.removeLast(words.count - next * stride)
        return moved
    }
}
