internal import CICU

/// Tells whether a value may be matched on. One worker owns one: ICU's expressions keep state.
///
/// Only identifier rules decide here; whether a value is blank is the caller's knowledge.
public final class BlockedMatcher {
    private let blocked: [CompiledBlockedValues]
    /// For each rule its patterns, cloned.
    private var expressions: [[OpaquePointer]]
    private var units: [UInt16] = [UInt16](repeating: 0, count: 256)

    public init(_ rules: IdentityRules) {
        blocked = rules.blocked
        expressions = rules.blocked.map { $0.patterns.compactMap { $0.clone() } }
    }

    deinit { for expression in expressions.joined() { rc_regex_close(expression) } }

    /// Whether a rule blocks a value: an exact one byte for byte, or a pattern that matches it whole.
    ///
    /// A pattern that costs too much on a value (about a millisecond) counts as a match: an identifier
    /// left off can be sent again, a merge cannot be undone.
    ///
    /// - Parameters:
    ///   - value: UTF-8; may be empty, which `^[0-]*$` matches.
    ///   - rule: index of the rule; one that does not exist blocks nothing.
    /// - Complexity: O(bytes) where the rule has only exact values and Segment's suggested pattern.
    public func isBlocked(_ value: UnsafeRawBufferPointer, rule: Int) -> Bool {
        guard blocked.indices.contains(rule) else { return false }
        let compiled = blocked[rule]
        if compiled.blocksZeroesAndDashes, Self.isZeroesAndDashes(value) { return true }
        if let lengths = compiled.lengths, lengths.contains(value.count),
            compiled.values.contains([UInt8](value))
        {
            return true
        }
        return !expressions[rule].isEmpty && matchesPattern(value, rule: rule)
    }

    /// Whether a rule blocks a value.
    public func isBlocked(_ value: [UInt8], rule: Int) -> Bool {
        value.withUnsafeBytes { isBlocked($0, rule: rule) }
    }

    private static func isZeroesAndDashes(_ value: UnsafeRawBufferPointer) -> Bool {
        for byte in value where byte != UInt8(ascii: "0") && byte != UInt8(ascii: "-") { return false }
        return true
    }

    private func matchesPattern(_ value: UnsafeRawBufferPointer, rule: Int) -> Bool {
        // A UTF-16 text has at most as many units as its UTF-8 has bytes.
        if units.count <= value.count { units = [UInt16](repeating: 0, count: value.count + 1) }
        let bytes = value.bindMemory(to: CChar.self)
        return units.withUnsafeMutableBufferPointer { units in
            guard let start = units.baseAddress else { return false }
            let length = rc_regex_decode(
                start, Int32(clamping: units.count), bytes.baseAddress, Int32(clamping: bytes.count))
            guard length >= 0 else { return true }
            return expressions[rule].contains { rc_regex_matches($0, start, length) != 0 }
        }
    }
}
