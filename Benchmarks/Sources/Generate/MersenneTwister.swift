/// MT19937 with the seeding and the derived draws of CPython's `random.Random`, so that inputs are the
/// same, byte for byte, as those of a generator written in Python.
struct MersenneTwister {
    private var state = [UInt32](repeating: 0, count: 624)
    private var index = 624

    init(seed: UInt32) {
        seedState(19_650_218)
        // `init_by_array` of the reference implementation, for a key of one word.
        var i = 1
        for _ in 0..<624 {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_664_525)) &+ seed
            i += 1
            if i >= 624 {
                state[0] = state[623]
                i = 1
            }
        }
        for _ in 0..<623 {
            state[i] =
                (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_566_083_941)) &- UInt32(i)
            i += 1
            if i >= 624 {
                state[0] = state[623]
                i = 1
            }
        }
        state[0] = 0x8000_0000
    }

    private mutating func seedState(_ seed: UInt32) {
        state[0] = seed
        for i in 1..<624 {
            state[i] = 1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i)
        }
    }

    /// The next 32 bits.
    mutating func word() -> UInt32 {
        if index == 624 { twist() }
        var y = state[index]
        index += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C_5680
        y ^= (y << 15) & 0xEFC6_0000
        return y ^ (y >> 18)
    }

    private mutating func twist() {
        for i in 0..<624 {
            let y = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7FFF_FFFF)
            state[i] = state[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        index = 0
    }

    /// `getrandbits(count)` for up to 64 bits.
    mutating func bits(_ count: Int) -> UInt64 {
        if count <= 32 { return UInt64(word() >> UInt32(32 - count)) }
        let low = UInt64(word())
        return low | UInt64(word() >> UInt32(64 - count)) << 32
    }

    /// `randrange(bound)`.
    mutating func below(_ bound: Int) -> Int {
        let width = Int.bitWidth - bound.leadingZeroBitCount
        while true {
            let value = Int(bits(width))
            if value < bound { return value }
        }
    }

    /// `randint(range.lowerBound, range.upperBound)`.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// `random()`.
    mutating func unit() -> Double {
        let high = UInt64(word() >> 5)
        let low = UInt64(word() >> 6)
        return Double(high * 67_108_864 + low) / 9_007_199_254_740_992
    }

    /// One element of `choices(elements)`.
    mutating func choice<Element>(_ elements: [Element]) -> Element {
        elements[Int(unit() * Double(elements.count))]
    }
}
