internal import ProfileCSV
internal import RollcallCSV

/// Finds what only several rows together show: shared values, people with two IDs, variants of a
/// spelling, people who stand in several rows.
///
/// Chunks come in file order, so what is found does not depend on the workers. Of each value only a
/// 64-bit hash is kept and of each row 32 bits a value (see `ValueKeys` for what a chance equality would
/// do). When the memory is used up, only values whose hash has some zero bits are followed on; they are
/// a fair sample, because a value is followed from its first row or not at all, and the counts of the
/// report are estimated from it.
///
/// Be advised: `follow` runs once a value of the file. All that happens only for a value that was there
/// before is in `AcrossRows+Repeats`, all that is decided at the end in `AcrossRows+Findings`.
struct AcrossRows: ~Copyable {
    /// Hashes have this many bits to be sampled by.
    static let maxLevel = 16
    /// In a table's number: an index of `shared` follows, else one of `store`.
    static let sharedBit: UInt32 = 1 << 31
    /// Rows whose values are looked up together, so that their waits for memory overlap.
    private static let rowsTogether = 32

    let layout: RowKeyLayout
    let columns: Int
    let file: Int
    let headerRecords: Int
    let maxCandidates: Int
    /// Fewest values of each column that make a shared value of another one shared by people.
    let thresholds: [Int]
    private let maxBytes: Int
    /// Hashes that the chunk at hand can bring, further ones for what repeats aside.
    private var room = 0
    var table: HashTable
    var store: RowStore
    var shared: SharedValues
    /// Of each column, while sampled: of the sample.
    var distinct: [Int]
    /// Values are followed whose hash has so many zeros at its low end.
    private(set) var level = 0
    private var isForeseen = false
    /// Tells whoever makes the keys.
    private let sampling: KeySampling
    var candidates: [ProblemCode: [Candidate]] = [:]
    var sheetRows = SheetRows()
    /// What `touch` loaded, kept so that it is not optimised away.
    private var touched: UInt64 = 0

    // The row at hand.
    /// Its index in `store`; -1 while it is not there.
    var storedRow = -1
    var isRepeat = false

    /// - Parameters:
    ///   - memory: bytes that all of this may take.
    ///   - maxExamples: most examples of each code.
    ///   - sampling: that the keys are made by.
    init(
        _ layout: RowKeyLayout, file: Int, hasHeader: Bool, memory: Int, maxExamples: Int,
        sampling: KeySampling
    ) {
        self.layout = layout
        self.sampling = sampling
        self.file = file
        columns = layout.columns.count
        headerRecords = hasHeader ? 1 : 0
        // Some are dropped in the end, when more rows have shown what a value is.
        maxCandidates = maxExamples > 1 << 20 ? maxExamples : maxExamples * 4
        thresholds = layout.columns.map { max(3, $0.limit + 1) }
        maxBytes = Self.bytes(of: memory)
        table = HashTable(maxBytes: Self.tableBytes(of: maxBytes, columns: columns))
        store = RowStore(markCount: columns + 1)
        shared = SharedValues(columns: columns)
        distinct = [Int](repeating: 0, count: columns)
    }

    /// What these warnings may take of all memory for what must be remembered across rows: 12 %, or
    /// 61 MB where that is more, and at most three quarters. That is enough for a million people with
    /// three identifiers each; looking up more than that takes longer than all else.
    static func bytes(of memory: Int) -> Int {
        // Half a megabyte is the least that says anything.
        max(1 << 19, min(memory / 4 * 3, max(memory / 100 * 12, 61_440_000)))
    }

    /// What the table may take of them: it keeps what it has grown to, and the rows need the rest.
    private static func tableBytes(of maxBytes: Int, columns: Int) -> Int {
        let (hashes, row) = (HashTable.bytes(for: columns << 20), (columns + 1) * 4 << 20)
        let divided = max(0, maxBytes - RowStore.blockBytes(markCount: columns + 1))
        return Int(Double(divided) * Double(hashes) / Double(hashes + row))
    }

    /// Takes the rows of the next chunk of the file.
    ///
    /// - Parameters:
    ///   - progress: how much of the input the chunks so far are, from 0 to 1; 0 if it is not known.
    ///     The same for any workers, because what is found may depend on it.
    mutating func add(_ keys: RowKeys, _ chunk: RecordChunk, progress: Double) {
        sheetRows.add(chunk, firstRow: keys.firstRow, headerRecords: headerRecords)
        guard columns > 0, keys.rows > 0 else { return }
        makeRoom(rows: keys.rows, progress)
        let firstStored = store.count
        if level == 0 { store.append(keys) }
        var first = 0
        let followed = keys.followedCount
        while first < followed {
            let end = min(first &+ Self.rowsTogether, followed)
            touch(keys, first, end)
            for index in first..<end {
                let row = Int(keys.followed[index])
                storedRow = level == 0 ? firstStored &+ row : -1
                follow(row, keys, chunk)
            }
            first = end
        }
    }

    private mutating func touch(_ keys: RowKeys, _ first: Int, _ end: Int) {
        var sum: UInt64 = 0
        let mask = HashTable.sampleMask(level)
        for index in first..<end {
            let hashes = keys.hashes + Int(keys.followed[index]) &* columns
            for column in 0..<columns where hashes[column] & mask == 0 {
                sum ^= table.touch(hashes[column])
            }
        }
        touched ^= sum
    }

    @inline(__always)
    private mutating func follow(_ row: Int, _ keys: RowKeys, _ chunk: RecordChunk) {
        let hashes = keys.hashes + row &* columns
        let mask = HashTable.sampleMask(level)
        isRepeat = false
        for column in 0..<columns {
            let hash = hashes[column]
            if hash == 0 || hash & mask != 0 { continue }
            let (place, isFound) = table.find(hash)
            if isFound {
                repeated(column, hash, at: place, row, keys, chunk)
            } else {
                if storedRow < 0 { storeRow(row, keys) }
                table.insert(hash, UInt32(truncatingIfNeeded: storedRow), at: place)
                distinct[column] &+= 1
            }
        }
    }

    /// Keeps the marks of a row, now that not every row is kept.
    @inline(never)
    mutating func storeRow(_ row: Int, _ keys: RowKeys) {
        storedRow = store.count
        store.append(keys.marks + row * keys.markCount, number: keys.firstRow + row)
    }

    // MARK: Memory

    /// Makes room for what a chunk can bring, or follows fewer values.
    private mutating func makeRoom(rows: Int, _ progress: Double) {
        if !isForeseen, progress > 0, table.count >= Self.leastTold { foresee(progress) }
        var further = rows * columns >> level
        while level < Self.maxLevel {
            let bytes = max(table.bytes, HashTable.bytes(for: table.count + further)) + shared.bytes
                + store.bytes(for: level == 0 ? rows : min(rows, further))
            let fits = bytes <= maxBytes && table.hasRoom(for: further)
            if fits, store.count + rows < Int(Self.sharedBit) { break }
            rise()
            further = rows * columns >> level
        }
        room = further + 1
        // Until then it might grow to what the sample will never need.
        let isTold = isForeseen || table.count >= Self.leastTold
        let expected = progress > 0 && isTold ? Double(table.count) / progress * 1.02 : 0
        table.reserve(room, expected: Int(min(expected, 1e12)))
    }

    /// Makes room for a hash that no value of the chunk was counted for.
    mutating func makeRoomForOneMore() { table.reserve(room) }

    /// Hashes that say how many there will be.
    private static let leastTold = 50_000

    /// A file of many times what memory can follow fills the table again and again, only to have it
    /// halved. Where it is that far beyond, fewer values are followed from its beginning on.
    private mutating func foresee(_ progress: Double) {
        isForeseen = true
        let bytes = HashTable.bytes(for: table.count) + store.bytes
        var times = Double(bytes) / progress / Double(max(maxBytes, 1))
        // Half of the values may yet turn out to repeat; beyond that the counts will be estimates, and
        // then the sample should never have to be made smaller again: half a million values tell as much
        // as a million. Rows are shared by their values, so that of half as many values more than half
        // of the bytes remain.
        guard times > 2 else { return }
        while times > 0.4, level < Self.maxLevel {
            rise()
            times *= 0.6
        }
    }

    /// Follows half as many values from now on.
    private mutating func rise() {
        level += 1
        sampling.rise(to: level)
        let mask = HashTable.sampleMask(level)
        let moved = shared.thin { $0 & mask == 0 }
        var distinct = [Int](repeating: 0, count: columns)
        table.thin { hash, _ in
            guard hash & mask == 0 else { return false }
            let column = Int(hash >> 16 & 0x3F)
            if column < distinct.count { distinct[column] += 1 }
            return true
        }
        self.distinct = distinct
        dropRows(moved)
        for code in candidates.keys {
            candidates[code] = candidates[code]?.compactMap { candidate in
                var candidate = candidate
                candidate.value = Int(moved[candidate.value])
                return candidate.value < 0 ? nil : candidate
            }
        }
    }

    /// Keeps only rows that something points to, and points to where they and the shared values are now.
    private mutating func dropRows(_ moved: [Int32]) {
        var isNeeded = [Bool](repeating: false, count: store.count)
        table.renumber { number in
            if number & Self.sharedBit == 0 { isNeeded[Int(number)] = true }
            return number
        }
        for index in 0..<shared.count { isNeeded[shared.firstRow(index)] = true }
        var newIndex = [UInt32](repeating: 0, count: store.count)
        var next: UInt32 = 0
        for index in isNeeded.indices where isNeeded[index] {
            newIndex[index] = next
            next += 1
        }
        store.keep(isNeeded.indices.lazy.filter { isNeeded[$0] }, count: Int(next))
        for index in 0..<shared.count {
            shared.setFirstRow(Int(newIndex[shared.firstRow(index)]), of: index)
        }
        table.renumber { number in
            guard number & Self.sharedBit != 0 else { return newIndex[Int(number)] }
            let value = number & ~Self.sharedBit
            return value == Self.pairNumber ? number
                : Self.sharedBit | UInt32(truncatingIfNeeded: max(0, moved[Int(value)]))
        }
    }

    /// In a table's number with `sharedBit`: a pair of values, which is no value itself.
    static let pairNumber: UInt32 = ~sharedBit
}
