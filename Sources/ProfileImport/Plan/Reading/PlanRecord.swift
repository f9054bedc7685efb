/// One row as the plan keeps it between reading and replaying: its identifiers, the profiles that they
/// may lead to, and, where a profile is known, its traits. Numbers in it are short where they are small,
/// seven bits a byte; hashes, times and lengths are words of eight bytes. A record begins and ends with
/// its length, so that a part can be walked backwards.
struct PlanRecord {
    struct Identifier {
        var rule: Int
        var hash: UInt64
        /// Whether another row or a profile may hold it too.
        var isShared: Bool
        var isBlocked: Bool
        /// Where its value lies in the part.
        var value: Range<Int>
    }

    struct Trait {
        /// Escapes undone.
        var name: Range<Int>
        /// JSON; empty: remove it.
        var value: Range<Int>
    }

    /// Among the rows of all files, from 0.
    var index = 0
    /// The first row of its group.
    var group = 0
    /// Place of the file, 1-based.
    var file = 0
    /// 1-based.
    var row = 0
    /// Milliseconds since 1970.
    var time = 0
    /// Marks of ``RowGroups``.
    var marks: UInt8 = 0
    /// Whether the group leads to a profile that is there.
    var isKnown = false
    var identifiers: [Identifier] = []
    var profiles: [Int] = []
    var traits: [Trait] = []
    /// For each message of the row the end of its traits.
    var parts: [Int] = []

    var isInCompany: Bool { marks & RowGroups.Mark.inCompany != 0 }

    /// Reads the record that begins at a place.
    ///
    /// - Returns: where the next one begins.
    mutating func read(_ bytes: UnsafePointer<UInt8>, at start: Int) -> Int {
        var reader = WordReader(bytes: bytes, at: start)
        let length = reader.word()
        readHead(&reader)
        identifiers.removeAll(keepingCapacity: true)
        for _ in 0..<reader.short() {
            let head = reader.short()
            let hash = UInt64(bitPattern: Int64(reader.word()))
            identifiers.append(
                Identifier(
                    rule: head >> 2, hash: hash, isShared: head & 1 == 1, isBlocked: head & 2 == 2,
                    value: reader.range()))
        }
        profiles.removeAll(keepingCapacity: true)
        for _ in 0..<reader.short() { profiles.append(reader.short()) }
        parts.removeAll(keepingCapacity: true)
        for _ in 0..<reader.short() { parts.append(reader.short()) }
        traits.removeAll(keepingCapacity: true)
        for _ in 0..<(parts.last ?? 0) {
            traits.append(Trait(name: reader.range(), value: reader.range()))
        }
        return start + length
    }

    /// Reads only what stands before the identifiers.
    mutating func readHead(_ bytes: UnsafePointer<UInt8>, at start: Int) {
        var reader = WordReader(bytes: bytes, at: start + 8)
        readHead(&reader)
    }

    private mutating func readHead(_ reader: inout WordReader) {
        index = reader.short()
        group = reader.short()
        file = reader.short()
        row = reader.short()
        time = reader.word()
        let flags = reader.short()
        marks = UInt8(truncatingIfNeeded: flags)
        isKnown = flags >> 8 & 1 == 1
    }

    /// The bytes of the record that begins at a place.
    static func length(of bytes: UnsafePointer<UInt8>, at start: Int) -> Int {
        var reader = WordReader(bytes: bytes, at: start)
        return reader.word()
    }

    /// Where the record begins that ends at a place.
    static func start(of bytes: UnsafePointer<UInt8>, endingAt end: Int) -> Int {
        var reader = WordReader(bytes: bytes, at: end - 8)
        return end - reader.word()
    }
}

/// Reads what ``WordWriter`` wrote.
private struct WordReader {
    let bytes: UnsafePointer<UInt8>
    var at: Int

    mutating func word() -> Int {
        let word = UnsafeRawPointer(bytes + at).loadUnaligned(as: Int64.self)
        at += 8
        return Int(Int64(littleEndian: word))
    }

    mutating func short() -> Int {
        var word = 0
        var shift = 0
        while case let byte = bytes[at], byte >= 0x80 {
            word |= Int(byte & 0x7F) &<< shift
            shift &+= 7
            at &+= 1
        }
        word |= Int(bytes[at]) &<< shift
        at &+= 1
        return word
    }

    mutating func range() -> Range<Int> {
        let count = short()
        at += count
        return at - count..<at
    }
}

/// Writes records.
struct WordWriter {
    private(set) var bytes: [UInt8] = []
    private var start = 0

    mutating func begin() {
        start = bytes.count
        word(0)
    }

    mutating func word(_ word: Int) {
        withUnsafeBytes(of: Int64(word).littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A number that is not negative and mostly small.
    mutating func short(_ number: Int) {
        var rest = UInt(bitPattern: number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func value(_ value: some Collection<UInt8>) {
        short(value.count)
        bytes.append(contentsOf: value)
    }

    /// Ends the record: its length stands at both ends.
    mutating func end() {
        let length = bytes.count - start + 8
        word(length)
        withUnsafeBytes(of: Int64(length).littleEndian) { word in
            for (place, byte) in word.enumerated() { bytes[start + place] = byte }
        }
    }
}
