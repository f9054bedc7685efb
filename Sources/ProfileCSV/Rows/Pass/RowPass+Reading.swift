internal import IdentifyMessages
internal import IdentityResolution
internal import RollcallCSV

/// From a record to the values of a row: structure, fields, what columns ask of their values.
extension RowPass {
    /// Reads the record at hand and finds what is wrong with it.
    ///
    /// - Returns: whether its values could be read, so that it may become a message.
    @inline(__always)
    mutating func readRow(_ cursor: inout RecordCursor, _ chunk: RecordChunk) -> Bool {
        let count = cursor.fieldCount
        recordStart = cursor.byteRange.lowerBound
        if count != columnCount || cursor.hasFindings {
            guard readStructure(cursor, chunk) else { return false }
        }
        let starts = values.starts
        let lengths = values.lengths
        rewrittenCount = 0
        var index = 0
        while index < count {
            let field = cursor.field(index)
            if let start = cursor.bytes(field).baseAddress { starts[index] = start }
            lengths[index] = UInt32(truncatingIfNeeded: field.count)
            if field.needsAttention { inspect(index, field, &cursor, chunk) }
            index &+= 1
        }
        let isNamed = checkValues(cursor, chunk)
        if options.makesStatistics {
            figures.add(lengths)
            if RowStatistics.isSampled(row: row) { figures.sample(values) }
        }
        if !options.ownRules.isEmpty { applyOwnRules(cursor, chunk) }
        return isNamed
    }

    // MARK: Structure

    /// Findings of the reading, and the number of fields.
    ///
    /// - Returns: whether the fields are what the columns mean.
    @inline(never)
    private mutating func readStructure(
        _ cursor: borrowing RecordCursor, _ chunk: RecordChunk
    ) -> Bool {
        var isReadable = true
        for finding in cursor.findings {
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
                    excerpt: Excerpt.around(finding.byte - recordStart, in: cursor.rawBytes))
            }
        }
        guard isReadable else { return false }
        let count = cursor.fieldCount
        if count == columnCount { return true }
        let finding: RowFinding = count < columnCount ? .tooFewFields : .tooManyFields
        if found(finding, .all) {
            let byte =
                count < columnCount
                ? recordStart : chunk.byteRange.lowerBound + cursor.field(columnCount).offset
            show(
                finding, .all, chunk, column: count < columnCount ? nil : columnCount, byte: byte,
                arguments: ["expected": String(columnCount), "found": String(count)],
                excerpt: Excerpt.around(0, in: cursor.rawBytes))
        }
        return false
    }

    // MARK: Columns with a meaning

    /// Goes through the columns that ask more of a value than its characters.
    ///
    /// - Returns: whether the row may become a message, errors aside.
    @inline(__always)
    private mutating func checkValues(
        _ cursor: borrowing RecordCursor, _ chunk: RecordChunk
    ) -> Bool {
        var people = 0
        var uploadPeople = 0
        hasBlocked = false
        for index in 0..<checkCount {
            let check = checks[index]
            var length = values.lengths[check.column]
            if length > 0, check.isUploadPerson { uploadPeople &+= 1 }
            if check.hasNullValues, length > 0, isNull(check.column) {
                values.lengths[check.column] = 0
                length = 0
            }
            if check.slot >= 0 {
                if length > 0 {
                    let start = values.starts[check.column]
                    if blocked.blocks(start, count: Int(length), rule: check.rule) {
                        foundBlocked(check, cursor, chunk)
                        length = 0
                    } else {
                        people &+= check.isPerson ? 1 : 0
                        if check.isEmail, CapitalLetters.occur(in: start, count: Int(length)) {
                            foundCapital(check, cursor, chunk)
                        }
                    }
                } else if check.isRequired {
                    foundValueProblem(.requiredValue, check, cursor, chunk)
                }
                values.slotLengths[check.slot] = length
            } else if length == 0 {
                if check.isRequired { foundValueProblem(.requiredValue, check, cursor, chunk) }
            } else if check.grammar != .text, !isTyped(check) {
                foundValueProblem(.invalidValue, check, cursor, chunk)
            }
        }
        if people == 0 || uploadPeople == 0 {
            return noteNameless(people: people, uploadPeople: uploadPeople, chunk)
        }
        return true
    }

    /// - Returns: whether the row may become a message: it has an identifier, or needs none.
    @inline(never)
    private mutating func noteNameless(people: Int, uploadPeople: Int, _ chunk: RecordChunk) -> Bool {
        var targets: TargetSet = []
        if people == 0 { targets.formUnion(.api) }
        if uploadPeople == 0 { targets.formUnion(.uploaders) }
        targets.formIntersection(identifierTargets)
        if !targets.isEmpty, found(.noIdentifier, targets) {
            let hasNoColumn = !targets.contains(.api) && !map.hasUploadIdentifierColumn
            let kind = hasNoColumn ? "no_column" : hasBlocked ? "blocked" : nil
            show(
                .noIdentifier, targets, chunk, column: nil, byte: recordStart,
                arguments: kind.map { ["kind": $0] } ?? [:], excerpt: nil)
        }
        return people > 0 || options.catalogue.allowsAnonymous
    }

    @inline(never)
    private func isNull(_ column: Int) -> Bool {
        let value = values.bytes(column)
        return map.columns[column].nullValues.contains { $0.elementsEqual(value) }
    }

    @inline(never)
    private func isTyped(_ check: ColumnCheck) -> Bool {
        let value = values.bytes(check.column)
        switch check.grammar {
        case .text: return true
        case .number: return NumberGrammar.accepts(value)
        case .boolean: return ValueShape.isBoolean(value)
        case .json: return JSONGrammar.form(of: value) != nil
        case .date, .timestamp:
            guard case .date(let format?) = map.columns[check.column].type else {
                return check.grammar == .date
                    ? DateGrammar.accepts(value) : DateGrammar.acceptsTimestamp(value)
            }
            guard let text = format.iso8601(value) else { return false }
            return check.grammar == .date || text.withUnsafeBytes(DateGrammar.acceptsTimestamp)
        }
    }

    @inline(never)
    private mutating func foundBlocked(
        _ check: ColumnCheck, _ cursor: borrowing RecordCursor, _ chunk: RecordChunk
    ) {
        hasBlocked = hasBlocked || check.isPerson
        // Where the upload pages read the same identifier from the column they skip the value as well.
        let column = map.columns[check.column]
        let targets: TargetSet = column.meaning == column.uploadMeaning ? .all : .api
        if found(.blockedValue, targets) {
            show(
                .blockedValue, targets, chunk, column: check.column,
                byte: fieldByte(check.column, cursor, chunk),
                arguments: ["identifier": map.identifiers[check.rule].type],
                excerpt: Excerpt.around(0, in: values.bytes(check.column)))
        }
    }

    @inline(never)
    private mutating func foundCapital(
        _ check: ColumnCheck, _ cursor: borrowing RecordCursor, _ chunk: RecordChunk
    ) {
        if found(.caseVariant, .all) {
            show(
                .caseVariant, .all, chunk, column: check.column,
                byte: fieldByte(check.column, cursor, chunk),
                arguments: ["identifier": map.identifiers[check.rule].type],
                excerpt: Excerpt.around(0, in: values.bytes(check.column)))
        }
    }

    @inline(never)
    private mutating func foundValueProblem(
        _ finding: RowFinding, _ check: ColumnCheck, _ cursor: borrowing RecordCursor,
        _ chunk: RecordChunk
    ) {
        guard found(finding, .api) else { return }
        let column = map.columns[check.column]
        var arguments: [String: String] = [:]
        if finding == .invalidValue {
            arguments["type"] = check.grammar == .timestamp ? "date" : column.type.name
            if case .date(let format?) = column.type { arguments["format"] = format.text }
        }
        show(
            finding, .api, chunk, column: check.column, byte: fieldByte(check.column, cursor, chunk),
            arguments: arguments, excerpt: Excerpt.around(0, in: values.bytes(check.column)))
    }
}
