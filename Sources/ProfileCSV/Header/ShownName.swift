/// A column's name as text for reports.
///
/// Every problem of a column bears its name, so one of megabytes would make a report of gigabytes.
package enum ShownName {
    /// Bytes of a name that are shown; an ellipsis stands for the rest.
    package static let maxBytes = 1_000

    /// Bytes that are no UTF-8 become replacement characters. Complexity: O(bytes shown).
    package static func text(_ name: [UInt8]) -> String {
        guard name.count > maxBytes else { return String(decoding: name, as: UTF8.self) }
        var end = maxBytes
        // Up to three steps to the first byte of a character.
        for _ in 0..<3 where name[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: name[..<end], as: UTF8.self) + "…"
    }
}
