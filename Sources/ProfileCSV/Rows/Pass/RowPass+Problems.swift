internal import IdentifyMessages
internal import RollcallCSV

/// From a finding to a problem with its place: the slow part, for the few that are shown.
extension RowPass {
    /// Counts a finding of the row at hand.
    ///
    /// - Returns: whether `show` must be called for it.
    @inline(__always)
    mutating func found(_ finding: RowFinding, _ targets: TargetSet) -> Bool {
        let answer = tally.count(finding, targets)
        isShown = answer.isShown
        isFirstError = answer.rejects && options.collectsRejects && firstError == nil
        isRejected = isRejected || answer.rejects
        return isShown || isFirstError
    }

    /// Makes the problem of the finding that was just counted.
    ///
    /// - Parameters:
    ///   - column: 0-based.
    ///   - byte: in the whole input.
    @inline(never)
    mutating func show(
        _ finding: RowFinding, _ targets: TargetSet, _ chunk: RecordChunk, column: Int?, byte: Int,
        arguments: [String: String] = [:], excerpt: String?
    ) {
        var place = Problem.Place(
            file: options.file, row: row, byte: byte, column: column.map { $0 + 1 })
        // Finding the line takes a walk through the chunk, so only examples get it.
        if isShown { locate(&place, byte: byte, chunk) }
        var arguments = arguments
        if let kind = finding.kind { arguments["kind"] = kind.rawValue }
        if finding.part != .whole { arguments["part"] = finding.part.rawValue }
        let header = column.flatMap {
            map.columns.indices.contains($0) ? map.columns[$0].header : nil
        }
        for verdict in tally.verdicts(finding, targets) {
            let problem = Problem(
                finding.code, severity: verdict.severity, targets: verdict.targets, place: place,
                header: header.map(ShownName.text), arguments: arguments,
                excerpt: excerpt)
            if isShown { examples.append(problem) }
            if isFirstError, verdict.severity == .error, verdict.targets.contains(.api) {
                firstError = problem
            }
        }
    }

    private func locate(_ place: inout Problem.Place, byte: Int, _ chunk: RecordChunk) {
        let position = chunk.position(ofByte: byte)
        place.sheetRow = position.sheetRow
        place.line = position.line
    }

    /// Where a column's value begins in the input, after its quote.
    func fieldByte(_ column: Int, _ record: RecordWalker, _ chunk: RecordChunk) -> Int {
        let start = record.fieldStart(column)
        let isQuoted = record.base[start] == 0x22 && record.fieldEnd(column) - start >= 2
        return chunk.byteRange.lowerBound + start + (isQuoted ? 1 : 0)
    }

    // MARK: Messages and rejected rows

    @inline(__always)
    mutating func write(_ record: RecordWalker, _ chunk: RecordChunk) {
        let bytes = record.end &- record.start
        let problem =
            options.makesMessages
            ? writer.write(row: row, values, recordBytes: bytes)
            : writer.measure(row: row, values, recordBytes: bytes)
        if let problem {
            foundTooLarge(problem, record, chunk)
        } else if options.makesStatistics, !options.makesMessages, figures.isMeasured(row: row) {
            measureMessages(recordBytes: bytes)
        }
    }

    /// Writes the messages of a row only to know how large they are.
    @inline(never)
    private mutating func measureMessages(recordBytes: Int) {
        guard writer.write(row: row, values, recordBytes: recordBytes) == nil,
            let messages = writer.output.take()
        else { return }
        // A run's own ID is shorter than the longest one there can be, which limits are measured with.
        let spare = max(0, options.messages.runID.utf8.count - Self.usualRunIDBytes)
        figures.addMessages(
            messages.ends.count, bytes: messages.byteCount - spare * messages.ends.count)
    }

    private static var usualRunIDBytes: Int { 24 }

    @inline(never)
    private mutating func foundTooLarge(
        _ tooLarge: TooLarge, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        // No message takes what a spreadsheet cuts off, so nothing that was cut gets past this.
        for column in 0..<columnCount
        where values.lengths[column] >= IdentifierDamage.cellCharacters {
            let characters = UTF16Count.of(values.bytes(column))
            if characters == IdentifierDamage.cellCharacters {
                foundDamage(.cut, column, record, chunk)
            }
        }
        guard found(.messageTooLarge, .api) else { return }
        switch tooLarge {
        case .trait(let column, let bytes):
            show(
                .messageTooLarge, .api, chunk, column: column,
                byte: column.map { fieldByte($0, record, chunk) } ?? recordStart,
                arguments: [
                    "kind": "trait", "limit": String(Limits.maxMessageBytes),
                    "found": String(bytes),
                ],
                excerpt: column.map { Excerpt.around(0, in: values.bytes($0)) })
        case .parts(let count):
            show(
                .messageTooLarge, .api, chunk, column: nil, byte: recordStart,
                arguments: [
                    "kind": "parts", "limit": String(Limits.maxPartsPerRow), "found": String(count),
                ],
                excerpt: nil)
        }
    }

    @inline(never)
    mutating func reject(_ record: RecordWalker, _ outcome: inout ChunkOutcome) {
        outcome.rejectedRowCount += 1
        guard options.collectsRejects, let problem = firstError else { return }
        // The bytes of a record that exceeds a limit were not kept.
        let isKept = !findings.contains { $0.kind == .recordTooLong || $0.kind == .tooManyFields }
        outcome.rejectedRows.append(
            RejectedRow(row: row, bytes: isKept ? [UInt8](record.rawBytes) : [], problem: problem))
        firstError = nil
    }

    // MARK: The server's own rules

    @inline(never)
    mutating func applyOwnRules(_ record: RecordWalker, _ chunk: RecordChunk) {
        let view = RowView(
            number: row, columns: map.columns,
            values: (0..<columnCount).map { [UInt8](values.bytes($0)) })
        var reported: [Problem] = []
        for rule in options.ownRules {
            rule.check(view) { reported.append($0) }
        }
        for problem in reported { take(problem, record, chunk) }
    }

    private mutating func take(
        _ reported: Problem, _ record: RecordWalker, _ chunk: RecordChunk
    ) {
        var problem = reported
        ownCounts.add(problem)
        let isError = problem.severity == .error && problem.targets.contains(.api)
        isRejected = isRejected || isError
        let isShown = ownExamples[problem.code, default: 0] < options.maxExamplesPerCode
        guard isShown || (isError && options.collectsRejects && firstError == nil) else { return }
        problem.place.file = options.file
        problem.place.row = row
        if let column = problem.place.column, map.columns.indices.contains(column - 1) {
            problem.header =
                problem.header ?? ShownName.text(map.columns[column - 1].header)
            problem.place.byte = problem.place.byte ?? fieldByte(column - 1, record, chunk)
        }
        let byte = problem.place.byte ?? recordStart
        problem.place.byte = byte
        if isShown {
            locate(&problem.place, byte: byte, chunk)
            ownExamples[problem.code, default: 0] += 1
            examples.append(problem)
        }
        if isError, options.collectsRejects, firstError == nil { firstError = problem }
    }
}
