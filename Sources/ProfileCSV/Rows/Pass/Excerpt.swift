/// The text around a place, short enough for a report. Unmasked; whoever prints it masks it.
package enum Excerpt {
    /// Bytes on either side of the place.
    private static let reach = 40

    /// The bytes around an offset as text, cut between characters; invalid bytes show as U+FFFD.
    /// An ellipsis marks an end that was cut.
    package static func around(_ offset: Int, in bytes: UnsafeRawBufferPointer) -> String {
        let place = min(max(offset, 0), bytes.count)
        var start = max(0, place - reach)
        var end = min(bytes.count, place + reach)
        // Up to three steps to the first byte of a character.
        for _ in 0..<3 where start > 0 && isContinuation(bytes[start]) { start -= 1 }
        for _ in 0..<3 where end < bytes.count && isContinuation(bytes[end]) { end += 1 }
        let text = String(
            decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        return (start > 0 ? "…" : "") + text + (end < bytes.count ? "…" : "")
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
