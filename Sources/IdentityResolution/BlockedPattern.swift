internal import CICU

/// Why a pattern cannot block values.
public struct BadPattern: Error, Sendable, Hashable {
    /// What is wrong with it.
    public enum Reason: Sendable, Hashable {
        /// Look-ahead and look-behind are refused: Segment's engine does not know them.
        case lookAround
        /// Not a regular expression; where ICU says so, the offset in UTF-16 units.
        case syntax(offset: Int?)
    }

    public var pattern: String
    public var reason: Reason
}

/// One compiled pattern. A value is blocked when the pattern matches it whole.
final class BlockedPattern: Sendable {
    // ICU forbids two threads to use one expression; this one is only ever cloned, which reads it.
    private nonisolated(unsafe) let regex: OpaquePointer

    init(_ pattern: String) throws(BadPattern) {
        guard !Self.looksAround(Array(pattern.utf8)) else {
            throw BadPattern(pattern: pattern, reason: .lookAround)
        }
        var status: Int32 = 0
        var offset: Int32 = -1
        var pattern = pattern
        let opened = pattern.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.flatMap {
                    rc_regex_open($0, Int32(clamping: characters.count), &offset, &status)
                }
            }
        }
        guard let opened else {
            throw BadPattern(
                pattern: pattern, reason: .syntax(offset: offset < 0 ? nil : Int(offset)))
        }
        regex = opened
    }

    deinit { rc_regex_close(regex) }

    /// A copy for one worker's use; `nil` when memory is short.
    func clone() -> OpaquePointer? { rc_regex_clone(regex) }

    /// Whether `(?=`, `(?!`, `(?<=` or `(?<!` stands where it is syntax: not escaped, not in a set,
    /// not between `\Q` and `\E`.
    static func looksAround(_ pattern: [UInt8]) -> Bool {
        var at = 0
        var setDepth = 0
        while at < pattern.count {
            let byte = pattern[at]
            if byte == UInt8(ascii: "\\") {
                at += 1
                if at < pattern.count, pattern[at] == UInt8(ascii: "Q") { at = endOfQuote(pattern, at) }
            } else if byte == UInt8(ascii: "[") {
                setDepth += 1
            } else if byte == UInt8(ascii: "]") {
                setDepth = max(setDepth - 1, 0)
            } else if byte == UInt8(ascii: "("), setDepth == 0 {
                let rest = pattern[(at + 1)...].prefix(3)
                for opening in ["?=", "?!", "?<=", "?<!"] where rest.starts(with: opening.utf8) {
                    return true
                }
            }
            at += 1
        }
        return false
    }

    /// The offset of the last byte of the `\E` that ends a quotation, or of the pattern's last byte.
    private static func endOfQuote(_ pattern: [UInt8], _ start: Int) -> Int {
        var at = start + 1
        while at + 1 < pattern.count {
            if pattern[at] == UInt8(ascii: "\\"), pattern[at + 1] == UInt8(ascii: "E") { return at + 1 }
            at += 1
        }
        return pattern.count
    }
}

/// The blocked values of one rule, ready to be asked.
struct CompiledBlockedValues: Sendable {
    let values: Set<[UInt8]>
    /// Lengths of `values`, shortest and longest, so that most values are told apart without hashing.
    let lengths: ClosedRange<Int>?
    /// Segment's suggested pattern `^[0-]*$`, which stands on every identifier by default and is
    /// answered without ICU: it would cost more than all else that is done with a value.
    let blocksZeroesAndDashes: Bool
    let patterns: [BlockedPattern]

    static let zeroesAndDashes = "^[0-]*$"

    init(_ blocked: BlockedValues) throws(BadPattern) {
        var patterns: [BlockedPattern] = []
        for pattern in blocked.patterns where pattern != Self.zeroesAndDashes {
            patterns.append(try BlockedPattern(pattern))
        }
        self.init(blocked, patterns)
    }

    init(skippingBadPatterns blocked: BlockedValues) {
        let others = blocked.patterns.filter { $0 != Self.zeroesAndDashes }
        self.init(blocked, others.compactMap { try? BlockedPattern($0) })
    }

    private init(_ blocked: BlockedValues, _ patterns: [BlockedPattern]) {
        values = Set(blocked.values.map { Array($0.utf8) })
        let counts = values.map(\.count)
        if let least = counts.min(), let most = counts.max() {
            lengths = least...most
        } else {
            lengths = nil
        }
        blocksZeroesAndDashes = blocked.patterns.contains(Self.zeroesAndDashes)
        self.patterns = patterns
    }
}
