internal import IdentityResolution
internal import RollcallCSV

/// Columns with a meaning: identifiers, typed values, required ones.
extension RowPass {
    /// Goes through the columns that ask more of a value than its characters.
    ///
    /// - Parameter isPlain: whether the plain identifiers ask for nothing.
    /// - Returns: whether the row may become a message, errors aside.
    @inline(__always)
    mutating func checkValues(
        isPlain: Bool, _ record: RecordWalker, _ chunk: RecordChunk
    ) -> Bool {
        let values = values
        let checks = checks
        var people = isPlain ? nullPeople.union(plainPeople) : nullPeople
        hasBlocked = false
        if isPlain, plainCount == checkCount {
            return people == [.person, .uploadPerson] || nameless(people, chunk)
        }
        for index in 0..<checkCount where !isPlain || !checks[index].isPlain {
            let column = checks[index].column
            let needs = checks[index].needs
            var length = Int(values.lengths[column])
            if length > 0 {
                people.formUnion(needs.intersection(.uploadPerson))
            }
            let slot = checks[index].slot
            if slot >= 0 {
                if length > 0 {
                    let start = values.starts[column]
                    if checks[index].blocked.mayBlock(start, count: length),
                        blocked.isBlocked(start, count: length, rule: checks[index].rule)
                    {
                        foundBlocked(checks[index], record, chunk)
                        length = 0
                    } else {
                        people.formUnion(needs.intersection(.person))
                        if needs.contains(.email), RowKernel.hasCapital(start, count: length) {
                            foundCapital(checks[index], record, chunk)
                        }
                        if needs.contains(.form) { inspectForm(checks[index], record, chunk) }
                    }
                } else if needs.contains(.required) {
                    foundValueProblem(.requiredValue, checks[index], record, chunk)
                }
                values.slotLengths[slot] = UInt32(truncatingIfNeeded: length)
            } else if length == 0 {
                if needs.contains(.required) {
                    foundValueProblem(.requiredValue, checks[index], record, chunk)
                }
            } else if checks[index].grammar != .text, !isTyped(checks[index]) {
                foundValueProblem(.invalidValue, checks[index], record, chunk)
            }
        }
        return people == [.person, .uploadPerson] || nameless(people, chunk)
    }

    private mutating func nameless(_ people: ColumnCheck.Needs, _ chunk: RecordChunk) -> Bool {
        noteNameless(
            people: people.contains(.person), uploadPeople: people.contains(.uploadPerson), chunk)
    }

    /// - Returns: whether the row may become a message: it has an identifier, or needs none.
    @inline(never)
    private mutating func noteNameless(people: Bool, uploadPeople: Bool, _ chunk: RecordChunk)
        -> Bool
    {
        var targets: TargetSet = []
        if !people { targets.formUnion(.api) }
        if !uploadPeople { targets.formUnion(.uploaders) }
        targets.formIntersection(identifierTargets)
        if !targets.isEmpty, found(.noIdentifier, targets) {
            let hasNoColumn = !targets.contains(.api) && !map.hasUploadIdentifierColumn
            let kind = hasNoColumn ? "no_column" : hasBlocked ? "blocked" : nil
            show(
                .noIdentifier, targets, chunk, column: nil, byte: recordStart,
                arguments: kind.map { ["kind": $0] } ?? [:], excerpt: nil)
        }
        return people || options.catalogue.allowsAnonymous
    }

    /// Makes values blank that count as none.
    @inline(never)
    mutating func dropNullValues() {
        nullPeople = []
        for index in 0..<checkCount where checks[index].needs.contains(.nullValues) {
            let column = checks[index].column
            let value = values.bytes(column)
            guard !value.isEmpty,
                map.columns[column].nullValues.contains(where: { $0.elementsEqual(value) })
            else { continue }
            values.lengths[column] = 0
            nullPeople.formUnion(checks[index].needs.intersection(.uploadPerson))
        }
    }

    @inline(never)
    private mutating func isTyped(_ check: ColumnCheck) -> Bool {
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
        _ check: ColumnCheck, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        hasBlocked = hasBlocked || check.needs.contains(.person)
        // Where the upload pages read the same identifier from the column they skip the value as
        // well.
        let column = map.columns[check.column]
        let targets: TargetSet = column.meaning == column.uploadMeaning ? .all : .api
        if found(.blockedValue, targets) {
            show(
                .blockedValue, targets, chunk, column: check.column,
                byte: fieldByte(check.column, record, chunk),
                arguments: ["identifier": map.identifiers[check.rule].type],
                excerpt: Excerpt.around(0, in: values.bytes(check.column)))
        }
    }

    @inline(never)
    private mutating func foundCapital(
        _ check: ColumnCheck, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        if found(.caseVariant, .all) {
            show(
                .caseVariant, .all, chunk, column: check.column,
                byte: fieldByte(check.column, record, chunk),
                arguments: ["identifier": map.identifiers[check.rule].type],
                excerpt: Excerpt.around(0, in: values.bytes(check.column)))
        }
    }

    @inline(never)
    private mutating func foundValueProblem(
        _ finding: RowFinding, _ check: ColumnCheck, _ record: RecordWalker,
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
            finding, .api, chunk, column: check.column,
            byte: fieldByte(check.column, record, chunk),
            arguments: arguments, excerpt: Excerpt.around(0, in: values.bytes(check.column)))
    }
}
