internal import CScan

/// The regular part of a message: fixed texts, each followed by a string of the row, written in one
/// call a row. Whoever makes them owns the table that the texts stand in.
///
/// Be advised: a value that is blank is left out with its text, and which values are blank is as good
/// as random; the call does not branch on it.
package struct MessageSteps: ~Copyable {
    private let steps: UnsafeMutablePointer<rc_message_step>
    /// How many there are.
    package let count: Int
    private let variant: Int32

    /// A step: where its text stands in the table, and which value follows it.
    package struct Step {
        var raw: rc_message_step

        /// - Parameters:
        ///   - text: offset and bytes of the text; 32 bytes after it can be read.
        ///   - value: index of the value's place.
        ///   - length: index of its length.
        package init(text: Int, count: Int, value: Int, length: Int) {
            raw = rc_message_step(
                text: UInt32(truncatingIfNeeded: text),
                text_count: UInt32(truncatingIfNeeded: count),
                value: UInt32(truncatingIfNeeded: value),
                length: UInt32(truncatingIfNeeded: length))
        }
    }

    /// - Parameter usesVectors: whether the machine's vectors are used where it has them; without
    ///   them the result is the same.
    package init(_ made: [Step], usesVectors: Bool = true) {
        steps = .allocate(capacity: max(made.count, 1))
        for (index, step) in made.enumerated() { (steps + index).initialize(to: step.raw) }
        count = made.count
        variant = usesVectors ? rc_message_best() : Int32(RC_MESSAGE_PLAIN)
    }

    deinit { steps.deallocate() }

    /// Writes some of the steps: text, value with escapes, `",`.
    ///
    /// - Parameters:
    ///   - target: has room for all texts, six times the values and 64 bytes more.
    ///   - starts: of the values; 64 bytes after each can be read.
    /// - Returns: the place after what was written.
    @inline(__always)
    package func write(
        _ range: Range<Int>, to target: UnsafeMutablePointer<UInt8>, texts: UnsafePointer<UInt8>,
        starts: UnsafeMutablePointer<UnsafePointer<UInt8>>,
        lengths: UnsafeMutablePointer<UInt32>
    ) -> UnsafeMutablePointer<UInt8> {
        rc_message_write(
            variant, target, steps + range.lowerBound, range.count, texts, starts, lengths)
    }
}
