internal import ProfileCSV
internal import RollcallCSV

/// The rows left out of an import, as two files in the run's folder (design §5).
///
/// `rejects.csv` has the original bytes under the same header and can be imported as it is once the
/// rows are mended. `errors.csv` has the same rows for people, with `row_number`, `error_message`
/// and `error_code` behind them. Both appear only when the pass has ended, and only if there are
/// rows.
struct Rejects: ~Copyable {
    /// What both files need to know about the input.
    struct Form: Sendable {
        /// The header record as it stands in the file; `nil` where the file has none.
        var rawHeader: [UInt8]?
        /// The names of the columns.
        var header: [[UInt8]]
        var dialect: Dialect
        /// Whether messages name the file.
        var hasSeveralFiles: Bool
    }

    private let folder: RunFolder
    private var form: Form
    private let words: ProblemWords
    private var files: Files?

    private struct Files: ~Copyable {
        var rejects: OutputFile
        var errors: OutputFile
    }

    private static let reasonNames =
        ["row_number", "error_message", "error_code"].map { Array($0.utf8) }

    init(_ folder: RunFolder, form: Form, words: ProblemWords) {
        self.folder = folder
        self.form = form
        self.words = words
        // The columns of an earlier `errors.csv` that was mended and imported make way for new ones.
        if form.header.count > Self.reasonNames.count,
            form.header.suffix(Self.reasonNames.count).elementsEqual(Self.reasonNames)
        {
            self.form.header.removeLast(Self.reasonNames.count)
        }
    }

    /// Adds rows of one file, in file order.
    ///
    /// Memory: that of the largest row once more, or of some hundred small ones.
    mutating func add(_ rows: [RejectedRow], file: String) throws(SystemError) {
        guard !rows.isEmpty else { return }
        var writing = try takeFiles()
        var rest = rows[...]
        while !rest.isEmpty {
            var bytes = 0
            let group = rest.prefix { row in
                defer { bytes += row.bytes.count + 1 }
                return bytes < Self.groupBytes
            }
            for row in group where !row.bytes.isEmpty {
                try writing.rejects.write(row.bytes)
                try writing.rejects.write([0x0A])
            }
            try writeErrors(group, to: &writing.errors, file: file)
            rest = rest.dropFirst(group.count)
        }
        files = consume writing
    }

    /// Puts the files in their places; without rows there are none, and old ones go.
    ///
    /// - Returns: whether there are any.
    mutating func commit() throws(SystemError) -> Bool {
        guard var writing = files.take() else {
            try FileSystem.remove(folder.rejectsPath)
            try FileSystem.remove(folder.errorsPath)
            return false
        }
        try writing.rejects.commit()
        try writing.errors.commit()
        return true
    }

    private mutating func takeFiles() throws(SystemError) -> Files {
        if let open = files.take() { return open }
        var new = Files(
            rejects: try OutputFile(folder.rejectsPath), errors: try OutputFile(folder.errorsPath))
        if let header = form.rawHeader {
            try new.rejects.write(header)
            try new.rejects.write([0x0A])
        }
        for name in form.header {
            try write(name, to: &new.errors, isSafe: false)
            try new.errors.write([form.dialect.delimiter])
        }
        try writeReasons(Self.reasonNames, to: &new.errors)
        return new
    }
}

// MARK: - errors.csv

extension Rejects {
    /// Rows that are read together.
    private static let groupBytes = 64 << 10

    /// Reads the rows once more, because what is wanted here is their fields.
    private func writeErrors(
        _ rows: ArraySlice<RejectedRow>, to errors: inout OutputFile, file: String
    ) throws(SystemError) {
        // A record over a limit of the reading was handed on without bytes.
        let readable = rows.filter { !$0.bytes.isEmpty }
        let bytes = readable.reduce(0) { $0 + $1.bytes.count + 1 }
        var limits = ReadLimits()
        limits.maxRecordBytes = max(limits.maxRecordBytes, bytes)
        var cutter = ChunkCutter(
            dialect: form.dialect, limits: limits, chunkBytes: max(64, bytes + 1))
        var source = RowFeed(rows: readable[...])
        var waiting = rows
        reading: while true {
            switch cutter.next() {
            case .needsBytes: cutter.filled(source.fill(cutter.freeSpace))
            case .chunk(let chunk):
                var cursor = chunk.cursor()
                while cursor.next() {
                    while let row = waiting.first, row.bytes.isEmpty {
                        try writeWithoutFields(row, to: &errors, file: file)
                        waiting.removeFirst()
                    }
                    guard let row = waiting.popFirst() else { break }
                    try write(row, &cursor, to: &errors, file: file)
                }
            case .end: break reading
            }
        }
        for row in waiting { try writeWithoutFields(row, to: &errors, file: file) }
    }

    /// A row with exactly as many fields as the header, so that the three columns stand under their
    /// names even where the row is ragged; `rejects.csv` has it as it is.
    private func write(
        _ row: RejectedRow, _ cursor: inout RecordCursor, to errors: inout OutputFile, file: String
    ) throws(SystemError) {
        for index in form.header.indices {
            if index < cursor.fieldCount {
                try write(cursor.unescaped(cursor.field(index)), to: &errors, isSafe: false)
            }
            try errors.write([form.dialect.delimiter])
        }
        try writeReasons(reasons(row, file: file), to: &errors)
    }

    private func writeWithoutFields(
        _ row: RejectedRow, to errors: inout OutputFile, file: String
    ) throws(SystemError) {
        try errors.write(Array(repeating: form.dialect.delimiter, count: form.header.count))
        try writeReasons(reasons(row, file: file), to: &errors)
    }

    private func reasons(_ row: RejectedRow, file: String) -> [[UInt8]] {
        let message = row.problem.arguments["reason"] ?? words.message(row.problem)
        let reasons = [
            String(row.row), form.hasSeveralFiles ? "\(file): \(message)" : message,
            row.problem.code.rawValue,
        ]
        return reasons.map { Array($0.utf8) }
    }

    /// The three last fields and the line's end.
    private func writeReasons(
        _ reasons: [[UInt8]], to errors: inout OutputFile
    ) throws(SystemError) {
        for (index, reason) in reasons.enumerated() {
            if index > 0 { try errors.write([form.dialect.delimiter]) }
            try write(reason, to: &errors, isSafe: true)
        }
        try errors.write([0x0A])
    }

    private func write(
        _ field: [UInt8], to errors: inout OutputFile, isSafe: Bool
    ) throws(SystemError) {
        try field.withUnsafeBufferPointer { bytes throws(SystemError) in
            try write(UnsafeRawBufferPointer(bytes), to: &errors, isSafe: isSafe)
        }
    }

    /// Writes one field, in quotes where it needs them.
    ///
    /// - Parameter isSafe: whether it is text of ours, which no spreadsheet takes for a formula.
    private func write(
        _ field: UnsafeRawBufferPointer, to errors: inout OutputFile, isSafe: Bool
    ) throws(SystemError) {
        let quote = UInt8(ascii: "\"")
        let needsQuotes = field.contains {
            $0 == form.dialect.delimiter || $0 == quote || $0 == 0x0A || $0 == 0x0D
        }
        if needsQuotes { try errors.write([quote]) }
        if !isSafe, Self.looksLikeFormula(field) { try errors.write([UInt8(ascii: "'")]) }
        var rest = field
        while needsQuotes, let next = rest.firstIndex(of: quote) {
            try errors.write(UnsafeRawBufferPointer(rebasing: rest[...next]))
            try errors.write([quote])
            rest = UnsafeRawBufferPointer(rebasing: rest[(next + 1)...])
        }
        try errors.write(rest)
        if needsQuotes { try errors.write([quote]) }
    }

    /// Whether a spreadsheet would take the field for a formula, so that it gets an apostrophe before
    /// it. Numbers and phone numbers are no formulas, whatever their sign, and stay as they are.
    static func looksLikeFormula(_ field: some Collection<UInt8>) -> Bool {
        switch field.first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D:
            true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            !field.dropFirst().allSatisfy { byte in
                (48...57).contains(byte) || " .,-()".utf8.contains(byte)
            }
        default:
            false
        }
    }
}

/// Lends the bytes of rows, each with a line end, piece by piece.
private struct RowFeed {
    var rows: ArraySlice<RejectedRow>
    /// Bytes of the first row that were given already.
    private var given = 0

    init(rows: ArraySlice<RejectedRow>) { self.rows = rows }

    /// - Returns: how many bytes were put into `space`; 0 at the end.
    mutating func fill(_ space: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        while filled < space.count, let row = rows.first {
            let left = row.bytes[given...]
            let count = min(left.count, space.count - filled)
            UnsafeMutableRawBufferPointer(rebasing: space[filled...])
                .copyBytes(from: left.prefix(count))
            filled += count
            given += count
            guard given == row.bytes.count, filled < space.count else { break }
            space[filled] = 0x0A
            filled += 1
            given = 0
            rows.removeFirst()
        }
        return filled
    }
}
