internal import Synchronization

/// Memory for the bytes of one chunk and for what the scan writes about them.
///
/// One block: 64 zero bytes, the bytes, padding, the two bitmaps, then the indexes, which are sized for
/// the worst input. What is never written costs address space, not memory.
///
/// Owned by the cutter while it is filled, then by one immutable ``RecordChunk``: never by both, so
/// nothing in here is locked.
@usableFromInline
final class Slab: @unchecked Sendable {
    static let padding = 128

    let capacity: Int
    private let block: UnsafeMutableRawPointer
    @usableFromInline let bytes: UnsafeMutablePointer<UInt8>
    let attention: UnsafeMutablePointer<UInt64>
    let escapes: UnsafeMutablePointer<UInt64>
    let ends: UnsafeMutablePointer<UInt32>
    let recordEnds: UnsafeMutablePointer<UInt32>
    /// First bytes of the fields, where somebody wants them.
    let firsts: UnsafeMutablePointer<UInt8>?

    init(capacity: Int, hasFirsts: Bool = false) {
        self.capacity = capacity
        let words = capacity / 64 + 8
        let byteSpace = 64 + (capacity + Self.padding + 63) / 64 * 64
        let endSpace = (capacity + 64) * 4
        let recordSpace = (capacity / 2 + 64) * 4
        let firstSpace = hasFirsts ? capacity + 128 : 0
        block = .allocate(
            byteCount: byteSpace + 2 * words * 8 + endSpace + recordSpace + firstSpace, alignment: 64)
        // What the scan and the readers may look at beyond the bytes: in front, behind, past the bitmaps.
        block.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        bytes = (block + 64).bindMemory(to: UInt8.self, capacity: byteSpace - 64)
        (bytes + capacity).initialize(repeating: 0, count: Self.padding)
        attention = (block + byteSpace).bindMemory(to: UInt64.self, capacity: words)
        escapes = (block + byteSpace + words * 8).bindMemory(to: UInt64.self, capacity: words)
        let indexes = block + byteSpace + 2 * words * 8
        ends = indexes.bindMemory(to: UInt32.self, capacity: capacity + 64)
        recordEnds = (indexes + endSpace).bindMemory(to: UInt32.self, capacity: capacity / 2 + 64)
        firsts =
            hasFirsts
            ? (indexes + endSpace + recordSpace).bindMemory(to: UInt8.self, capacity: firstSpace) : nil
    }

    deinit {
        block.deallocate()
    }
}

/// Slabs of one size that wait to be used again. Shared by a cutter and its chunks.
final class SlabPool: Sendable {
    private let slabs = Mutex<[Slab]>([])
    /// Only slabs of this size are kept; larger ones are rare and go back to the system.
    let capacity: Int
    /// So many are kept at most.
    private static let most = 16
    private let hasFirsts: Bool

    init(capacity: Int, hasFirsts: Bool) {
        self.capacity = capacity
        self.hasFirsts = hasFirsts
    }

    func take(capacity wanted: Int) -> Slab {
        if wanted == capacity, let slab = slabs.withLock({ $0.popLast() }) { return slab }
        return Slab(capacity: wanted, hasFirsts: hasFirsts)
    }

    func giveBack(_ slab: Slab) {
        guard slab.capacity == capacity else { return }
        slabs.withLock { if $0.count < Self.most { $0.append(slab) } }
    }
}
