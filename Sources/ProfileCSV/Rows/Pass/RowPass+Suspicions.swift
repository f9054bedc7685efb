internal import IdentifyMessages
internal import IdentityResolution
internal import RollcallCSV

/// A closer look at values that are well-formed and still may do harm: damaged identifiers, phone
/// numbers of another form, tests, formulas, what the law protects.
extension RowPass {
    /// Looks at the values of the row for which their characters do not tell everything.
    @inline(__always)
    ///
    /// - Parameter found: all that they may be.
    mutating func inspectSuspects(
        _ found: SuspectKinds, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        // Tests are counted without a branch once there are enough examples: such rows stand where
        // chance put them.
        let isTest = !found.isDisjoint(with: .testAddress)
        if tally.wantsExamples(of: .testPerson) {
            if !found.isEmpty { inspect(record, chunk) }
        } else {
            tally.add(isTest ? 1 : 0, of: .testPerson, .all)
            if !found.subtracting(.testAddress).isEmpty { inspect(record, chunk, countsTests: !isTest) }
        }
    }

    @inline(never)
    private mutating func inspect(
        _ record: RecordWalker, _ chunk: RecordChunk, countsTests: Bool = true
    ) {
        var isCounted = !countsTests
        for column in 0..<columnCount where suspects.kinds[column] != 0 {
            let kinds = SuspectKinds(rawValue: suspects.kinds[column])
            if !kinds.isDisjoint(with: [.formula, .socialSecurityNumber, .card]) {
                inspectText(kinds, column, record, chunk)
            }
            if !kinds.isDisjoint(with: [.example, .testAddress]), !isCounted {
                isCounted = true
                foundTestPerson(column, record, chunk)
            }
            let slot = Int(suspects.slots[column])
            // A blocked value is left out whatever it is.
            guard slot >= 0, values.slotLengths[slot] > 0 else { continue }
            if !kinds.isDisjoint(with: [.digits, .word, .month]) {
                inspectIdentifier(column, slot, record, chunk)
            }
        }
    }

    private mutating func inspectIdentifier(
        _ column: Int, _ slot: Int, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        let value = values.bytes(column)
        if value.allSatisfy({ $0 &- 0x30 < 10 }) {
            inspectDigits(column, slot, value, record, chunk)
        } else if let damage = IdentifierDamage.of(value) {
            foundDamage(damage, column, record, chunk)
        }
    }

    /// Digits only: the column's other values tell what became of them.
    private mutating func inspectDigits(
        _ column: Int, _ slot: Int, _ value: UnsafeRawBufferPointer, _ record: RecordWalker,
        _ chunk: RecordChunk
    ) {
        let count = value.count
        if doubts.addDigits(slot: slot, count: count, isPadded: value[0] == 0x30) {
            withhold(.digits(count), .leadingZeros, column, record, chunk)
        }
        // Spreadsheets keep 15 digits and write zeros for the others.
        if count >= 16, value[15...].allSatisfy({ $0 == 0x30 }), doubts.addRounded(slot: slot) {
            withhold(.rounded, .rounded, column, record, chunk)
        }
    }

    mutating func foundDamage(
        _ damage: IdentifierDamage, _ column: Int, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        let finding: RowFinding =
            switch damage {
            case .scientific: .damagedScientific
            case .date: .damagedDate
            case .mojibake: .damagedMojibake
            case .cut: .damagedCut
            case .errorText: .damagedErrorText
            case .rounded, .leadingZeros: .damagedScientific
            }
        let targets: TargetSet =
            isIdentifierColumn[column] ? map.targetsOfIdentifier(column) : map.targetsOfText(column)
        guard found(finding, targets) else { return }
        show(
            finding, targets, chunk, column: column, byte: fieldByte(column, record, chunk),
            arguments: damageArguments(damage, column),
            excerpt: Excerpt.around(0, in: values.bytes(column)))
    }

    private func damageArguments(_ damage: IdentifierDamage, _ column: Int) -> [String: String] {
        var arguments = ["kind": damage.rawValue]
        if case .identifier(let rule) = map.columns[column].meaning {
            arguments["identifier"] = map.identifiers[rule].type
        }
        return arguments
    }

    /// Keeps a finding until the whole column is known.
    @inline(never)
    private mutating func withhold(
        _ sign: ColumnDoubt.Sign, _ damage: IdentifierDamage, _ column: Int, _ record: RecordWalker,
        _ chunk: RecordChunk
    ) {
        withheld.append(
            ColumnDoubt(
                column: column, sign: sign,
                problems: options.catalogue.problems(
                    .damagedIdentifier, among: map.targetsOfIdentifier(column),
                    place: place(column, record, chunk), header: header(column),
                    arguments: damageArguments(damage, column),
                    excerpt: Excerpt.around(0, in: values.bytes(column)))))
    }

    // MARK: Account IDs, phone numbers and tests

    @inline(never)
    mutating func inspectForm(
        _ check: ColumnCheck, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        guard check.needs.contains(.person) else { return inspectGroup(check, record, chunk) }
        let expected = options.phoneForm
        let value = values.bytes(check.column)
        // What a spreadsheet made of a number has a warning of its own.
        guard PhoneForm.of(value) != expected, IdentifierDamage.of(value) == nil else { return }
        let targets = map.targetsOfIdentifier(check.column)
        guard found(.phoneFormat, targets) else { return }
        show(
            .phoneFormat, targets, chunk, column: check.column,
            byte: fieldByte(check.column, record, chunk),
            arguments: [
                "expected": expected.rawValue, "identifier": map.identifiers[check.rule].type,
            ],
            excerpt: Excerpt.around(0, in: value))
    }

    /// Segment drops a message with a longer account ID without a word.
    private mutating func inspectGroup(
        _ check: ColumnCheck, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        let value = values.bytes(check.column)
        // No character has less than a byte.
        guard value.count > Limits.maxGroupIDCharacters else { return }
        let characters = UTF16Count.of(value)
        let targets = map.targetsOfIdentifier(check.column)
        guard characters > Limits.maxGroupIDCharacters, found(.identifierTooLong, targets) else {
            return
        }
        show(
            .identifierTooLong, targets, chunk, column: check.column,
            byte: fieldByte(check.column, record, chunk),
            arguments: [
                "identifier": map.identifiers[check.rule].type, "found": String(characters),
                "limit": String(Limits.maxGroupIDCharacters),
            ],
            excerpt: Excerpt.around(0, in: value))
    }

    @inline(never)
    private mutating func foundTestPerson(
        _ column: Int, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        guard found(.testPerson, .all) else { return }
        show(
            .testPerson, .all, chunk, column: column, byte: fieldByte(column, record, chunk),
            excerpt: Excerpt.around(0, in: values.bytes(column)))
    }

    // MARK: Any column

    private mutating func inspectText(
        _ kinds: SuspectKinds, _ column: Int, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        let value = values.bytes(column)
        if kinds.contains(.formula), CellFormula.isFormula(value) {
            foundInText(.formulaCell, column, record, chunk, excerpt: Excerpt.around(0, in: value))
        }
        if kinds.contains(.socialSecurityNumber), RegulatedValues.isSSN(value) {
            foundInText(.socialSecurityNumber, column, record, chunk, arguments: ["kind": "ssn"])
        }
        if kinds.contains(.card) { inspectCard(value, column, record, chunk) }
    }

    private mutating func foundInText(
        _ finding: RowFinding, _ column: Int, _ record: RecordWalker, _ chunk: RecordChunk,
        arguments: [String: String] = [:], excerpt: String? = nil
    ) {
        let targets = map.targetsOfText(column)
        guard found(finding, targets) else { return }
        show(
            finding, targets, chunk, column: column, byte: fieldByte(column, record, chunk),
            arguments: arguments, excerpt: excerpt)
    }

    /// A number that passes for a card: its column decides whether it is one. The number itself is
    /// shown nowhere.
    private mutating func inspectCard(
        _ value: UnsafeRawBufferPointer, _ column: Int, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        let card = RegulatedValues.card(value)
        guard card != .no else { return }
        doubts.addCard(column: column, isValid: card == .valid)
        guard card == .valid, cardExamples < options.maxExamplesPerCode else { return }
        cardExamples += 1
        withheld.append(
            ColumnDoubt(
                column: column, sign: .card,
                problems: options.catalogue.problems(
                    .regulatedData, among: map.targetsOfText(column),
                    place: place(column, record, chunk), header: header(column),
                    arguments: ["kind": "card"])))
    }

    private func place(
        _ column: Int, _ record: RecordWalker, _ chunk: RecordChunk
    ) -> Problem.Place {
        let byte = fieldByte(column, record, chunk)
        let position = chunk.position(ofByte: byte)
        return Problem.Place(
            file: options.file, row: row, sheetRow: position.sheetRow, line: position.line,
            byte: byte, column: column + 1)
    }

    private func header(_ column: Int) -> String {
        String(decoding: map.columns[column].header, as: UTF8.self)
    }
}
