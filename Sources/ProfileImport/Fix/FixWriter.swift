internal import IdentityResolution
internal import ProfileCSV
internal import RollcallCSV

/// Writes the corrected copy record by record: UTF-8, commas, LF, no byte order mark. A record in
/// which nothing is to be mended is copied as it stands where commas part it already.
struct FixWriter {
    private let columns: [HeaderMender.Column]
    private let names: [[UInt8]]
    private let isIdentifier: [Bool]
    private let mender: FieldMender
    private let mends: Mends
    private let keepsText: Bool
    private let keepsColumns: Bool
    private var writer = RecordWriter()
    /// Written and not yet taken.
    private(set) var bytes: [UInt8] = []
    private(set) var changes: [FieldChange] = []
    /// Whether a record could not be copied: it was too large to be read, or a quotation mark that is
    /// never closed makes all that follows part of it.
    private(set) var hasLostRecord = false

    /// - Parameters:
    ///   - map: the source's header.
    ///   - columns: the copy's.
    init(
        _ map: ColumnMap, columns: [HeaderMender.Column], configuration: SpaceConfiguration,
        target: Target, mends: Mends, dialect: Dialect
    ) {
        self.columns = columns
        self.mends = mends
        names = map.columns.map(\.header)
        mender = FieldMender(target: target, characters: configuration.characters, mends: mends)
        keepsText = dialect.delimiter == UInt8(ascii: ",")
        keepsColumns = columns.map(\.index) == Array(map.columns.indices)
        let types = Set(configuration.identifiers.map { Array($0.type.utf8) })
        var isIdentifier = map.columns.map { column in
            if case .identifier = column.meaning { return true }
            if case .identifier = column.uploadMeaning { return true }
            return false
        }
        // A header that the mend makes an identifier's is one for its values too.
        for column in columns where types.contains(column.name) {
            isIdentifier[column.index] = true
        }
        self.isIdentifier = isIdentifier
    }

    mutating func writeHeader() {
        for column in columns {
            writer.appendField(utf8: column.name)
            for rule in column.rules {
                note(nil, column.index, rule, names[column.index], column.name)
            }
        }
        let kept = Set(columns.map(\.index))
        for index in names.indices where !kept.contains(index) {
            let isNameless = names[index].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            let isDouble = names[..<index].contains { NFC.areEqual($0, names[index]) }
            let rule = isNameless ? "empty_header" : isDouble ? "duplicate_header" : "mapping"
            note(nil, index, rule, names[index], nil)
        }
        writer.endRecord()
        bytes += writer.take()
    }

    /// Hands out what was written and noted, and goes on empty.
    mutating func take() -> (bytes: [UInt8], changes: [FieldChange]) {
        defer {
            bytes.removeAll(keepingCapacity: true)
            changes.removeAll(keepingCapacity: true)
        }
        return (bytes, changes)
    }

    /// Writes the current record of `cursor`, which is data row `row`.
    mutating func write(_ cursor: inout RecordCursor, row: Int) {
        let isOpen = cursor.findings.contains { $0.kind == .unterminatedQuote }
        guard cursor.fieldCount > 0, !isOpen else {
            hasLostRecord = true
            return
        }
        let misread = misreadFields(cursor)
        let values = mendedValues(&cursor, row: row, except: misread.kept)
        let end = usedFields(&cursor)
        if end < cursor.fieldCount {
            let surplus = Array(repeating: UInt8(ascii: ","), count: cursor.fieldCount - end)
            note(row, end, ProblemCode.parseError.rawValue, surplus, nil)
        }
        let isAsItWas = values.isEmpty && misread.rewritten.isEmpty && end == cursor.fieldCount
        if isAsItWas, keepsText, keepsColumns {
            bytes.append(contentsOf: cursor.rawBytes)
            bytes.append(0x0A)
            return
        }
        for finding in misread.rewritten {
            let code: ProblemCode = finding.kind == .strayQuote ? .strayQuote : .parseError
            let value = [UInt8](cursor.unescaped(cursor.field(finding.field)))
            var quoted = RecordWriter()
            quoted.append(bytes: [value])
            note(row, finding.field, code.rawValue, value, Array(quoted.take().dropLast()))
        }
        // A row that is not as wide as the header keeps all that it has.
        let fields =
            cursor.fieldCount < names.count || end > names.count
            ? Array(0..<end) : columns.map(\.index)
        for index in fields {
            if let value = values[index] {
                writer.appendField(utf8: value)
            } else {
                writer.appendField(utf8: cursor.unescaped(cursor.field(index)))
            }
        }
        writer.endRecord()
        bytes += writer.take()
    }

    // MARK: Fields

    private mutating func mendedValues(
        _ cursor: inout RecordCursor, row: Int, except kept: Set<Int>
    ) -> [Int: [UInt8]] {
        var values: [Int: [UInt8]] = [:]
        for index in 0..<min(cursor.fieldCount, names.count) {
            let field = cursor.field(index)
            guard field.needsAttention, !kept.contains(index) else { continue }
            let value = cursor.unescaped(field)
            guard let mended = mender.mend(value, isIdentifier: isIdentifier[index]) else {
                continue
            }
            let before = [UInt8](value)
            values[index] = mended.value
            for rule in mended.rules { note(row, index, rule, before, mended.value) }
        }
        return values
    }

    /// Fields that count: those beyond the header's last column only as far as one of them is not
    /// blank.
    private func usedFields(_ cursor: inout RecordCursor) -> Int {
        guard cursor.fieldCount > names.count else { return cursor.fieldCount }
        for index in names.count..<cursor.fieldCount {
            guard cursor.unescaped(cursor.field(index)).allSatisfy({ $0 == 0x20 || $0 == 0x09 })
            else {
                return cursor.fieldCount
            }
        }
        return names.count
    }

    /// Fields with quotation marks against the rules: written by them where that is asked for, or
    /// where the record must be written anew anyhow.
    private func misreadFields(
        _ cursor: borrowing RecordCursor
    ) -> (rewritten: [Finding], kept: Set<Int>) {
        guard cursor.hasFindings else { return ([], []) }
        let count = cursor.fieldCount
        let stray = cursor.findings.filter {
            ($0.kind == .textAfterQuote || $0.kind == .strayQuote) && $0.field < count
        }
        let isAsked = mends.contains(.quotes) || !keepsText || !keepsColumns
        return isAsked ? (stray, []) : ([], Set(stray.map(\.field)))
    }

    private mutating func note(
        _ row: Int?, _ column: Int, _ rule: String, _ before: [UInt8], _ after: [UInt8]?
    ) {
        changes.append(
            FieldChange(
                row: row, column: column + 1,
                header: names.indices.contains(column)
                    ? String(decoding: names[column], as: UTF8.self) : nil,
                rule: rule, before: before, after: after))
    }
}
