internal import ProfileCSV
internal import RollcallCSV

/// The values of all rows, each as a 64-bit key with its row, gathered in 256 shares by the key's
/// first bits; what memory does not hold lies in a temporary file. One task at a time uses it.
///
/// Two values of one key would only keep more rows together than need be; rows of one person are
/// never parted by it.
struct KeyedRows: ~Copyable {
    private static let shareBits = 8
    private static let pairBytes = 12
    /// Most key bits that a share may be cut by further.
    private static let maxFurtherBits = 24
    /// Bytes that the values compared at a time may always take.
    private static let leastCompared = 1 << 17

    private let file: TemporaryFile
    /// Pairs of one share that memory holds.
    private let maxPairs: Int
    private var shares: [Share]
    private var fileBytes = 0

    private struct Share {
        var memory: UnsafeMutableRawPointer?
        var capacity = 0
        /// Pairs in memory.
        var count = 0
        /// Where the file has pairs of it.
        var extents: [(offset: Int, pairs: Int)] = []
        var pairs: Int { extents.reduce(count) { $0 + $1.pairs } }
    }

    /// - Parameter memory: bytes that the pairs in memory may take.
    init(memory: Int, folder: String) {
        file = TemporaryFile(in: folder)
        maxPairs = max(64, memory >> Self.shareBits / Self.pairBytes)
        shares = Array(repeating: Share(), count: 1 << Self.shareBits)
    }

    deinit { for share in shares { share.memory?.deallocate() } }

    /// What one exact value of one identifier is known by.
    ///
    /// - Parameters:
    ///   - hash: as in `RowKeys`, of the value but for case and edge spaces.
    ///   - mark: what tells it from its variants.
    @inline(__always)
    static func key(_ hash: UInt64, _ mark: UInt32) -> UInt64 {
        let key = ValueKeys.fold(
            hash ^ 0xA24B_AED4_963E_E407,
            UInt64(mark) &* 0x9FB2_1C65_1E98_DF25 ^ 0x2545_F491_4F6C_DD1D)
        return key == 0 ? 1 : key
    }

    mutating func append(_ key: UInt64, row: UInt32) throws(SystemError) {
        let index = Int(truncatingIfNeeded: key >> UInt64(64 - Self.shareBits))
        if shares[index].count == shares[index].capacity { try makeRoom(index) }
        guard let memory = shares[index].memory else { return }
        let at = shares[index].count &* Self.pairBytes
        memory.storeBytes(of: key, toByteOffset: at, as: UInt64.self)
        memory.storeBytes(of: row, toByteOffset: at &+ 8, as: UInt32.self)
        shares[index].count &+= 1
    }

    private mutating func makeRoom(_ index: Int) throws(SystemError) {
        let share = shares[index]
        if share.capacity < maxPairs {
            let capacity = min(maxPairs, max(64, share.capacity * 2))
            let memory = UnsafeMutableRawPointer.allocate(
                byteCount: capacity * Self.pairBytes, alignment: 8)
            if let old = share.memory {
                memory.copyMemory(from: old, byteCount: share.count * Self.pairBytes)
                old.deallocate()
            }
            shares[index].memory = memory
            shares[index].capacity = capacity
            return
        }
        guard let memory = share.memory else { return }
        let bytes = UnsafeRawBufferPointer(start: memory, count: share.count * Self.pairBytes)
        try file.write(bytes, at: fileBytes)
        shares[index].extents.append((fileBytes, share.count))
        shares[index].count = 0
        fileBytes += bytes.count
    }

    /// Calls `body` with the first row of a value and each later one. Empties this.
    ///
    /// - Parameter memory: bytes that the values compared at a time may take.
    /// - Complexity: O(values); a share that is larger than `memory` is read several times.
    mutating func forEachRepeat(
        memory: Int, _ body: (_ first: UInt32, _ later: UInt32) throws(SystemError) -> Void
    ) throws(SystemError) {
        for index in shares.indices {
            let share = shares[index]
            shares[index] = Share()
            defer { share.memory?.deallocate() }
            var bits = 0
            while bits < Self.maxFurtherBits,
                HashTable.bytes(for: share.pairs >> bits) > max(memory, Self.leastCompared)
            {
                bits += 1
            }
            for part in 0..<(1 << bits) {
                try compare(share, bits: bits, part: UInt64(part), body)
            }
        }
    }

    /// Compares the pairs of one share whose next `bits` bits are `part`.
    private func compare(
        _ share: Share, bits: Int, part: UInt64,
        _ body: (_ first: UInt32, _ later: UInt32) throws(SystemError) -> Void
    ) throws(SystemError) {
        let shift = UInt64(Self.shareBits)
        var table = HashTable(maxBytes: HashTable.bytes(for: share.pairs))
        table.reserve(share.pairs >> bits)
        try forEachBlock(of: share) { pairs, count throws(SystemError) in
            for index in 0..<count {
                let at = index &* Self.pairBytes
                let key = pairs.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                let row = pairs.loadUnaligned(fromByteOffset: at &+ 8, as: UInt32.self)
                // A key's place in the table is by its first bits, which are all alike here.
                let turned = key << shift | key >> (64 - shift)
                if bits > 0, turned >> UInt64(64 - bits) != part { continue }
                let hash = turned << UInt64(bits) | (bits > 0 ? turned >> UInt64(64 - bits) : 0)
                table.reserve(1)
                let (place, isFound) = table.find(hash)
                if isFound {
                    try body(table.number(at: place), row)
                } else {
                    table.insert(hash, row, at: place)
                }
            }
        }
    }

    private func forEachBlock(
        of share: Share,
        _ body: (UnsafeRawPointer, Int) throws(SystemError) -> Void
    ) throws(SystemError) {
        if !share.extents.isEmpty {
            let block = UnsafeMutableRawBufferPointer.allocate(
                byteCount: maxPairs * Self.pairBytes, alignment: 8)
            defer { block.deallocate() }
            for extent in share.extents {
                try file.read(
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: block[..<(extent.pairs * Self.pairBytes)]),
                    at: extent.offset)
                if let base = block.baseAddress { try body(UnsafeRawPointer(base), extent.pairs) }
            }
        }
        if let memory = share.memory { try body(UnsafeRawPointer(memory), share.count) }
    }
}
