/// 64-bit hashes of values: multiply to 128 bits and fold, sixteen bytes a step.
///
/// Two different values get one hash with a chance of 2⁻⁵⁷ a pair (seven bits are taken): among 100
/// million values about one pair in thirty files. What compares hashes would then
/// warn of a person or a spelling that is none; nothing is ever sent, merged or refused by a hash.
/// The constants are fixed, so that the same file gives the same report on every machine. Who can
/// choose all values of a file can make them collide, and so spoil the warnings of their own file.
package enum ValueHash {
    private static let first: UInt64 = 0xA076_1D64_78BD_642F
    private static let second: UInt64 = 0xE703_7ED1_A0B4_28DB
    private static let third: UInt64 = 0x8EBC_6AF0_9C88_C6E3

    /// Where hashing of one column begins, so that equal values of different columns differ.
    static func seed(_ column: Int) -> UInt64 {
        fold(UInt64(truncatingIfNeeded: column &+ 1) &* first, second)
    }

    /// The hash of a value as it stands. At least 16 bytes after it can be read.
    @inline(__always)
    static func exact(_ start: UnsafeRawPointer, _ count: Int, seed: UInt64) -> UInt64 {
        var state = seed ^ (UInt64(truncatingIfNeeded: count) &* third)
        var at = 0
        while at &+ 16 <= count {
            state = fold(word(start, at) ^ state, word(start, at &+ 8) ^ second)
            at &+= 16
        }
        let (low, high) = tail(start, at, count &- at)
        return fold(fold(low ^ state, high ^ second) ^ first, third)
    }

    /// The hash of a value in small letters; only those of ASCII are told apart by case.
    ///
    /// - Returns: `true` beside it where the value has capitals.
    @inline(__always)
    static func folded(
        _ start: UnsafeRawPointer, _ count: Int, seed: UInt64
    ) -> (hash: UInt64, hasCapitals: Bool) {
        var state = seed ^ (UInt64(truncatingIfNeeded: count) &* third)
        var found: UInt64 = 0
        var at = 0
        while at &+ 16 <= count {
            let low = word(start, at)
            let high = word(start, at &+ 8)
            let lowCapitals = CapitalLetters.mask(low)
            let highCapitals = CapitalLetters.mask(high)
            found |= lowCapitals | highCapitals
            // The top bit of a capital's byte becomes the bit that makes it small.
            state = fold((low | lowCapitals &>> 2) ^ state, (high | highCapitals &>> 2) ^ second)
            at &+= 16
        }
        let (low, high) = tail(start, at, count &- at)
        let lowCapitals = CapitalLetters.mask(low)
        let highCapitals = CapitalLetters.mask(high)
        found |= lowCapitals | highCapitals
        state = fold((low | lowCapitals &>> 2) ^ state, (high | highCapitals &>> 2) ^ second)
        return (fold(state ^ first, third), found != 0)
    }

    @inline(__always)
    package static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = one.multipliedFullWidth(by: other)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func word(_ start: UnsafeRawPointer, _ at: Int) -> UInt64 {
        start.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    }

    /// The last 0 to 15 bytes as two words, what lies after them as zeros.
    @inline(__always)
    private static func tail(
        _ start: UnsafeRawPointer, _ at: Int, _ count: Int
    ) -> (UInt64, UInt64) {
        if count > 8 {
            return (word(start, at), word(start, at &+ 8) & mask(count &- 8))
        }
        return (count == 0 ? 0 : word(start, at) & mask(count), 0)
    }

    /// The lowest 1 to 8 bytes.
    @inline(__always)
    private static func mask(_ count: Int) -> UInt64 {
        ~UInt64(0) &>> UInt64(64 &- 8 &* count)
    }
}
