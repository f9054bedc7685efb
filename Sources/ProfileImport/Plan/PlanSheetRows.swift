/// Where the rows of all files stand in a spreadsheet.
struct PlanSheetRows {
    /// For each file.
    var files: [SheetRows] = []

    /// The place of a row.
    func place(file: Int, row: Int) -> Plan.Place {
        Plan.Place(
            file: file, row: row,
            sheetRow: files.indices.contains(file - 1) ? files[file - 1].sheetRow(of: row) : nil)
    }
}
