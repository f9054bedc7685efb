/// A table that holds a sample of the hashes it is offered where they do not all fit: those that end on so
/// many zeros, which is fair, because equal values have equal hashes.
extension HashTable {
    /// The bits that are zero in the hashes of a sample of this level.
    @inline(__always)
    static func sampleMask(_ level: Int) -> UInt64 { (UInt64(1) &<< UInt64(level)) &- 1 }

    /// Makes room for one more hash, which may make the sample smaller.
    ///
    /// - Parameter level: of the sample; it rises where nothing fits any more.
    /// - Returns: whether the hash belongs to the sample and there is room for it.
    /// - Complexity: O(1); O(places) where the table grows or the level rises.
    mutating func makeRoom(for hash: UInt64, level: inout Int) -> Bool {
        while !hasRoom(for: 1), level < AcrossRows.maxLevel {
            level += 1
            let mask = Self.sampleMask(level)
            thin { hash, _ in hash & mask == 0 }
        }
        guard hash & Self.sampleMask(level) == 0, hasRoom(for: 1) else { return false }
        reserve(1)
        return true
    }
}
