/// Counts distinct values: exactly up to a bound, beyond it by adaptive sampling of their hashes.
///
/// Only hashes whose lowest `level` bits are zero are kept; when they are too many, `level` rises
/// by one. What is kept depends on the set of values alone, not on their order or on how they were
/// spread over sketches, so merging any sketches of the same values gives the same count.
struct DistinctSketch: Sendable {
    /// A power of two; half as many hashes are kept at most.
    private let maxSlots: Int
    /// Open addressing; 0 is an empty slot. Small at first: there may be 65,536 columns.
    private var slots: [UInt64]
    private var used = 0
    private(set) var level = 0
    /// What was looked at beforehand, kept so that it is not optimised away.
    private var touched: UInt64 = 0

    /// - Parameter maxKept: distinct values that are still counted exactly, at least 16.
    init(maxKept: Int) {
        var size = 32
        while size / 2 < maxKept { size *= 2 }
        maxSlots = size
        slots = []
    }

    /// Whether `count` is exact but for collisions of 64-bit hashes.
    var isExact: Bool { level == 0 }

    /// Distinct values, estimated where `isExact` does not hold.
    var count: Int { used << level }

    mutating func insert(_ value: UnsafeRawBufferPointer) { insert(hash: Self.hash(value)) }

    mutating func merge(_ other: DistinctSketch) {
        if other.level > level { rise(to: other.level) }
        // As large as the other: its hashes come in the order of their slots and would crowd
        // together in a smaller table.
        if slots.count < other.slots.count { rebuild(size: other.slots.count) }
        for hash in other.slots where hash != 0 { insert(hash: hash) }
    }

    /// Many at once, for which the memory is looked at beforehand.
    mutating func insert(_ hashes: UnsafeBufferPointer<UInt64>) {
        // Of 65,536 columns most have none.
        guard !hashes.isEmpty else { return }
        var size = max(slots.count, 4)
        while size < maxSlots, (used + hashes.count) * 2 > size { size *= 2 }
        if size > slots.count { rebuild(size: size) }
        let shift = UInt64(64 - slots.count.trailingZeroBitCount)
        slots.withUnsafeBufferPointer { slots in
            touched ^= hashes.reduce(0) { $0 ^ slots[Int($1 >> shift)] }
        }
        guard (used + hashes.count) * 2 <= slots.count else {
            for hash in hashes { insert(hash: hash) }
            return
        }
        // There is room for all.
        let levelMask: UInt64 = (1 << UInt64(level)) - 1
        used += slots.withUnsafeMutableBufferPointer { slots in
            hashes.reduce(0) { $1 & levelMask == 0 && Self.place($1, slots) ? $0 + 1 : $0 }
        }
    }

    mutating func insert(hash: UInt64) {
        if slots.isEmpty { slots = [UInt64](repeating: 0, count: 4) }
        guard hash & ((1 << UInt64(level)) - 1) == 0, place(hash) else { return }
        used += 1
        guard used * 2 > slots.count else { return }
        if slots.count < maxSlots {
            rebuild(size: slots.count * 2)
        } else {
            while used * 2 > slots.count { rise(to: level + 1) }
        }
    }

    private mutating func place(_ hash: UInt64) -> Bool {
        slots.withUnsafeMutableBufferPointer { Self.place(hash, $0) }
    }

    /// - Returns: false when it was there already.
    @inline(__always)
    private static func place(_ hash: UInt64, _ slots: UnsafeMutableBufferPointer<UInt64>) -> Bool {
        // The highest bits choose the slot: the lowest are zero at high levels.
        var slot = Int(hash >> UInt64(64 - slots.count.trailingZeroBitCount))
        let last = slots.count - 1
        while slots[slot] != 0 {
            if slots[slot] == hash { return false }
            slot = (slot &+ 1) & last
        }
        slots[slot] = hash
        return true
    }

    private mutating func rise(to newLevel: Int) {
        level = newLevel
        rebuild(size: slots.count)
    }

    private mutating func rebuild(size: Int) {
        let old = slots
        slots = [UInt64](repeating: 0, count: size)
        let levelMask: UInt64 = (1 << UInt64(level)) - 1
        used = slots.withUnsafeMutableBufferPointer { slots in
            old.reduce(0) {
                $1 != 0 && $1 & levelMask == 0 && Self.place($1, slots) ? $0 + 1 : $0
            }
        }
    }

    /// A 64-bit hash, the same in every process, never 0: multiply and fold, eight bytes a step.
    static func hash(_ value: UnsafeRawBufferPointer) -> UInt64 {
        var state = UInt64(truncatingIfNeeded: value.count) ^ 0x9E37_79B9_7F4A_7C15
        var at = 0
        while at &+ 8 <= value.count {
            state = fold(state ^ value.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            at &+= 8
        }
        var rest: UInt64 = 0
        while at < value.count {
            rest = rest &<< 8 | UInt64(value[at])
            at &+= 1
        }
        state = fold(state ^ rest)
        state = fold(state ^ 0xD6E8_FEB8_6659_FD93)
        return state == 0 ? 1 : state
    }

    private static func fold(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low
    }
}
