/// Finds ASCII capitals eight bytes at a time, for values that are compared without regard to case.
enum CapitalLetters {
    /// The top bit of each byte that is a capital. Bytes of 0x80 and above are none.
    @inline(__always)
    static func mask(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low = word & (ones &* 0x7F)
        // Adding carries into the top bit from `A` on, and from the letter after `Z` on.
        let fromA = low &+ ones &* (0x80 - 0x41)
        let afterZ = low &+ ones &* (0x80 - 0x5B)
        return fromA & ~afterZ & ~word & (ones &* 0x80)
    }
}
