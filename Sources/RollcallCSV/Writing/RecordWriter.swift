/// Writes records as CSV, with quotes only where the reading needs them.
///
/// ```swift
/// var writer = RecordWriter()
/// writer.append(["name", "note"])
/// writer.append(["Zoë", "says \"hi\", twice"])
/// print(String(decoding: writer.bytes, as: UTF8.self))
/// ```
///
/// What it writes reads back as the same records (design §7), whatever the fields hold: a field with a
/// delimiter, a quote or a line end is quoted; so is a lone empty field, which would read as an empty
/// line, and a first field that would read as a byte order mark. Values are not changed otherwise.
public struct RecordWriter: Sendable {
    /// What ends a record.
    public enum LineEnd: Sendable, Hashable {
        case lf, crlf
    }

    /// All that has been written; take it out with ``take()``.
    public private(set) var bytes: [UInt8] = []

    private let delimiter: UInt8
    private let lineEnd: LineEnd
    /// Fields of the record that is being written.
    private var fields = 0
    private var recordStart = 0
    /// No record has been written yet.
    private var isFirst = true

    /// - Parameter dialect: its delimiter separates the fields; default: the comma.
    public init(dialect: Dialect = Dialect(), lineEnd: LineEnd = .lf) {
        delimiter = dialect.delimiter
        self.lineEnd = lineEnd
    }

    /// Writes a record. A record without fields is not CSV and is left out.
    ///
    /// - Complexity: O(bytes).
    public mutating func append(_ record: some Sequence<some StringProtocol>) {
        for field in record { appendField(utf8: field.utf8) }
        endRecord()
    }

    /// Writes a record of bytes, which should be UTF-8.
    public mutating func append(bytes record: some Sequence<some Collection<UInt8>>) {
        for field in record { appendField(utf8: field) }
        endRecord()
    }

    /// Writes one field of a record; ``endRecord()`` ends it.
    public mutating func appendField(utf8 field: some Collection<UInt8>) {
        if fields > 0 { bytes.append(delimiter) }
        fields += 1
        let looksLikeBOM = isFirst && fields == 1 && field.starts(with: [0xEF, 0xBB, 0xBF])
        guard looksLikeBOM || field.contains(where: needsQuotes) else {
            bytes.append(contentsOf: field)
            return
        }
        bytes.append(0x22)
        for byte in field {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    /// Ends the record whose fields were written one by one.
    public mutating func endRecord() {
        guard fields > 0 else { return }
        if bytes.count == recordStart { bytes.append(contentsOf: [0x22, 0x22]) }
        if lineEnd == .crlf { bytes.append(0x0D) }
        bytes.append(0x0A)
        fields = 0
        recordStart = bytes.count
        isFirst = false
    }

    /// Hands out what has been written so far and goes on with an empty buffer. Between records.
    public mutating func take() -> [UInt8] {
        defer {
            bytes.removeAll(keepingCapacity: true)
            recordStart = 0
        }
        return bytes
    }

    private func needsQuotes(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == 0x22 || byte == 0x0A || byte == 0x0D
    }
}

extension AsyncSequence where Element: Sequence<String> {
    /// Writes records of strings as CSV, piece by piece: what a server sends as a download.
    ///
    /// - Parameter pieceBytes: a piece is handed on when it has so many bytes. Default: 64 KiB.
    public func csvBytes(
        dialect: Dialect = Dialect(), lineEnd: RecordWriter.LineEnd = .lf, pieceBytes: Int = 64 << 10
    ) -> AsyncCSVBytes<Self> {
        AsyncCSVBytes(
            base: self, writer: RecordWriter(dialect: dialect, lineEnd: lineEnd), pieceBytes: pieceBytes)
    }
}

/// CSV written from a stream of records. See
/// ``Swift/AsyncSequence/csvBytes(dialect:lineEnd:pieceBytes:)``.
public struct AsyncCSVBytes<Base: AsyncSequence>: AsyncSequence where Base.Element: Sequence<String> {
    public typealias Element = [UInt8]

    let base: Base
    let writer: RecordWriter
    let pieceBytes: Int

    public func makeAsyncIterator() -> Iterator {
        Iterator(base: base.makeAsyncIterator(), writer: writer, pieceBytes: pieceBytes)
    }

    /// Goes through the pieces once.
    public struct Iterator: AsyncIteratorProtocol {
        var base: Base.AsyncIterator
        var writer: RecordWriter
        let pieceBytes: Int

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(Base.Failure) -> [UInt8]? {
            while writer.bytes.count < pieceBytes, let record = try await base.next(isolation: actor) {
                writer.append(record)
            }
            return writer.bytes.isEmpty ? nil : writer.take()
        }

        public mutating func next() async throws(Base.Failure) -> [UInt8]? {
            try await next(isolation: nil)
        }
    }
}

extension AsyncCSVBytes: Sendable where Base: Sendable {}
