/// What an array takes that doubles when it is full.
enum GrowingArray {
    /// Bytes of an array of so many elements while it grows, the old one beside the new one. Complexity:
    /// O(1).
    static func bytes(_ count: Int, of elementBytes: Int) -> Int {
        guard count > 0 else { return 0 }
        let capacity = 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
        return capacity / 2 * 3 * elementBytes
    }
}
