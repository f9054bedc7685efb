/// Which characters a value may have: code points and sequences of them, looked for in the value's
/// NFC.
///
/// ICU decides. For what needs no context (most characters) a table that was built from ICU's sets
/// answers; a value with anything else (combining marks, what NFC may change) goes to ICU whole.
public struct AllowedCharacters: Sendable {
    /// The list that Segment publishes for its uploaders (spec/csv-upload.md §6): 255 code points
    /// and 19 sequences.
    public static let published = AllowedCharacters(pattern: publishedPattern)

    private static let refused: UInt8 = 1
    private static let needsContext: UInt8 = 2
    private let list: UnicodeSet
    /// 0: allowed wherever it stands; else the numbers above.
    private let table: CharacterTable

    /// - Parameter pattern: a UnicodeSet pattern in ASCII. One that ICU does not take allows
    ///   nothing.
    public init(pattern: String) {
        list = UnicodeSet(pattern)
        // NFC changes or reorders these, or composes them with what stands before.
        let context = UnicodeSet(
            "[[:^Canonical_Combining_Class=0:][:NFC_Quick_Check=No:][:NFC_Quick_Check=Maybe:]]")
        let everything = UnicodeSet("[\\u0000-\\U0010FFFF]")
        table = CharacterTable([
            (everything, Self.refused), (list, 0), (context, Self.needsContext),
        ])
    }

    /// How a code point is judged alone.
    enum Standing {
        case allowed, refused
        /// Only what stands before it can tell.
        case dependsOnContext
    }

    /// How a code point is judged wherever it stands. Complexity: O(1).
    func standing(of codePoint: UInt32) -> Standing {
        switch table[codePoint] {
        case 0: .allowed
        case Self.refused: .refused
        default: .dependsOnContext
        }
    }

    /// Code points and sequences in the list.
    public var elementCount: Int { list.elementCount }

    /// The first character that the list does not have; nil where there is none.
    ///
    /// - Parameter value: UTF-8. Bytes that are not count as U+FFFD.
    /// - Complexity: O(bytes), without allocation but for values that need ICU and break the list.
    public func firstViolation(in value: UnsafeRawBufferPointer) -> CharacterViolation? {
        var first: CharacterViolation?
        switch readWithoutContext(value) {
        case value.count: break
        case let place?:
            var walk = UTF8Walk(UnsafeRawBufferPointer(rebasing: value[place...]))
            first = walk.next().map { CharacterViolation(byteOffset: place, codePoint: $0) }
        case nil:
            if !isAllowedByICU(value) { askICU(value, limit: 1) { first = $0 } }
        }
        return first
    }

    /// As ``firstViolation(in:)-(UnsafeRawBufferPointer)``.
    public func firstViolation(in value: [UInt8]) -> CharacterViolation? {
        value.withUnsafeBytes { firstViolation(in: $0) }
    }

    /// How many characters the list does not have.
    public func violationCount(in value: UnsafeRawBufferPointer) -> Int {
        var count = 0
        forEachViolation(in: value) { _ in count += 1 }
        return count
    }

    /// Calls `body` for each character that the list does not have, in order.
    ///
    /// - Parameter limit: the most calls; default all.
    public func forEachViolation(
        in value: UnsafeRawBufferPointer, limit: Int = .max,
        _ body: (CharacterViolation) -> Void
    ) {
        if let firstRefused = readWithoutContext(value) {
            var left = limit
            var walk = UTF8Walk(UnsafeRawBufferPointer(rebasing: value[firstRefused...]))
            var offset = 0
            while left > 0, let codePoint = walk.next() {
                if table[codePoint] == Self.refused {
                    body(CharacterViolation(
                        byteOffset: firstRefused + offset, codePoint: codePoint))
                    left -= 1
                }
                offset = walk.offset
            }
        } else if !isAllowedByICU(value) {
            askICU(value, limit: limit, body)
        }
    }

    /// Where the first refused character stands when no character needs its context (the end when
    /// there is none); nil when one does.
    private func readWithoutContext(_ value: UnsafeRawBufferPointer) -> Int? {
        let ascii = table.firstBlock
        var walk = UTF8Walk(value)
        var first = value.count
        while walk.offset < value.count {
            let offset = walk.offset
            guard let codePoint = walk.next() else { break }
            let number = codePoint < 0x80 ? ascii[Int(codePoint)] : table[codePoint]
            if number == 0 { continue }
            if number == Self.needsContext { return nil }
            if offset < first { first = offset }
        }
        return first
    }

    private func isAllowedByICU(_ value: UnsafeRawBufferPointer) -> Bool {
        withComposedUnits(of: value) { list.span($0, from: 0) == $0.count }
    }

    /// The plain reading: NFC, then the longest run of the set's elements, again after each
    /// violation.
    private func askICU(
        _ value: UnsafeRawBufferPointer, limit: Int, _ body: (CharacterViolation) -> Void
    ) {
        let text = ComposedText(value)
        text.units.withUnsafeBufferPointer { units in
            var place = 0
            var left = limit
            while left > 0 {
                place += list.span(units, from: place)
                guard place < units.count else { return }
                let isPair = units[place] & 0xFC00 == 0xD800 && place + 1 < units.count
                let codePoint =
                    isPair
                    ? (UInt32(units[place]) - 0xD7C0) << 10 | UInt32(units[place + 1]) & 0x3FF
                    : UInt32(units[place])
                body(CharacterViolation(byteOffset: text.offsets[place], codePoint: codePoint))
                place += isPair ? 2 : 1
                left -= 1
            }
        }
    }

    /// spec/csv-upload.md §6.10, letter by letter: its holes (`ñ`, `Â`, the apostrophe, the comma)
    /// are Segment's.
    private static let publishedPattern = #"""
        [\u0020A-Za-z0-9!@#\$%\^\&*()_+\-=\[\]\{\}\:\\|.`~<>/?
        \u00C0\u00C1\u00C3-\u00D0\u00D2-\u00D6\u00D8-\u00F0\u00F2-\u00F6\u00F8-\u0101
        \u0106\u0107\u010A-\u010F\u0112\u0113\u0116-\u011B\u011E-\u0121\u0126-\u012B\u012E\u012F
        \u0131\u0136\u0137\u013B-\u013E\u0141\u0142
        \u014C\u014D\u0152\u0153\u0158-\u015B\u015E-\u0161\u0164\u0165\u0168-\u016B\u016E-\u0171
        \u0174-\u017E\u01AE\u01CD-\u01D4\u0218-\u021B
        \u024C\u027D\u0288\u1E0C\u1E0D\u1E24\u1E25\u1E40\u1E41\u1E5A\u1E5B\u1E62\u1E63\u1E6C\u1E6D
        \u1E92\u1E93\u1E9E\u1EBC\u1EBD
        {\u0067\u035F\u0068}{\u006B\u035F\u0068}{\u0047\u035F\u0048}{\u004B\u035F\u0048}
        {\u0068\u0324}{\u0073\u0324}{\u0074\u0324}{\u007A\u0324}
        {\u0048\u0324}{\u0053\u0324}{\u0054\u0324}{\u006C\u0325}{\u0072\u0325}{\u004C\u0325}
        {\u0052\u0325}{\u006D\u0310}{\u004D\u0310}{\u0073\u0331}{\u0053\u0331}]
        """#
}
