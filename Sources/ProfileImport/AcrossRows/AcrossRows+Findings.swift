internal import ProfileCSV
internal import RollcallCSV

/// What is reported.
extension AcrossRows {
    /// A row that may become an example, once all rows have been seen.
    struct Candidate {
        /// Index of the value in `shared`.
        var value: Int
        /// The identifier that has two values, where the code is about one.
        var other: Int
        var place: Problem.Place
        var header: String
        var excerpt: String
        /// The first row of the value.
        var firstRow: Int
    }

    /// Keeps the place of a row that may become an example, as long as there is room.
    mutating func note(
        _ code: ProblemCode, _ value: Int, other: Int = -1, at column: Int, _ row: Int,
        _ keys: RowKeys, _ chunk: RecordChunk, firstRow: Int
    ) {
        guard candidates[code]?.count ?? 0 < maxCandidates else { return }
        let number = keys.firstRow + row
        let field = FoundField(
            row: number, column: layout.columns[column].column, in: chunk, file: file,
            headerRecords: headerRecords)
        candidates[code, default: []].append(
            Candidate(
                value: value, other: other, place: field.place,
                header: layout.columns[column].header, excerpt: field.excerpt, firstRow: firstRow))
    }

    /// Counts, examples and the distinct values of the identifier columns, into the report.
    consuming func finish(_ report: inout Report, _ catalogue: ProblemCatalogue) {
        for index in report.identifiers.indices {
            let column = report.identifiers[index].column - 1
            guard let slot = layout.columns.firstIndex(where: { $0.column == column }) else { continue }
            report.identifiers[index].distinct = min(
                distinct[slot] << level, report.identifiers[index].filled)
            report.identifiers[index].isDistinctEstimated = level > 0
        }
        let counts = counts()
        for (code, count) in counts where count > 0 {
            var outcome = ChunkOutcome()
            outcome.counts.add(
                ProblemCount(
                    code: code, verdicts: catalogue.verdicts(for: code), count: count << level))
            for candidate in candidates[code] ?? [] where isValid(candidate, code) {
                outcome.examples += catalogue.problems(
                    code, place: candidate.place, header: candidate.header,
                    arguments: arguments(of: candidate, code), excerpt: candidate.excerpt)
            }
            report.tally.add(outcome)
        }
    }

    /// What was found, of the values that are followed.
    private func counts() -> [(ProblemCode, Int)] {
        var sharedCount = 0
        var conflicts = 0
        var variants = 0
        var repeats = 0
        for value in 0..<shared.count {
            if shared.isVariant(value) { variants += 1 }
            if isShared(value) {
                sharedCount += 1
                continue
            }
            repeats += shared.repeats(value)
            for other in 0..<columns where isConflict(value, other) { conflicts += 1 }
        }
        return [
            (.sharedIdentifier, sharedCount), (.conflictingIdentifiers, conflicts),
            (.caseVariantIdentifier, variants), (.repeatedPerson, repeats),
        ]
    }

    /// Whether two values of an identifier that a profile has once are joined by a value.
    private func isConflict(_ value: Int, _ other: Int) -> Bool {
        layout.columns[other].limit == 1 && shared.others(value, other) == 2
    }

    /// Whether later rows have not made something else of it.
    private func isValid(_ candidate: Candidate, _ code: ProblemCode) -> Bool {
        switch code {
        case .conflictingIdentifiers:
            !isShared(candidate.value) && isConflict(candidate.value, candidate.other)
        case .repeatedPerson: !isShared(candidate.value)
        default: true
        }
    }

    private func arguments(of candidate: Candidate, _ code: ProblemCode) -> [String: String] {
        var arguments = ["first_row": String(candidate.firstRow)]
        if let sheetRow = sheetRows.sheetRow(of: candidate.firstRow) {
            arguments["first_sheet_row"] = String(sheetRow)
        }
        if level > 0 { arguments["estimated"] = "true" }
        let type = layout.columns[shared.column(candidate.value)].type
        switch code {
        case .sharedIdentifier:
            arguments["identifier"] = type
            arguments["rows"] = String(shared.rows(candidate.value))
            arguments["people"] = String(people(candidate.value))
        case .conflictingIdentifiers:
            arguments["identifier"] = layout.columns[candidate.other].type
            arguments["shared"] = type
        case .repeatedPerson:
            arguments["identifier"] = type
            arguments["rows"] = String(shared.rows(candidate.value))
            let last = shared.lastRow(candidate.value)
            arguments["last_row"] = String(last)
            if let sheetRow = sheetRows.sheetRow(of: last) {
                arguments["last_sheet_row"] = String(sheetRow)
            }
        default:
            arguments["identifier"] = type
        }
        return arguments
    }

    /// How many people the rows of a shared value are: as many as have an identifier of their own.
    private func people(_ value: Int) -> Int {
        thresholds.indices.map { column in
            let others = shared.others(value, column)
            return others >= thresholds[column] ? others : 0
        }.max() ?? 0
    }
}
