/// 64-bit hashes of values: multiply to 128 bits and fold, sixteen bytes a step.
///
/// Two different values get one hash with a chance of 2⁻⁵⁷ a pair (seven bits are taken): among 100
/// million values about one pair in thirty files. What compares hashes would then
/// warn of a person or a spelling that is none; nothing is ever sent, merged or refused by a hash.
/// Without the key nobody can choose values that collide; whoever makes hashes draws it at random.
package struct ValueHash: Sendable {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64

    /// - Parameter key: any number; hashes of different keys have nothing to do with one another.
    package init(key: UInt64) {
        func word(_ constant: UInt64) -> UInt64 {
            Self.fold(Self.fold(key ^ constant, 0xA076_1D64_78BD_642F) ^ constant, 0xE703_7ED1_A0B4_28DB) | 1
        }
        first = word(0x2D35_8DCC_AA6C_78A5)
        second = word(0x8BB8_4B93_962E_ACC9)
        third = word(0x8EBC_6AF0_9C88_C6E3)
    }

    /// Where hashing of one column begins, so that equal values of different columns differ.
    func seed(_ column: Int) -> UInt64 {
        Self.fold(UInt64(truncatingIfNeeded: column &+ 1) &* first ^ third, second)
    }

    /// Of a value as it stands, for sums of many: cheaper, and its bits are not all alike. At least 16
    /// bytes after the value can be read. Not for empty values.
    @inline(__always)
    func summand(_ start: UnsafeRawPointer, _ count: Int, seed: UInt64) -> UInt64 {
        var state = seed ^ (UInt64(truncatingIfNeeded: count) &* third)
        var at = 0
        while count &- at > 16 {
            state = Self.fold(Self.word(start, at) ^ state, Self.word(start, at &+ 8) ^ second)
            at &+= 16
        }
        let (low, high) = Self.tail(start, at, count &- at)
        return Self.fold(low ^ state, high ^ second)
    }

    /// The hash of a value as it stands. As for `summand`.
    @inline(__always)
    func exact(_ start: UnsafeRawPointer, _ count: Int, seed: UInt64) -> UInt64 {
        Self.fold(summand(start, count, seed: seed) ^ first, third)
    }

    /// The hash of a value in small letters; only those of ASCII are told apart by case. As for
    /// `summand`.
    ///
    /// - Returns: `true` beside it where the value has capitals.
    @inline(__always)
    func folded(
        _ start: UnsafeRawPointer, _ count: Int, seed: UInt64
    ) -> (hash: UInt64, hasCapitals: Bool) {
        var state = seed ^ (UInt64(truncatingIfNeeded: count) &* third)
        var found: UInt64 = 0
        var at = 0
        while count &- at > 16 {
            let low = Self.word(start, at)
            let high = Self.word(start, at &+ 8)
            let lowCapitals = CapitalLetters.mask(low)
            let highCapitals = CapitalLetters.mask(high)
            found |= lowCapitals | highCapitals
            // The top bit of a capital's byte becomes the bit that makes it small.
            state = Self.fold((low | lowCapitals &>> 2) ^ state, (high | highCapitals &>> 2) ^ second)
            at &+= 16
        }
        let (low, high) = Self.tail(start, at, count &- at)
        let lowCapitals = CapitalLetters.mask(low)
        let highCapitals = CapitalLetters.mask(high)
        found |= lowCapitals | highCapitals
        state = Self.fold((low | lowCapitals &>> 2) ^ state, (high | highCapitals &>> 2) ^ second)
        return (Self.fold(state ^ first, third), found != 0)
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

    /// The last 0 to 16 bytes as two words, what lies after them as zeros: without branches, because
    /// the lengths of values are hard to predict.
    @inline(__always)
    private static func tail(
        _ start: UnsafeRawPointer, _ at: Int, _ count: Int
    ) -> (UInt64, UInt64) {
        // A shift by 64 or more gives 0.
        let low = ~UInt64(0) >> UInt64(max(0, 64 &- 8 &* count))
        let high = ~UInt64(0) >> UInt64(min(64, 128 &- 8 &* count))
        return (word(start, at) & low, word(start, at &+ 8) & high)
    }
}
