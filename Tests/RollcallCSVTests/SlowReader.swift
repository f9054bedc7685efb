import RollcallCSV

/// The referee (design §9, invariant 8): reads a whole input by the letter of design §7, one byte after
/// the other, with none of the engine's means. Slow and plain on purpose.
struct SlowReader {
    struct ReadField: Equatable {
        /// The field's bytes as they stand, outer quotes included.
        var raw: [UInt8]
        /// What it means: outer quotes off, doubled quotes single. Nil where the quoting is broken.
        var value: [UInt8]?
        var isQuoted = false
        var isEscaped = false
    }

    struct ReadRecord: Equatable {
        var start: Position
        var byteRange: Range<Int>
        var fields: [ReadField]
        var findings: [Finding]
    }

    var records: [ReadRecord] = []
    var emptyLines = 0
    var lineEndings = LineEndings()
    var hasBOM = false

    private let bytes: [UInt8]
    private let delimiter: UInt8
    private let limits: ReadLimits
    private var place = 0
    private var line = 1
    private var findings: [Finding] = []

    init(_ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ","), limits: ReadLimits = ReadLimits()) {
        self.bytes = bytes
        self.delimiter = delimiter
        self.limits = limits
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            hasBOM = true
            place = 3
        }
        while place < bytes.count {
            if isLineEnd(place) {
                emptyLines += 1
                takeLineEnd()
            } else {
                readRecord()
            }
        }
    }

    private func isLineEnd(_ index: Int) -> Bool {
        bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r")
    }

    private mutating func takeLineEnd() {
        if bytes[place] == UInt8(ascii: "\n") {
            lineEndings.insert(.lf)
        } else if place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "\n") {
            lineEndings.insert(.crlf)
            place += 1
        } else {
            lineEndings.insert(.cr)
        }
        place += 1
        line += 1
    }

    private mutating func readRecord() {
        let number = records.count + 1
        let start = Position(
            byte: place, line: line, record: number, sheetRow: number + emptyLines)
        findings = []
        var fields: [ReadField] = []
        var tooManyAt: Int?
        while true {
            if fields.count == limits.maxFields { tooManyAt = place }
            fields.append(readField(record: number, index: fields.count))
            if place < bytes.count, bytes[place] == delimiter {
                place += 1
                continue
            }
            break
        }
        let range = start.byte..<place
        let inside = bytes[range]
        for index in inside.indices where isLineEnd(index) {
            let isSecond = bytes[index] == UInt8(ascii: "\n") && index > range.lowerBound
                && bytes[index - 1] == UInt8(ascii: "\r")
            if !isSecond { line += 1 }
        }
        if place < bytes.count { takeLineEnd() }
        var limited: [Finding] = []
        if range.count > limits.maxRecordBytes {
            limited.append(Finding(kind: .recordTooLong, byte: start.byte, record: number, field: 0))
        }
        if let tooManyAt {
            limited.append(
                Finding(
                    kind: .tooManyFields, byte: tooManyAt, record: number, field: limits.maxFields))
        }
        if !limited.isEmpty {
            fields = []
            findings = findings.filter { $0.kind == .unterminatedQuote } + limited
        }
        findings.sort { ($0.byte, $0.kind.rawValue) < ($1.byte, $1.kind.rawValue) }
        records.append(
            ReadRecord(start: start, byteRange: range, fields: fields, findings: findings))
    }

    private mutating func readField(record: Int, index: Int) -> ReadField {
        let start = place
        var value: [UInt8]? = []
        var isQuoted = false
        var isEscaped = false
        func note(_ kind: Finding.Kind, _ byte: Int) -> Finding {
            Finding(kind: kind, byte: byte, record: record, field: index)
        }
        if place < bytes.count, bytes[place] == UInt8(ascii: "\""), delimiter != bytes[place] {
            isQuoted = true
            place += 1
            while true {
                if place == bytes.count {
                    findings.append(note(.unterminatedQuote, start))
                    value = nil
                    break
                }
                if bytes[place] != UInt8(ascii: "\"") {
                    value?.append(bytes[place])
                    place += 1
                } else if place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "\"") {
                    value?.append(bytes[place])
                    isEscaped = true
                    place += 2
                } else {
                    place += 1
                    break
                }
            }
            if place < bytes.count, bytes[place] != delimiter, !isLineEnd(place) {
                findings.append(note(.textAfterQuote, place))
                value = nil
                while place < bytes.count, bytes[place] != delimiter, !isLineEnd(place) { place += 1 }
            }
        } else {
            while place < bytes.count, bytes[place] != delimiter, !isLineEnd(place) {
                if bytes[place] == UInt8(ascii: "\""), !findings.contains(where: { $0.field == index }) {
                    findings.append(note(.strayQuote, place))
                }
                value?.append(bytes[place])
                place += 1
            }
        }
        let raw = Array(bytes[start..<place])
        if let invalid = Self.firstInvalidUTF8(raw) {
            findings.append(note(.invalidUTF8, start + invalid))
        }
        return ReadField(raw: raw, value: value, isQuoted: isQuoted, isEscaped: isEscaped)
    }

    /// Offset of the first ill-formed sequence, as the standard library's decoder sees it.
    static func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar): offset += scalar.count
            case .error: return offset
            case .emptyInput: return nil
            }
        }
    }

    /// Whether a field's content asks for a second look, by the words of ``Field/needsAttention``.
    static func needsAttention(_ field: ReadField) -> Bool {
        guard field.value != nil else { return true }
        let content = field.isQuoted ? Array(field.raw.dropFirst().dropLast()) : field.raw
        let space = UInt8(ascii: " ")
        return content.contains { !plain.contains($0) } || content.first == space
            || content.last == space || zip(content, content.dropFirst()).contains { $0 == (space, space) }
    }

    private static let plain = Set(
        " ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*()_+-=[]{}:\\|.`~<>/?".utf8)
}
