internal import RollcallCSV

/// From a record to the values of a row: structure, fields, marks.
extension RowPass {
    /// Reads the record at hand and finds what is wrong with it.
    ///
    /// - Returns: whether its values could be read, so that it may become a message.
    @inline(__always)
    mutating func readRow(
        _ record: RecordWalker, _ marks: inout MarkWalker, _ chunk: RecordChunk
    ) -> Bool {
        recordStart = chunk.byteRange.lowerBound &+ record.start
        let count = record.fieldCount
        if count != columnCount || record.passed == nextFinding || !findings.isEmpty {
            guard readStructure(record, chunk) else {
                marks.skip(to: record.end &+ 1)
                return false
            }
        }
        var look: RowKernel.Look
        if marks.offset > record.end, !hasNullValues {
            look = kernel.readAndLook(
                record.base, ends: record.fieldEnds, picked: record.firsts, start: record.start)
        } else {
            kernel.readFields(
                record.base, ends: record.fieldEnds, picked: record.firsts, start: record.start)
            if marks.offset <= record.end {
                rewrittenCount = 0
                readMarks(record, &marks, chunk)
            }
            if hasNullValues { dropNullValues() }
            look = kernel.look()
        }
        let isNamed = checkValues(isPlain: !look.asks, record, chunk)
        isReadable = true
        if options.looksForSuspicions {
            inspectSuspects(SuspectKinds(rawValue: look.kinds), record, chunk)
        }
        if options.makesStatistics {
            figures.addRow()
            if figures.isSampled(row: row) { figures.sample(values, row: row) }
        }
        if hasOwnRules { applyOwnRules(record, chunk) }
        return isNamed
    }

    /// Looks at the marked characters of the row, field by field.
    @inline(__always)
    private mutating func readMarks(
        _ record: RecordWalker, _ marks: inout MarkWalker, _ chunk: RecordChunk
    ) {
        let ends = record.fieldEnds
        let base = record.base
        let table = classTable
        var index = 0
        while marks.offset <= record.end {
            while Int(ends[index]) < marks.offset { index &+= 1 }
            let start = values.starts[index] - base
            let stop = start &+ Int(values.lengths[index])
            let end = Int(ends[index])
            var seen: UInt16 = 0
            repeat {
                let offset = marks.offset
                // The scan may also mark a space beside a doubled quote, so the neighbour decides.
                if offset >= stop {
                    // The closing quote or the field's end bears the mark of a space before it.
                    if stop > start, base[stop &- 1] == 0x20 {
                        seen |= FieldClasses.trailingSpace.rawValue
                    }
                } else if base[offset] == 0x20 {
                    if offset == start {
                        seen |= FieldClasses.leadingSpace.rawValue
                    } else if base[offset &- 1] == 0x20 {
                        seen |= FieldClasses.doubleSpace.rawValue
                    }
                } else {
                    seen |= FieldClasses.of(base, at: offset, table.classes)
                }
                marks.next()
            } while marks.offset <= end
            if seen != 0 { inspect(index, FieldClasses(rawValue: seen), record, chunk) }
        }
    }

    // MARK: Structure

    /// Findings of the reading, and the number of fields.
    ///
    /// - Returns: whether the fields are what the columns mean.
    @inline(never)
    private mutating func readStructure(_ record: RecordWalker, _ chunk: RecordChunk) -> Bool {
        var isReadable = true
        findings = takeFindings(record, chunk)
        for finding in findings {
            let kind: RowFinding
            switch finding.kind {
            case .strayQuote: kind = .strayQuote
            case .invalidUTF8: kind = .invalidUTF8
            case .textAfterQuote: kind = .textAfterQuote
            case .unterminatedQuote: kind = .unterminatedQuote
            case .recordTooLong: kind = .recordTooLong
            case .tooManyFields: kind = .tooManyFields
            }
            if kind != .strayQuote && kind != .invalidUTF8 { isReadable = false }
            if found(kind, .all) {
                show(
                    kind, .all, chunk, column: min(finding.field, columnCount), byte: finding.byte,
                    arguments: kind == .textAfterQuote && ranOn(record, to: finding.byte)
                        ? ["ran_on": "true"] : [:],
                    excerpt: isReadable || kind == .textAfterQuote
                        ? Excerpt.around(finding.byte - recordStart, in: record.rawBytes) : nil)
            }
        }
        guard isReadable else { return false }
        let count = record.fieldCount
        if count == columnCount { return true }
        let finding: RowFinding = count < columnCount ? .tooFewFields : .tooManyFields
        if found(finding, .all) {
            let byte =
                count < columnCount
                ? recordStart
                : chunk.byteRange.lowerBound
                    + (columnCount > 0 ? record.fieldEnd(columnCount - 1) + 1 : 0)
            var arguments = ["expected": String(columnCount), "found": String(count)]
            if finding == .tooManyFields, isBlank(record, from: byte) { arguments["rest"] = "blank" }
            show(
                finding, .all, chunk, column: count < columnCount ? nil : columnCount, byte: byte,
                arguments: arguments,
                excerpt: Excerpt.around(0, in: record.rawBytes))
        }
        return false
    }

    /// Whether nothing but delimiters and spaces is left of a record.
    private func isBlank(_ record: RecordWalker, from byte: Int) -> Bool {
        record.rawBytes.dropFirst(byte - recordStart).allSatisfy { ", ;|\t".utf8.contains($0) }
    }

    /// Whether a line ends inside the record before a byte.
    private func ranOn(_ record: RecordWalker, to byte: Int) -> Bool {
        record.rawBytes.prefix(max(0, byte - recordStart)).contains { $0 == 0x0A || $0 == 0x0D }
    }

    /// The findings of the record at hand, and where the next ones are.
    mutating func takeFindings(_ record: RecordWalker, _ chunk: RecordChunk) -> ArraySlice<Finding>
    {
        let number = chunk.firstRecord + record.passed - 1
        let first = passedFindings
        guard record.passed == nextFinding else { return [] }
        while passedFindings < chunk.findings.count, chunk.findings[passedFindings].record == number
        {
            passedFindings += 1
        }
        findNextFinding(chunk)
        return chunk.findings[first..<passedFindings]
    }

    /// Notes which record of the chunk has the next finding; 0 if none.
    mutating func findNextFinding(_ chunk: RecordChunk) {
        nextFinding =
            passedFindings < chunk.findings.count
            ? chunk.findings[passedFindings].record - chunk.firstRecord + 1 : 0
    }
}
