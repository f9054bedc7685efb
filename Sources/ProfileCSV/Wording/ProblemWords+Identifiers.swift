/// Problems of the values that tell people apart.
extension ProblemWords {
    private var identifier: String { argument("identifier").map { "“\($0)”" } ?? "an identifier" }

    var ofIdentifiers: Wording.Text? {
        switch problem.code {
        case .noIdentifier: noIdentifier
        case .edgeSpaceIdentifier:
            Wording.Text(
                "The identifier in \(column) has spaces \(spacePlaces). Segment compares letter by letter, so "
                    + "it would not match the same value without them.",
                "Remove the spaces.")
        case .blockedValue:
            Wording.Text(
                "The value in \(column) is one that the space blocks for \(identifier): many people share such "
                    + "values, so nobody is recognised by it. It is left out of what is sent.",
                "If it is real, take it from “blocked” in space.yaml; otherwise clear the cell.")
        case .identifierTooLong:
            Wording.Text(
                "The account ID in \(column) has \(number("found") ?? "more") characters. Segment takes "
                    + "\(number("limit") ?? "500") and drops the whole row without a word.",
                "Shorten it, clear the cell, or leave the column out with a mapping: \(mapping("ignore"))")
        case .damagedIdentifier: damaged
        case .sharedIdentifier:
            Wording.Text(
                "One value of \(identifier) stands in \(Self.count(argument("rows"), "row"))\(firstRow),"
                    + (argument("people").map {
                        " and would make one person of \(Self.grouped($0)) different people."
                    }
                        ?? " and would make one person of all of them.") + estimated,
                "If it is a placeholder, clear those cells, or block the value in space.yaml. People who were "
                    + "made one cannot be separated again.")
        case .conflictingIdentifiers:
            Wording.Text(
                "Rows that share \(argument("shared").map { "the same “\($0)”" } ?? "an identifier") "
                    + "have different values of \(identifier)\(firstRow), so two people may become one." + estimated,
                "Look whose value it is and clear it in the other rows.")
        case .caseVariantIdentifier: caseVariant
        case .repeatedPerson:
            Wording.Text(
                "This person stands in several rows\(firstRow), "
                    + "with different values. Where they differ, the last row that has a value "
                    + "counts\(lastRow)." + estimated,
                "If that is meant, nothing needs to be done; otherwise keep one row.")
        case .testPerson:
            Wording.Text(
                "This row looks like a test or an example, not like a person.",
                "Remove it before a real import: in Unified Profiles nobody but Segment’s support can remove "
                    + "a profile again.")
        default: nil
        }
    }

    /// `, first in row 7`: the row that a spreadsheet shows.
    private var firstRow: String { earlierRow.map { ", first in \($0)" } ?? "" }

    private var earlierRow: String? {
        argument("first_sheet_row").map { "row \(Self.grouped($0))" }
            ?? argument("first_row").map { "data row \(Self.grouped($0))" }
    }

    /// `: row 9`.
    private var lastRow: String {
        (argument("last_sheet_row").map { ": row \(Self.grouped($0))" }
            ?? argument("last_row").map { ": data row \(Self.grouped($0))" }) ?? ""
    }

    private var estimated: String {
        argument("estimated") == nil
            ? "" : " How often this is so is about right: it was counted in a sample."
    }

    private var noIdentifier: Wording.Text {
        if argument("kind") == "no_column" {
            return Wording.Text(
                "As the file stands, no column of it is an identifier. Segment would take this row as a "
                    + "nameless profile.", "Rename the column that tells people apart.")
        }
        let blank =
            argument("kind") == "blocked"
            ? "Every identifier of this row is blank or a blocked value."
            : "Every identifier cell of this row is blank."
        return problem.targets.contains(.api)
            ? Wording.Text(
                blank + " It would make a new profile without a name at every import.",
                "Fill one in, or remove the row. With --max-errors the other rows go on without it; "
                    + "--allow-anonymous sends it as a nameless profile all the same.")
            : Wording.Text(
                blank + " Segment would take it as a nameless profile.",
                "Fill one in, or remove the row.")
    }

    private var caseVariant: Wording.Text {
        if argument("in") == "space" {
            return Wording.Text(
                "The space knows the identifier in \(column) too, but with other capital letters or spaces "
                    + "around it. To Segment they are two different people." + estimated,
                "Write it as the space has it; mostly in small letters and without spaces.")
        }
        guard let first = earlierRow else {
            return Wording.Text(
                "The identifier in \(column) has capital letters. Segment keeps them, so the same value in "
                    + "small letters would be another person.",
                "Nothing needs to be done if the space has it written the same way.")
        }
        return Wording.Text(
            "The identifier in \(column) is that of \(first) but for capital letters or spaces around it. To "
                + "Segment they are two different people." + estimated,
            "Write both the same way.")
    }

    /// The file's end, not an identifier.
    private var cutFile: Wording.Text {
        Wording.Text(
            "The file has exactly \(number("limit") ?? "as many") rows, the header included, as many as a "
                + "sheet of a spreadsheet holds. If there were more, they are missing.",
            "Compare with the number of people where the file comes from. Export straight to CSV, not "
                + "through a spreadsheet.")
    }

    private var damaged: Wording.Text {
        if argument("kind") == "cut_file" { return cutFile }
        if argument("kind") == "cut" {
            return Wording.Text(
                "A cell of \(column) has exactly 32,767 characters, where the cell of a spreadsheet ends: what "
                    + "came after them is missing.",
                "Export again, without opening the file in a spreadsheet in between.")
        }
        let harm: String
        let mend: String
        let export =
            "Export again, with the column as text; a spreadsheet must not open the file in between."
        switch argument("kind") {
        case "scientific":
            (harm, mend) = (
                "was turned into a number such as 1.23E+15; its digits are lost.", export
            )
        case "rounded":
            (harm, mend) = (
                "has 16 digits or more, the last of which a spreadsheet replaced by zeros.", export
            )
        case "leading_zeros": (harm, mend) = ("seems to have lost the zeros at its start.", export)
        case "date": (harm, mend) = ("was turned into a date.", export)
        case "error_text":
            (harm, mend) = (
                "is the text of an error or of nothing (#N/A, NULL), not an identifier.",
                "Clear such cells."
            )
        case "mojibake":
            (harm, mend) = (
                "has letters that were read in the wrong encoding (Ã© for é).",
                "Export again as UTF-8, or name the encoding with --encoding."
            )
        default: (harm, mend) = ("looks damaged.", export)
        }
        return Wording.Text(
            "The identifier in \(column) \(harm) It would match nobody, or somebody else.", mend)
    }
}
