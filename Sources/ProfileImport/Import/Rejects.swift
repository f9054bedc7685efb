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
    mutating func add(_ rows: [RejectedRow], file: String) throws(SystemError) {
        guard !rows.isEmpty else { return }
        var writing = try takeFiles()
        for row in rows where !row.bytes.isEmpty {
            try writing.rejects.write(row.bytes + [UInt8(ascii: "\n")])
        }
        let fields = Self.fields(of: rows, form.dialect)
        for (row, fields) in zip(rows, fields) {
            try writing.errors.write(errorLine(row, fields, file: file))
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
        if let header = form.rawHeader { try new.rejects.write(header + [UInt8(ascii: "\n")]) }
        try new.errors.write(line(form.header.map(Self.spreadsheetSafe) + Self.reasonNames))
        return new
    }

    /// A row with exactly as many fields as the header, so that the three columns stand under their
    /// names even where the row is ragged; `rejects.csv` has it as it is.
    private func errorLine(_ row: RejectedRow, _ fields: [[UInt8]], file: String) -> [UInt8] {
        var fields = Array(fields.prefix(form.header.count))
        fields += Array(repeating: [], count: form.header.count - fields.count)
        let message = row.problem.arguments["reason"] ?? words.message(row.problem)
        let reasons = [
            String(row.row), form.hasSeveralFiles ? "\(file): \(message)" : message,
            row.problem.code.rawValue,
        ]
        return line(fields.map(Self.spreadsheetSafe) + reasons.map { Array($0.utf8) })
    }

    private func line(_ fields: [[UInt8]]) -> [UInt8] {
        var line: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(form.dialect.delimiter) }
            let needsQuotes = field.contains {
                $0 == form.dialect.delimiter || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D
            }
            guard needsQuotes else {
                line += field
                continue
            }
            line.append(UInt8(ascii: "\""))
            for byte in field {
                if byte == UInt8(ascii: "\"") { line.append(byte) }
                line.append(byte)
            }
            line.append(UInt8(ascii: "\""))
        }
        line.append(0x0A)
        return line
    }

    /// The field so that no spreadsheet takes it for a formula: with an apostrophe before it.
    /// Numbers and phone numbers are no formulas, whatever their sign, and stay as they are.
    static func spreadsheetSafe(_ field: [UInt8]) -> [UInt8] {
        switch field.first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D:
            return [UInt8(ascii: "'")] + field
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let isNumber = field.dropFirst().allSatisfy { byte in
                (48...57).contains(byte) || " .,-()".utf8.contains(byte)
            }
            return isNumber ? field : [UInt8(ascii: "'")] + field
        default:
            return field
        }
    }

    /// The fields of each row, quotes undone.
    private static func fields(of rows: [RejectedRow], _ dialect: Dialect) -> [[[UInt8]]] {
        var text: [UInt8] = []
        for row in rows where !row.bytes.isEmpty { text += row.bytes + [0x0A] }
        var records = records(text, dialect)[...]
        return rows.map { $0.bytes.isEmpty ? [] : records.popFirst() ?? [] }
    }

    private static func records(_ text: [UInt8], _ dialect: Dialect) -> [[[UInt8]]] {
        var limits = ReadLimits()
        limits.maxRecordBytes = max(limits.maxRecordBytes, text.count)
        var cutter = ChunkCutter(
            dialect: dialect, limits: limits, chunkBytes: max(64, text.count + 1))
        var rest = text[...]
        var records: [[[UInt8]]] = []
        while true {
            switch cutter.next() {
            case .needsBytes:
                let count = min(rest.count, cutter.freeSpace.count)
                cutter.freeSpace.copyBytes(from: rest.prefix(count))
                cutter.filled(count)
                rest = rest.dropFirst(count)
            case .chunk(let chunk):
                var cursor = chunk.cursor()
                while cursor.next() {
                    records.append(
                        (0..<cursor.fieldCount).map { [UInt8](cursor.unescaped(cursor.field($0))) })
                }
            case .end:
                return records
            }
        }
    }
}
