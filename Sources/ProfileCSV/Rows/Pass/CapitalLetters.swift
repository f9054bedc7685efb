/// Looks for ASCII capitals eight bytes at a time: it runs on every e-mail address.
enum CapitalLetters {
    /// - Parameter start: at least 8 bytes after the value can be read.
    @inline(__always)
    static func occur(in start: UnsafeRawPointer, count: Int) -> Bool {
        var at = 0
        while at &+ 8 <= count {
            if mask(start.loadUnaligned(fromByteOffset: at, as: UInt64.self)) != 0 { return true }
            at &+= 8
        }
        guard at < count else { return false }
        let rest = start.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        return mask(rest & ((1 &<< UInt64(8 &* (count &- at))) &- 1)) != 0
    }

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
