/// Cells that a spreadsheet would run as a formula when it opens an export of the profiles.
///
/// Be advised: numbers, phone numbers, list dashes and names of accounts (`@ann`) begin with the same
/// signs and are in every other file; they are no formulas.
enum CellFormula {
    /// Complexity: O(bytes).
    static func isFormula(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count >= 2 else { return false }
        switch value[0] {
        case UInt8(ascii: "="):
            guard let next = value.dropFirst().first(where: { $0 != 0x20 }) else { return false }
            return isWord(next) || "(\"'+-@.$#".utf8.contains(next)
        case UInt8(ascii: "@"):
            return isLetter(value[1]) && calls(value)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard isWord(value[1]) || "(@=.$".utf8.contains(value[1]), !isNumberLike(value) else {
                return false
            }
            return calls(value) || computes(value)
        default: return false
        }
    }

    /// Numbers, ranges, percentages and phone numbers, however they are written.
    private static func isNumberLike(_ value: UnsafeRawBufferPointer) -> Bool {
        value.dropFirst().allSatisfy { isDigit($0) || " .,()-/%:".utf8.contains($0) }
    }

    /// Whether a function is called: a word, or a name of two words with a bar between them as old
    /// programs are called by, directly before a bracket or a bar.
    private static func calls(_ value: UnsafeRawBufferPointer) -> Bool {
        zip(value.dropFirst(), value.dropFirst(2)).contains { before, sign in
            isWord(before) && (sign == UInt8(ascii: "(") || sign == UInt8(ascii: "|"))
        }
    }

    /// Whether something is added, multiplied or fetched from another sheet.
    private static func computes(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count >= 4 else { return false }
        return (2..<value.count - 1).contains { at in
            "+*^!".utf8.contains(value[at])
                && (isWord(value[at - 1]) || ")'".utf8.contains(value[at - 1]))
                && (isWord(value[at + 1]) || "($-".utf8.contains(value[at + 1]))
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
