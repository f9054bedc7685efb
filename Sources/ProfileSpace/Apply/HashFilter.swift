/// Tells of most hashes that are not in `lookup` that they are not, without asking the database: the
/// identifiers of new people are looked up to no avail, and that costs as much as storing them.
///
/// A Bloom filter of one 64-bit word and four bits a hash. It only ever says "maybe" or "no"; "no" is
/// certain as long as every hash that was stored was added.
struct HashFilter {
    private var words: [UInt64]
    private let shift: UInt64
    /// Hashes that it takes before "maybe" becomes too frequent.
    let capacity: Int
    private(set) var count = 0

    /// - Parameter capacity: hashes to come; 12 to 24 bits are spent on each.
    init(capacity: Int) {
        var bits: UInt64 = 10
        while bits < 34, (1 << bits) * 64 < max(capacity, 1) &* 12 { bits += 1 }
        words = [UInt64](repeating: 0, count: 1 << Int(bits))
        shift = 64 - bits
        self.capacity = capacity
    }

    @inline(__always)
    private static func mask(_ hash: UInt64) -> UInt64 {
        1 &<< (hash & 63) | 1 &<< (hash &>> 6 & 63) | 1 &<< (hash &>> 12 & 63)
            | 1 &<< (hash &>> 18 & 63)
    }

    mutating func add(_ hash: UInt64) {
        words[Int(truncatingIfNeeded: hash &>> shift)] |= Self.mask(hash)
        count &+= 1
    }

    func mayHold(_ hash: UInt64) -> Bool {
        let mask = Self.mask(hash)
        return words[Int(truncatingIfNeeded: hash &>> shift)] & mask == mask
    }
}
