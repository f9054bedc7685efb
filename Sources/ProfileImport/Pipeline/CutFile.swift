internal import ProfileCSV

/// A file of exactly as many rows as a spreadsheet's sheet has: whatever made it may have had more.
enum CutFile {
    /// Rows of a sheet, the header included: of today's workbooks, and of those before 2007.
    static let sheetRows = [1_048_576, 65_536]

    /// `damaged_identifier` of kind `cut_file`.
    static func problems(
        _ report: Report, hasHeader: Bool, _ place: Problem.Place, _ catalogue: ProblemCatalogue
    ) -> [Problem] {
        let rows = report.rows + report.emptyLines + (hasHeader ? 1 : 0)
        guard report.rows > 0, sheetRows.contains(rows) else { return [] }
        return catalogue.problems(
            .damagedIdentifier, place: place,
            arguments: ["kind": "cut_file", "limit": String(rows)])
    }
}
