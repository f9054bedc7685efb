/// The records of a small text, as strings: for configuration files, fixtures and scripts.
///
/// ```swift
/// for record in try Records("name,age\nZoë,7\n") {
///     print(record[0], record[1])
/// }
/// ```
///
/// The text is checked as a whole first, so that the loop itself cannot fail. Everything is held in
/// memory and every field becomes a `String`; for large inputs use ``ChunkCutter``, for streams
/// ``AsyncRecords``.
public struct Records: Sequence, Sendable {
    private let chunks: [RecordChunk]

    /// Reads a text.
    ///
    /// - Throws: ``CSVError`` at the first malformed record. Ragged records are not malformed.
    public init(
        _ text: String, dialect: Dialect = Dialect(), limits: ReadLimits = ReadLimits()
    ) throws(CSVError) {
        try self.init(bytes: Array(text.utf8), dialect: dialect, limits: limits)
    }

    /// Reads bytes that should be UTF-8; a byte order mark is skipped.
    ///
    /// - Throws: ``CSVError`` at the first malformed record, invalid UTF-8 included.
    public init(
        bytes: [UInt8], dialect: Dialect = Dialect(), limits: ReadLimits = ReadLimits()
    ) throws(CSVError) {
        var cutter = ChunkCutter(dialect: dialect, limits: limits)
        var chunks: [RecordChunk] = []
        var rest = bytes[...]
        reading: while true {
            switch cutter.next() {
            case .needsBytes:
                cutter.filled(rest.move(to: cutter.freeSpace))
            case .chunk(let chunk):
                try chunk.refuseMalformed()
                chunks.append(chunk)
            case .end: break reading
            }
        }
        self.chunks = chunks
    }

    public func makeIterator() -> Iterator {
        Iterator(chunks: chunks[...])
    }

    /// Goes through the records in order.
    public struct Iterator: IteratorProtocol {
        private var chunks: ArraySlice<RecordChunk>
        private var records: ArraySlice<[String]> = []

        init(chunks: ArraySlice<RecordChunk>) {
            self.chunks = chunks
        }

        public mutating func next() -> [String]? {
            while records.isEmpty {
                guard let chunk = chunks.popFirst() else { return nil }
                records = chunk.strings()[...]
            }
            return records.popFirst()
        }
    }
}

extension RecordChunk {
    /// All its records as strings; what is not UTF-8 in them becomes U+FFFD.
    func strings() -> [[String]] {
        var strings: [[String]] = []
        strings.reserveCapacity(recordCount)
        var cursor = cursor()
        while cursor.next() {
            var record: [String] = []
            record.reserveCapacity(cursor.fieldCount)
            for index in 0..<cursor.fieldCount {
                record.append(String(decoding: cursor.unescaped(cursor.field(index)), as: UTF8.self))
            }
            strings.append(record)
        }
        return strings
    }

    /// Throws the first finding that makes a record malformed.
    func refuseMalformed() throws(CSVError) {
        if let finding = findings.first(where: \.kind.isMalformation) {
            throw CSVError(finding, in: self)
        }
    }
}

extension ArraySlice<UInt8> {
    /// Moves as many bytes as fit from the front to `space`.
    mutating func move(to space: UnsafeMutableRawBufferPointer) -> Int {
        let part = prefix(space.count)
        space.copyBytes(from: part)
        removeFirst(part.count)
        return part.count
    }
}
