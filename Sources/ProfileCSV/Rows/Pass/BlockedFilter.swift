internal import IdentityResolution

/// Sorts out values that surely are not blocked by two bytes and a length, before the matcher is asked:
/// nearly every value of a real file.
struct BlockedFilter: ~Copyable {
    private struct Rule {
        /// Bit n: an exact value has n bytes; bit 63: 63 or more.
        var lengths: UInt64 = 0
        /// One byte of bits a first byte: 1 begins an exact value, 2 stands in the zeroes-and-dashes
        /// pattern.
        var firsts: Int
        /// A pattern that only the matcher understands.
        var asksAlways = false
    }

    private let rules: UnsafeMutableBufferPointer<Rule>
    private let firsts: UnsafeMutablePointer<UInt8>
    private let matcher: BlockedMatcher

    init(_ identifiers: [IdentifierRule]) {
        matcher = IdentityRules(lenient: identifiers).matcher()
        rules = .allocate(capacity: max(identifiers.count, 1))
        firsts = .allocate(capacity: 256 * max(identifiers.count, 1))
        firsts.initialize(repeating: 0, count: 256 * max(identifiers.count, 1))
        rules.initialize(repeating: Rule(firsts: 0))
        for (index, identifier) in identifiers.enumerated() {
            var rule = Rule(firsts: 256 * index)
            for value in identifier.blocked.values {
                guard let first = value.utf8.first else { continue }
                rule.lengths |= 1 << UInt64(min(value.utf8.count, 63))
                firsts[rule.firsts + Int(first)] |= 1
            }
            for pattern in identifier.blocked.patterns {
                if pattern == "^[0-]*$" {
                    firsts[rule.firsts + Int(UInt8(ascii: "0"))] |= 2
                    firsts[rule.firsts + Int(UInt8(ascii: "-"))] |= 2
                } else {
                    rule.asksAlways = true
                }
            }
            rules[index] = rule
        }
    }

    deinit {
        rules.deallocate()
        firsts.deallocate()
    }

    /// Whether a value that is not empty is blocked by the rule of this index.
    @inline(__always)
    func blocks(_ value: UnsafeRawPointer, count: Int, rule index: Int) -> Bool {
        let rule = rules[index]
        let first = firsts[rule.firsts &+ Int(value.load(as: UInt8.self))]
        if first == 0, !rule.asksAlways { return false }
        return mayBlock(value, count: count, rule: index, first: first)
    }

    @inline(never)
    private func mayBlock(_ value: UnsafeRawPointer, count: Int, rule index: Int, first: UInt8) -> Bool {
        let rule = rules[index]
        let last = firsts[rule.firsts + Int(value.load(fromByteOffset: count - 1, as: UInt8.self))]
        let isLikely =
            rule.asksAlways || (first & 1 != 0 && rule.lengths & (1 << UInt64(min(count, 63))) != 0)
            || (first & last & 2 != 0)
        return isLikely
            && matcher.isBlocked(UnsafeRawBufferPointer(start: value, count: count), rule: index)
    }
}
