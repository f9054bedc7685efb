/// One JSON value of RFC 8259 with at most 32 levels of objects and lists (design §3).
///
/// The value goes into the message byte for byte but for the white space between its parts, which
/// is left out: a line break there would split a message that is printed as one line. What a
/// service could not carry although the grammar takes it is refused as well: an escaped NUL and
/// half of a surrogate pair.
package enum JSONGrammar {
    /// Levels of objects and lists.
    package static let maxDepth = 32

    package enum Form {
        /// No white space between the parts: can be copied as it is.
        case compact
        /// `minify` must be used.
        case spaced
    }

    /// The form of the one value that `bytes` are; `nil` where they are anything else.
    /// Complexity: O(bytes), no recursion, no allocation.
    package static func form(of bytes: UnsafeRawBufferPointer) -> Form? {
        var reader = Reader(bytes: bytes)
        guard reader.readValue() else { return nil }
        return reader.hasSpace ? .spaced : .compact
    }

    /// Hands on the pieces of a valid value between which white space stood.
    package static func minify(
        _ bytes: UnsafeRawBufferPointer, _ piece: (UnsafeRawBufferPointer) -> Void
    ) {
        var start = 0
        var isInString = false
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if isInString {
                if byte == UInt8(ascii: "\\") {
                    at += 1
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if Reader.isSpace(byte) {
                if at > start { piece(UnsafeRawBufferPointer(rebasing: bytes[start..<at])) }
                start = at + 1
            }
            at += 1
        }
        if bytes.count > start { piece(UnsafeRawBufferPointer(rebasing: bytes[start...])) }
    }
}

extension JSONGrammar {
    /// Walks one value with a bit per open level (1: object), so hostile nesting costs no stack.
    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var at = 0
        var hasSpace = false
        private var depth = 0
        private var objects: UInt64 = 0

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        static func isSpace(_ byte: UInt8) -> Bool {
            byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
        }

        mutating func readValue() -> Bool {
            skipSpace()
            while true {
                guard let byte = peek() else { return false }
                switch byte {
                case UInt8(ascii: "{"):
                    guard open(isObject: true) else { return false }
                    if take(UInt8(ascii: "}")) {
                        close()
                    } else {
                        guard readName() else { return false }
                        continue
                    }
                case UInt8(ascii: "["):
                    guard open(isObject: false) else { return false }
                    if !take(UInt8(ascii: "]")) { continue }
                    close()
                default:
                    guard readScalar(byte) else { return false }
                }
                guard let isDone = afterValue() else { return false }
                if isDone { return at == bytes.count }
            }
        }

        /// Closes what ends here and goes on to the next value. `true` after the outermost value.
        private mutating func afterValue() -> Bool? {
            while true {
                skipSpace()
                if depth == 0 { return true }
                let isObject = objects & 1 == 1
                if take(UInt8(ascii: ",")) {
                    if isObject { return readName() ? false : nil }
                    return peek() == UInt8(ascii: "]") ? nil : false
                }
                guard take(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return nil }
                close()
            }
        }

        private mutating func open(isObject: Bool) -> Bool {
            guard depth < JSONGrammar.maxDepth else { return false }
            depth += 1
            objects = objects << 1 | (isObject ? 1 : 0)
            at += 1
            skipSpace()
            return true
        }

        private mutating func close() {
            depth -= 1
            objects >>= 1
        }

        /// A member's name, its colon and the space around them.
        private mutating func readName() -> Bool {
            guard peek() == UInt8(ascii: "\""), readString() else { return false }
            skipSpace()
            return take(UInt8(ascii: ":"))
        }

        private mutating func readScalar(_ first: UInt8) -> Bool {
            switch first {
            case UInt8(ascii: "\""): return readString()
            case UInt8(ascii: "t"): return readWord("true")
            case UInt8(ascii: "f"): return readWord("false")
            case UInt8(ascii: "n"): return readWord("null")
            default:
                guard let end = NumberGrammar.end(of: bytes, from: at) else { return false }
                at = end
                return true
            }
        }

        private mutating func readWord(_ word: StaticString) -> Bool {
            guard bytes.count - at >= word.utf8CodeUnitCount else { return false }
            for index in 0..<word.utf8CodeUnitCount where bytes[at + index] != word.utf8Start[index]
            {
                return false
            }
            at += word.utf8CodeUnitCount
            return true
        }

        private mutating func readString() -> Bool {
            at += 1
            while let byte = peek() {
                at += 1
                if byte == UInt8(ascii: "\"") { return true }
                if byte < 0x20 { return false }
                if byte == UInt8(ascii: "\\"), !readEscape() { return false }
            }
            return false
        }

        private mutating func readEscape() -> Bool {
            guard let byte = peek() else { return false }
            at += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
                UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                return true
            case UInt8(ascii: "u"):
                guard let unit = readHex(), unit != 0, !(0xDC00...0xDFFF).contains(unit) else {
                    return false
                }
                guard (0xD800...0xDBFF).contains(unit) else { return true }
                guard take(UInt8(ascii: "\\"), thenSpace: false),
                    take(UInt8(ascii: "u"), thenSpace: false), let low = readHex()
                else { return false }
                return (0xDC00...0xDFFF).contains(low)
            default: return false
            }
        }

        private mutating func readHex() -> UInt16? {
            guard bytes.count - at >= 4 else { return nil }
            var unit: UInt16 = 0
            for index in at..<(at + 4) {
                let byte = bytes[index]
                let digit: UInt8
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
                case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
                case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
                default: return nil
                }
                unit = unit << 4 | UInt16(digit)
            }
            at += 4
            return unit
        }

        private func peek() -> UInt8? { at < bytes.count ? bytes[at] : nil }

        private mutating func take(_ byte: UInt8, thenSpace: Bool = true) -> Bool {
            guard peek() == byte else { return false }
            at += 1
            if thenSpace { skipSpace() }
            return true
        }

        private mutating func skipSpace() {
            while at < bytes.count, Self.isSpace(bytes[at]) {
                at += 1
                hasSpace = true
            }
        }
    }
}
