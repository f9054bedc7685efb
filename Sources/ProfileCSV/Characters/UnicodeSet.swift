internal import CICU

/// A set of characters and strings as ICU reads a UnicodeSet pattern. A pattern that ICU does not
/// take makes the empty set.
final class UnicodeSet: Sendable {
    // Frozen: ICU lets any number of threads ask it.
    private nonisolated(unsafe) let elements: OpaquePointer?

    /// - Parameter pattern: in ASCII; white space in it means nothing.
    init(_ pattern: String) { elements = rc_set_open(pattern) }

    deinit { if let elements { rc_set_close(elements) } }

    /// Code points and strings in all.
    var elementCount: Int { elements.map { Int(rc_set_element_count($0)) } ?? 0 }

    /// The ranges of single code points, ascending.
    var ranges: [ClosedRange<UInt32>] {
        guard let elements else { return [] }
        return (0..<rc_set_range_count(elements)).map { index in
            var (first, last): (Int32, Int32) = (0, 0)
            rc_set_range(elements, index, &first, &last)
            return UInt32(bitPattern: first)...UInt32(bitPattern: last)
        }
    }

    /// How many units of `text` from `start` on are elements of the set one after another.
    func span(_ text: UnsafeBufferPointer<UInt16>, from start: Int) -> Int {
        guard let elements, let base = text.baseAddress else { return 0 }
        return Int(rc_set_span(elements, base + start, Int32(clamping: text.count - start)))
    }
}
