internal import IdentityResolution

/// Sorts out values that surely are not blocked by two bytes and a length, before the matcher is
/// asked: nearly every value of a real file.
struct BlockedFilter: ~Copyable {
    /// What the blocked values of one identifier look like.
    struct Rule {
        /// Bit n: an exact value has n bytes; bit 63: 63 or more.
        var lengths: UInt64 = 0
        /// For each byte: bit 0 where it begins an exact value, bit 1 where it stands in the
        /// pattern of zeroes and dashes, bit 2 where only the matcher knows.
        var firsts: UnsafePointer<UInt8>

        /// Whether a value that is not empty has to be shown to the matcher. Without a branch: with
        /// which letter an identifier begins is as good as random.
        @inline(__always)
        func mayBlock(_ value: UnsafePointer<UInt8>, count: Int) -> Bool {
            let first = firsts[Int(value[0])]
            let last = firsts[Int(value[count &- 1])]
            let hasLength = UInt8(truncatingIfNeeded: lengths &>> UInt64(min(count, 63))) & 1
            return first & 4 | first & hasLength | first & last & 2 != 0
        }
    }

    private static let zeroesAndDashes = "^[0-]*$"

    private let firsts: UnsafeMutablePointer<UInt8>
    private let rules: [Rule]
    private let matcher: BlockedMatcher

    init(_ identifiers: [IdentifierRule]) {
        matcher = IdentityRules(lenient: identifiers).matcher()
        // The last 256 bytes are for columns without a rule.
        let size = 256 * (identifiers.count + 1)
        firsts = .allocate(capacity: size)
        firsts.initialize(repeating: 0, count: size)
        var rules: [Rule] = []
        for (index, identifier) in identifiers.enumerated() {
            let table = firsts + 256 * index
            var rule = Rule(firsts: UnsafePointer(table))
            for value in identifier.blocked.values {
                guard let first = value.utf8.first else { continue }
                rule.lengths |= 1 << UInt64(min(value.utf8.count, 63))
                table[Int(first)] |= 1
            }
            if identifier.blocked.patterns.contains(Self.zeroesAndDashes) {
                table[Int(UInt8(ascii: "0"))] |= 2
                table[Int(UInt8(ascii: "-"))] |= 2
            }
            if identifier.blocked.patterns.contains(where: { $0 != Self.zeroesAndDashes }) {
                for byte in 0..<256 { table[byte] |= 4 }
            }
            rules.append(rule)
        }
        self.rules = rules + [Rule(firsts: UnsafePointer(firsts + 256 * identifiers.count))]
    }

    deinit { firsts.deallocate() }

    /// The rule of this index, to be used while the filter lives; one that blocks nothing for any
    /// other index.
    func rule(_ index: Int) -> Rule {
        rules.indices.contains(index) ? rules[index] : rules[rules.count - 1]
    }

    /// Whether the rule of this index blocks a value.
    @inline(never)
    func isBlocked(_ value: UnsafeRawPointer, count: Int, rule index: Int) -> Bool {
        matcher.isBlocked(UnsafeRawBufferPointer(start: value, count: count), rule: index)
    }
}
