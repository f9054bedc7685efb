internal import ProfileCSV

extension ProblemTally {
    /// Names the row where a quotation mark most likely went wrong, in the problem of the one that is
    /// never closed. A mark too many or too few turns all cells after it inside out, so that the first
    /// row which ran on into the next line is nearer to the fault than the place where the file ends.
    mutating func nameRowOfOpenQuote() {
        let ranOn = first(.parseError, kind: .textAfterQuote) { $0.arguments["ran_on"] != nil }
        amend(.parseError, kind: .unterminatedQuote) { problem in
            let likely = ranOn?.place.row ?? .max < problem.place.row ?? .max ? ranOn : nil
            let place = likely?.place ?? problem.place
            problem.arguments["likely_row"] = place.row.map { String($0) }
            problem.arguments["likely_sheet_row"] = place.sheetRow.map { String($0) }
        }
    }
}

extension ChunkOutcome {
    /// What is left of it where columns run together: whatever ended the reading, and text that is in
    /// another encoding. Everything else is only what the delimiter does to it.
    var ofReading: ChunkOutcome {
        func remains(_ kind: ParseErrorKind?) -> Bool {
            kind == .invalidUTF8 || kind?.endsTheReading == true
        }
        return ChunkOutcome(
            counts: ProblemCounts(counts.entries.filter { remains($0.kind) }),
            examples: examples.filter { remains($0.arguments["kind"].flatMap(ParseErrorKind.init)) })
    }
}
