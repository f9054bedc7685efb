/// The number grammar of RFC 8259 §6, byte by byte.
///
/// A typed number is copied to the message as it stands in the file (design §3), so `12.50` keeps
/// its zero and `1e400` its size; nothing is ever converted.
package enum NumberGrammar {
    /// Whether `bytes` are one JSON number and nothing else. Complexity: O(bytes).
    package static func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
        end(of: bytes, from: 0) == bytes.count
    }

    /// Where the number that begins at `start` ends, or `nil` where none begins.
    package static func end(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
        guard at < bytes.count else { return nil }
        if bytes[at] == UInt8(ascii: "0") {
            at += 1
        } else {
            guard let next = digits(bytes, from: at) else { return nil }
            at = next
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            guard let next = digits(bytes, from: at + 1) else { return nil }
            at = next
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") {
                at += 1
            }
            guard let next = digits(bytes, from: at) else { return nil }
            at = next
        }
        return at
    }

    /// The end of one or more digits.
    private static func digits(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 { at += 1 }
        return at > start ? at : nil
    }
}
