internal import CScan

/// Walks one JSON text, value by value, and checks all of it: grammar, escapes, UTF-8, depth.
///
/// It borrows the text: whoever makes one keeps the text alive. Positions are offsets below 4 GiB,
/// checked once in `init`, so that the arithmetic on them cannot overflow.
package struct JSONScanner {
    private let base: UnsafePointer<UInt8>
    private let count: Int
    package private(set) var at: Int

    /// - Parameter range: the part of `text` to read; offsets stay those of `text`.
    package init(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) throws(MalformedJSON) {
        guard range.upperBound < UInt32.max else { throw MalformedJSON(.tooLarge, byte: 0) }
        guard let start = text.baseAddress, !range.isEmpty, range.upperBound <= text.count else {
            throw MalformedJSON(.unexpectedEnd, byte: range.lowerBound)
        }
        base = start.assumingMemoryBound(to: UInt8.self)
        count = range.upperBound
        at = range.lowerBound
    }

    /// The byte at the place, or NUL, which stands nowhere in JSON, at the end.
    @inline(__always)
    private var current: UInt8 { at < count ? base[at] : 0 }

    @inline(__always)
    package mutating func skipSpace() {
        while true {
            let byte = current
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
                return
            }
            at &+= 1
        }
    }

    /// What is wrong with the byte at the place.
    func surprise() -> MalformedJSON {
        MalformedJSON(at < count ? .unexpectedByte(base[at]) : .unexpectedEnd, byte: at)
    }

    /// Nothing but space up to the end.
    package mutating func end() throws(MalformedJSON) {
        skipSpace()
        if at < count { throw MalformedJSON(.trailingBytes, byte: at) }
    }

    // MARK: Objects and lists

    /// Enters `{` and tells whether a member follows.
    package mutating func openObject() throws(MalformedJSON) -> Bool {
        skipSpace()
        guard current == UInt8(ascii: "{") else {
            throw at < count ? MalformedJSON(.notAnObject, byte: at) : surprise()
        }
        at &+= 1
        skipSpace()
        guard current == UInt8(ascii: "}") else { return true }
        at &+= 1
        return false
    }

    /// The name of a member, up to after its colon.
    @inline(__always)
    package mutating func name() throws(MalformedJSON) -> JSONValue {
        skipSpace()
        guard current == UInt8(ascii: "\"") else { throw surprise() }
        let name = try string()
        skipSpace()
        guard current == UInt8(ascii: ":") else { throw surprise() }
        at &+= 1
        return name
    }

    /// After a member: whether another follows; leaves the object otherwise.
    @inline(__always)
    package mutating func anotherMember() throws(MalformedJSON) -> Bool {
        try another(closing: UInt8(ascii: "}"))
    }

    /// Enters `[` and tells whether an element follows.
    package mutating func openList() throws(MalformedJSON) -> Bool {
        skipSpace()
        guard current == UInt8(ascii: "[") else { throw surprise() }
        at &+= 1
        skipSpace()
        guard current == UInt8(ascii: "]") else { return true }
        at &+= 1
        return false
    }

    @inline(__always)
    package mutating func anotherElement() throws(MalformedJSON) -> Bool {
        try another(closing: UInt8(ascii: "]"))
    }

    @inline(__always)
    private mutating func another(closing: UInt8) throws(MalformedJSON) -> Bool {
        skipSpace()
        let byte = current
        guard byte == UInt8(ascii: ",") || byte == closing else { throw surprise() }
        at &+= 1
        return byte != closing
    }

    // MARK: Values

    /// The kind of the value that follows, by its first byte; nothing is read.
    package mutating func nextIs(_ opening: UInt8) -> Bool {
        skipSpace()
        return current == opening
    }

    /// Any value, checked to its end.
    ///
    /// - Parameter depth: levels of nesting that are still allowed.
    package mutating func value(depth: Int) throws(MalformedJSON) -> JSONValue {
        skipSpace()
        let start = at
        switch current {
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "{"):
            try skipObject(depth)
            return slice(start, .object)
        case UInt8(ascii: "["):
            try skipList(depth)
            return slice(start, .array)
        case UInt8(ascii: "t"):
            try literal("true")
            return slice(start, .true)
        case UInt8(ascii: "f"):
            try literal("false")
            return slice(start, .false)
        case UInt8(ascii: "n"):
            try literal("null")
            return slice(start, .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try number()
            return slice(start, .number)
        default: throw surprise()
        }
    }

    private func slice(_ start: Int, _ kind: JSONValue.Kind) -> JSONValue {
        JSONValue(
            offset: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: at &- start),
            kind: kind)
    }

    private mutating func skipObject(_ depth: Int) throws(MalformedJSON) {
        guard depth > 0 else { throw MalformedJSON(.tooDeep, byte: at) }
        guard try openObject() else { return }
        repeat {
            _ = try name()
            _ = try value(depth: depth - 1)
        } while try anotherMember()
    }

    private mutating func skipList(_ depth: Int) throws(MalformedJSON) {
        guard depth > 0 else { throw MalformedJSON(.tooDeep, byte: at) }
        guard try openList() else { return }
        repeat { _ = try value(depth: depth - 1) } while try anotherElement()
    }

    private mutating func literal(_ word: StaticString) throws(MalformedJSON) {
        for place in 0..<word.utf8CodeUnitCount {
            guard current == word.utf8Start[place] else { throw surprise() }
            at &+= 1
        }
    }

    /// A string at its opening quote.
    @inline(__always)
    mutating func string() throws(MalformedJSON) -> JSONValue {
        at &+= 1
        let start = at
        var high: UInt32 = 0
        at &+= rc_string_span(base + at, count &- at, &high)
        guard current == UInt8(ascii: "\"") else { return try escapedString(start, high) }
        if high != 0 { try checkUTF8(start) }
        let value = slice(start, .string)
        at &+= 1
        return value
    }

    /// The rest of a string that has an escape, or none that it may have.
    private mutating func escapedString(
        _ start: Int, _ before: UInt32
    ) throws(MalformedJSON) -> JSONValue {
        var high = before
        while true {
            guard at < count else { throw MalformedJSON(.unexpectedEnd, byte: at) }
            switch base[at] {
            case UInt8(ascii: "\""):
                if high != 0 { try checkUTF8(start) }
                let value = slice(start, .escapedString)
                at &+= 1
                return value
            case UInt8(ascii: "\\"): try escape()
            default: throw MalformedJSON(.controlCharacter(base[at]), byte: at)
            }
            at &+= rc_string_span(base + at, count &- at, &high)
        }
    }

    private mutating func escape() throws(MalformedJSON) {
        let start = at
        at &+= 1
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at &+= 1
        case UInt8(ascii: "u"):
            at &+= 1
            for _ in 0..<4 {
                guard at < count, JSONText.hexDigit(base[at]) != nil else {
                    throw MalformedJSON(at < count ? .badEscape : .unexpectedEnd, byte: start)
                }
                at &+= 1
            }
        default: throw MalformedJSON(at < count ? .badEscape : .unexpectedEnd, byte: start)
        }
    }

    private func checkUTF8(_ start: Int) throws(MalformedJSON) {
        let bytes = UnsafeRawBufferPointer(start: base + start, count: at &- start)
        if let place = JSONText.firstInvalidUTF8(bytes) {
            throw MalformedJSON(.invalidUTF8, byte: start &+ place)
        }
    }

    /// `-`? int frac? exp?, as RFC 8259 writes it.
    private mutating func number() throws(MalformedJSON) {
        let start = at
        if current == UInt8(ascii: "-") { at &+= 1 }
        if current == UInt8(ascii: "0") {
            at &+= 1
        } else {
            try digits(start)
        }
        if current == UInt8(ascii: ".") {
            at &+= 1
            try digits(start)
        }
        if current | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { at &+= 1 }
            try digits(start)
        }
        // `01` and `1.2.3` are no numbers; what may follow one is for the caller.
        switch current {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
            throw MalformedJSON(.badNumber, byte: start)
        default: return
        }
    }

    private mutating func digits(_ start: Int) throws(MalformedJSON) {
        let first = at
        while case UInt8(ascii: "0")...UInt8(ascii: "9") = current { at &+= 1 }
        if at == first { throw MalformedJSON(.badNumber, byte: start) }
    }
}
