internal import CScan

/// What is done with the fields of every row, by vectors where the machine has them. Every kernel
/// writes the same.
package struct RowKernel: Sendable {
    /// Entries that `readFields` may write, and `tally` may read and write, beyond the fields there
    /// are.
    package static let lanes = Int(RC_FIELD_LANES)
    /// The same for `firsts`.
    package static let firstLanes = Int(RC_FIRST_LANES)

    private let variant: Int32

    /// - Parameter kernel: the scan's; the nearest that there is for rows and the machine can run.
    package init(_ kernel: Kernel = .best) {
        let wanted: Int32 =
            switch kernel {
            case .avx512: Int32(RC_FIELDS_AVX512)
            case .avx2: Int32(RC_FIELDS_AVX2)
            case .scalar, .sse2, .neon: Int32(RC_FIELDS_SCALAR)
            }
        variant = min(wanted, rc_fields_best())
    }

    /// Where the fields of a record lie, outer quotes taken off. For a record without findings.
    ///
    /// - Parameters:
    ///   - ends: of its fields, from ``RecordMarks/ends``.
    ///   - start: offset of its first byte.
    ///   - starts: and `lengths`, room for `count` entries and ``lanes`` more.
    ///   - firsts: the first bytes of the fields that are not empty, room for ``firstLanes`` more.
    package func readFields(
        _ bytes: UnsafePointer<UInt8>, ends: UnsafePointer<UInt32>, start: Int, count: Int,
        starts: UnsafeMutablePointer<UnsafePointer<UInt8>>, lengths: UnsafeMutablePointer<UInt32>,
        firsts: UnsafeMutablePointer<UInt8>
    ) {
        rc_row_fields(
            variant, bytes, ends, UInt32(truncatingIfNeeded: start), count, starts, lengths, firsts)
    }

    /// Counts the fields that have a length, and keeps the greatest lengths.
    ///
    /// - Parameter filled: and `longest`, room for `count` entries and ``lanes`` more.
    package func tally(
        _ lengths: UnsafePointer<UInt32>, count: Int, filled: UnsafeMutablePointer<UInt32>,
        longest: UnsafeMutablePointer<UInt32>
    ) {
        rc_row_tally(variant, lengths, count, filled, longest)
    }

    /// Of the marks in some words of ``RecordMarks/attention``, those that ask for a look: on
    /// ASCII, or where a character with a class begins.
    ///
    /// - Parameters:
    ///   - classes: one for each code point up to U+FFFF.
    ///   - latin: for U+00C0 … U+017F 1 where the class is not 0.
    ///   - kept: room for 64 offsets a word and 64 more.
    /// - Returns: how many were kept.
    package func keepMarks(
        _ bytes: UnsafePointer<UInt8>, _ words: UnsafePointer<UInt64>, in range: Range<Int>,
        classes: UnsafePointer<UInt16>, latin: UnsafePointer<UInt8>,
        kept: UnsafeMutablePointer<UInt32>
    ) -> Int {
        rc_keep_marks(
            variant, bytes, words, range.lowerBound, range.upperBound, classes, latin, kept)
    }

    /// Looks at the values of a row for those that need a closer look although their characters are
    /// fine.
    ///
    /// - Parameters:
    ///   - wanted: what is looked for in each column.
    ///   - kinds: what each value may be. Both with room for `count` entries and ``lanes`` more.
    /// - Returns: all that occurs among them. The bits are those of `CScanSuspects.h`.
    package func suspects(
        _ starts: UnsafePointer<UnsafePointer<UInt8>>, _ lengths: UnsafePointer<UInt32>,
        _ firsts: UnsafePointer<UInt8>, count: Int, wanted: UnsafePointer<UInt8>, kinds: UnsafeMutablePointer<UInt8>
    ) -> UInt8 {
        rc_row_suspects(variant, starts, lengths, firsts, count, wanted, kinds)
    }

    /// Whether an ASCII capital stands in a value. 64 bytes after it can be read.
    package static func hasCapital(_ value: UnsafePointer<UInt8>, count: Int) -> Bool {
        rc_has_capital(value, count) != 0
    }
}
