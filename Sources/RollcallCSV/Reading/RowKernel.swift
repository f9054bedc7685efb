package import CScan

/// What is done with the fields of every row, by vectors where the machine has them: where they lie, what
/// they may be, how many are filled. Every kernel writes the same. The memory of the row is the caller's.
///
/// Be advised: its members are inlined into the loop of a row, which is in another module.
package struct RowKernel {
    /// Entries that may be read and written beyond the fields there are, of all that a row has.
    package static let lanes = Int(RC_ROW_LANES)

    @usableFromInline let variant: Int32
    @usableFromInline let row: UnsafeMutablePointer<rc_row>
    private let identifiers: UnsafeMutablePointer<rc_identifier>
    private let areIdentifiers: UnsafeMutablePointer<UInt8>
    private let blocked: UnsafeMutablePointer<rc_blocked_look>

    /// A column of identifiers of which nothing is asked but that they are not blank, not blocked and, if
    /// they are addresses, small.
    package struct PlainIdentifier {
        /// 0-based.
        package var column: Int
        package var isAddress: Bool
        /// What blocked values look like, as `rc_identifier` has it.
        package var blockedLengths: UInt64
        package var blockedFirsts: UnsafePointer<UInt8>
        /// Where the value's length goes.
        package var length: UnsafeMutablePointer<UInt32>

        package init(
            column: Int, isAddress: Bool, blockedLengths: UInt64,
            blockedFirsts: UnsafePointer<UInt8>, length: UnsafeMutablePointer<UInt32>
        ) {
            self.column = column
            self.isAddress = isAddress
            self.blockedLengths = blockedLengths
            self.blockedFirsts = blockedFirsts
            self.length = length
        }
    }

    /// What was found in a row.
    package struct Look {
        /// All kinds that occur, by the bits of `CScanRow.h`.
        package var kinds: UInt8
        /// Whether a plain identifier asks for a closer look.
        package var asks: Bool

        @inlinable
        init(_ found: UInt32) {
            kinds = UInt8(truncatingIfNeeded: found)
            asks = found & UInt32(RC_ROW_ASKS) != 0
        }
    }

    /// All pointers have room for `count` entries and ``lanes`` more, and must outlive the kernel.
    ///
    /// - Parameters:
    ///   - kernel: the scan's; the nearest that there is for rows and the machine can run.
    ///   - count: fields of a row.
    ///   - starts: where each value begins.
    ///   - lengths: bytes of each value.
    ///   - firsts: the first byte of each value that is not empty.
    ///   - wanted: what is looked for in each column, by the bits of `CScanRow.h`.
    ///   - kinds: what each value may be, by the same bits.
    ///   - filled: rows so far in which the field has a length.
    ///   - longest: the greatest length of each field.
    ///   - identifiers: the columns that are asked for blanks, blocked values and capitals.
    ///   - looks: whether more than those is looked at.
    package init(
        _ kernel: Kernel, count: Int, starts: UnsafeMutablePointer<UnsafePointer<UInt8>>,
        lengths: UnsafeMutablePointer<UInt32>, firsts: UnsafeMutablePointer<UInt8>,
        wanted: UnsafePointer<UInt8>, kinds: UnsafeMutablePointer<UInt8>,
        filled: UnsafeMutablePointer<UInt32>, longest: UnsafeMutablePointer<UInt32>,
        identifiers: [PlainIdentifier], looks: Bool
    ) {
        let nearest: Int32 =
            switch kernel {
            case .avx512: Int32(RC_ROW_AVX512)
            case .avx2: Int32(RC_ROW_AVX2)
            case .scalar, .sse2, .neon: Int32(RC_ROW_SCALAR)
            }
        variant = min(nearest, rc_row_best())
        self.identifiers = .allocate(capacity: identifiers.count + 1)
        areIdentifiers = .allocate(capacity: count + Self.lanes)
        areIdentifiers.initialize(repeating: 0, count: count + Self.lanes)
        for (index, identifier) in identifiers.enumerated() {
            areIdentifiers[identifier.column] = 0xFF
            (self.identifiers + index).initialize(
                to: rc_identifier(
                    column: UInt32(truncatingIfNeeded: identifier.column),
                    is_address: identifier.isAddress ? 1 : 0, lengths: identifier.blockedLengths,
                    firsts: identifier.blockedFirsts, length: identifier.length))
        }
        blocked = .allocate(capacity: 1)
        blocked.initialize(to: rc_row_blocked_look(self.identifiers, identifiers.count))
        row = .allocate(capacity: 1)
        row.initialize(
            to: rc_row(
                count: count, starts: starts, lengths: lengths, firsts: firsts, wanted: wanted,
                kinds: kinds, filled: filled, longest: longest, identifiers: self.identifiers,
                identifier_count: identifiers.count, are_identifiers: areIdentifiers, blocked: blocked,
                looks: looks ? 1 : 0))
    }

    package func deallocate() {
        row.deallocate()
        identifiers.deallocate()
        areIdentifiers.deallocate()
        blocked.deallocate()
    }

    /// Finds where the fields of a record lie, outer quotes taken off: writes `starts`, `lengths` and
    /// `firsts`. For a record without findings.
    ///
    /// - Parameters:
    ///   - ends: of its fields, from ``RecordMarks/ends``.
    ///   - picked: of its fields, from ``RecordMarks/firsts``.
    ///   - start: offset of its first byte.
    @inlinable
    package func readFields(
        _ bytes: UnsafePointer<UInt8>, ends: UnsafePointer<UInt32>, picked: UnsafePointer<UInt8>?,
        start: Int
    ) {
        rc_row_fields(variant, row, bytes, ends, picked, UInt32(truncatingIfNeeded: start))
    }

    /// Looks for values that need a closer look although their characters are fine, writes `kinds` and
    /// counts in `filled` and `longest`.
    ///
    @inlinable
    package func look() -> Look { Look(rc_row_look(variant, row)) }

    /// Both in one; what `firsts` holds afterwards means nothing.
    @inlinable
    package func readAndLook(
        _ bytes: UnsafePointer<UInt8>, ends: UnsafePointer<UInt32>, picked: UnsafePointer<UInt8>?,
        start: Int
    ) -> Look {
        Look(rc_row_read(variant, row, bytes, ends, picked, UInt32(truncatingIfNeeded: start)))
    }

    /// Of the marks in some words of ``RecordMarks/attention``, those that ask for a look: on
    /// ASCII, or where a character with a class begins.
    ///
    /// - Parameters:
    ///   - classes: one for each code point up to U+FFFF.
    ///   - latin: for U+00C0 … U+017F 1 where the class is not 0.
    ///   - kept: room for 64 offsets a word and 64 more.
    /// - Returns: how many were kept.
    @inlinable
    package func keepMarks(
        _ bytes: UnsafePointer<UInt8>, _ words: UnsafePointer<UInt64>, in range: Range<Int>,
        classes: UnsafePointer<UInt16>, latin: UnsafePointer<UInt8>,
        kept: UnsafeMutablePointer<UInt32>
    ) -> Int {
        rc_keep_marks(
            variant, bytes, words, range.lowerBound, range.upperBound, classes, latin, kept)
    }

    /// Whether an ASCII capital stands in a value. 64 bytes after it can be read.
    @inlinable
    package static func hasCapital(_ value: UnsafePointer<UInt8>, count: Int) -> Bool {
        rc_has_capital(value, count) != 0
    }
}
