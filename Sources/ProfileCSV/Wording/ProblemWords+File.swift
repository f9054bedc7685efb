/// Problems of the file as a whole.
extension ProblemWords {
    var ofFile: Wording.Text? {
        switch problem.code {
        case .fileType:
            Wording.Text(
                "The file’s name does not end in .csv, and the upload pages go by that alone.",
                "Rename it so that it ends in .csv, if it is a CSV file. rollcall import takes any name."
            )
        case .notCSV: notCSV
        case .wrongDelimiter: wrongDelimiter
        case .emptyFile:
            argument("kind") == "no_rows"
                ? Wording.Text(
                    "The file has a header, but no row below it.",
                    "Add the people, one in each row.")
                : Wording.Text(
                    "The file is empty.",
                    "Export it again; rollcall template shows what its first line should be.")
        case .parseError: parseError
        case .tooManyRows: tooManyRows
        case .tooManyColumns:
            Wording.Text(
                "The header has \(Self.count(argument("found"), "column")); the upload pages take at most "
                    + "\(number("limit") ?? "299").",
                "Remove columns that the profiles do not need, or deliver the file with "
                    + "rollcall import \(input), which has no such limit.")
        case .fileTooLarge: fileTooLarge
        case .bom:
            Wording.Text(
                "The file begins with an invisible mark (BOM) that some spreadsheets write. rollcall "
                    + "leaves it out; on an upload page it would become part of the first header.",
                "For the upload pages, save the file as plain CSV in UTF-8 without BOM.")
        case .mixedLineEndings:
            Wording.Text(
                "Some lines end as on Windows, others as elsewhere. Such a file was often put together "
                    + "from several; rollcall reads it all the same.",
                "Nothing needs to be done if the number of rows is what you expect.")
        case .compressed:
            Wording.Text(
                "The file is compressed (gzip). rollcall reads it as it is; the upload pages do not.",
                "For an upload page, unpack it first: gunzip -k \(file)")
        default: nil
        }
    }

    private var notCSV: Wording.Text {
        let save = "save it as “CSV UTF-8 (Comma delimited)”"
        return switch argument("kind").flatMap(ContentSniffer.Kind.init) {
        case .zip:
            Wording.Text(
                "This is an Excel workbook (.xlsx) or a zip archive, whatever its name says; it is no CSV file.",
                "Open it in your spreadsheet and \(save), or unpack the archive.")
        case .ole:
            Wording.Text(
                "This is an old Excel workbook (.xls), whatever its name says; it is no CSV file.",
                "Open it in your spreadsheet and \(save).")
        case .html:
            Wording.Text(
                "This is a web page, not a CSV file. A download that needs a login often saves its login "
                    + "page instead, and some exports write a table as a page.",
                "Download it again while you are logged in, or open it in your spreadsheet and \(save)."
            )
        case .json:
            Wording.Text(
                "This is JSON, not CSV.", "Export the people as CSV, with one row for each of them."
            )
        case .gzip:
            Wording.Text(
                "This file was packed twice: inside the gzip file is another one.",
                "Unpack it once more: gunzip -c \(file) | rollcall check -")
        case .pdf:
            Wording.Text("This is a PDF document, not a CSV file.", "Export the people as CSV.")
        case nil:
            Wording.Text("This is no CSV file.", "Open it where it was made and \(save).")
        }
    }

    private var wrongDelimiter: Wording.Text {
        let delimiter = argument("delimiter") ?? ";"
        let name = Self.delimiterName(delimiter)
        if argument("given") != nil {
            return Wording.Text(
                "The columns are separated by \(name); the upload pages take only commas.",
                "rollcall import takes the file with --delimiter \(ShellWord.quoted(delimiter)). For an upload "
                    + "page, save it with commas.")
        }
        return Wording.Text(
            "The header looks as if its columns were separated by \(name). Read with commas, its names "
                + "run together.",
            "Say so: rollcall check \(input) --delimiter \(ShellWord.quoted(delimiter)). For an upload page, save "
                + "the file with commas.")
    }

    static func delimiterName(_ delimiter: String) -> String {
        switch delimiter {
        case ";": "semicolons (;)"
        case "tab": "tabs"
        case "|": "vertical bars (|)"
        default: "“\(delimiter)”"
        }
    }

    private var tooManyRows: Wording.Text {
        let taker = problem.targets.contains(.unify) ? Target.unify : .unifiedProfiles
        let split = "rollcall split \(input) --target \(taker.rawValue) -o parts"
        return Wording.Text(
            "The file has \(Self.count(argument("found"), "row")); \(Wording.name(of: taker)) takes at most "
                + "\(number("limit") ?? "fewer").",
            "Cut it into parts: \(split) (the rows of one person stay together). Or deliver it "
                + "with rollcall import \(input), which has no such limit.")
    }

    private var fileTooLarge: Wording.Text {
        let size = "Unpacked, the file has \(number("found") ?? "too many") bytes"
        let mend =
            "Cut it into parts: rollcall split \(input) --target unify -o parts. Or deliver it with "
            + "rollcall import \(input), which has no such limit."
        return problem.severity == .error
            ? Wording.Text(
                "\(size); the upload pages take at most 100 MB (\(number("limit") ?? "") bytes).",
                mend)
            : Wording.Text(
                "\(size). The upload pages take at most 100 MB, and it is not known whether they mean "
                    + "100,000,000 bytes or 104,857,600.", mend)
    }
}
