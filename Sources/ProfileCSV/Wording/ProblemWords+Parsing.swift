/// Text that cannot be read as CSV.
extension ProblemWords {
    var parseError: Wording.Text {
        switch argument("kind").flatMap(ParseErrorKind.init) {
        case .unterminatedQuote: unterminatedQuote
        case .textAfterQuote: textAfterQuote
        case .tooFewFields: tooFewFields
        case .tooManyFields: tooManyFields
        case .invalidUTF8: invalidUTF8
        case .nulByte:
            Wording.Text(
                "\(isHeader ? "The header of \(column)" : "A cell") holds an invisible zero character, "
                    + "which no profile can take. It often comes from a damaged export.",
                "Export the file again, or remove the character.")
        case .recordTooLong where isHeader:
            Wording.Text(
                "The header has more than \(number("limit") ?? "1,048,576") bytes. Mostly a quotation "
                    + "mark that is never closed makes the rows part of it.",
                "Look for a stray quotation mark near this place, or give the columns shorter names.")
        case .recordTooLong:
            Wording.Text(
                "A single row has more than \(number("limit") ?? "16,777,216") bytes. Mostly a quotation "
                    + "mark that is never closed makes the rest of the file one row.",
                "Look for a stray quotation mark near this place. If the row is really that long, raise the "
                    + "limit with --max-record-bytes.")
        case .gzipCorrupt:
            Wording.Text(
                "The compressed file is damaged: what comes out of it is not what was put in.",
                "Download or copy it again; gzip -t \(file) tells whether it is whole.")
        case .gzipTruncated:
            Wording.Text(
                "The compressed file ends too early: its last part is missing.",
                "Download or copy it again; gzip -t \(file) tells whether it is whole.")
        case .unsupportedEncoding: unsupportedEncoding
        case nil:
            Wording.Text("The file cannot be read as CSV here.", nil)
        }
    }

    /// Text that breaks off, or an encoding that only rollcall reads.
    private var unsupportedEncoding: Wording.Text {
        let encoding = argument("encoding") ?? "another encoding"
        return problem.targets.contains(.api)
            ? Wording.Text(
                "The file cannot be read as \(encoding) from here on: a letter is cut off, or is none in that "
                    + "encoding. What comes after it was not checked.",
                "Export or download the file again. If it is in another encoding, name that, for example "
                    + "--encoding windows-1252.")
            : Wording.Text(
                "The file is in \(encoding). rollcall reads it as it is; the upload pages take only UTF-8.",
                "For an upload page, save the file as “CSV UTF-8”.")
    }

    private var textAfterQuote: Wording.Text {
        if argument("ran_on") != nil {
            return Wording.Text(
                "The quotation mark that opens a cell in this row is closed only on a later line, and text "
                    + "follows it. The lines in between are taken for a part of this cell.",
                "Close the quotation mark in this row, or remove it.")
        }
        return Wording.Text(
            "Something stands between the closing quotation mark of a cell and the next comma.",
            "If the quotation mark belongs to the text, write it twice (\"\") and put the whole cell "
                + "into quotation marks; otherwise remove what follows it.")
    }

    private var unterminatedQuote: Wording.Text {
        let place = problem.place
        let isElsewhere = argument("likely_row").map { Int($0) != place.row } ?? false
        let row =
            argument("likely_sheet_row").map { "row \(Self.grouped($0))" }
            ?? argument("likely_row").map { "data row \(Self.grouped($0))" }
        let likely =
            isElsewhere ? row.map { " The mistake is most likely further up, in \($0)." } ?? "" : ""
        let first = isElsewhere ? row.map { "Look at \($0) first. " } ?? "" : ""
        return Wording.Text(
            "A quotation mark opens a cell here and is never closed, so the rest of the file runs together "
                + "into this one cell and could not be checked." + likely,
            first + "Close the quotation mark, or remove it. Inside a cell in quotation marks, a quotation "
                + "mark is written twice (\"\").")
    }

    private var cells: String {
        "This row has \(Self.count(argument("found"), "cell")), the header "
            + "\(Self.count(argument("expected"), "column"))."
    }

    private var tooFewFields: Wording.Text {
        Wording.Text(
            cells + " Which cell belongs to which column cannot be told.",
            "Look for a line break in the middle of the row; a cell with a line break needs quotation "
                + "marks around it. An empty cell still needs its comma.")
    }

    private var tooManyFields: Wording.Text {
        argument("rest") == "blank"
            ? Wording.Text(
                cells + " Those too many are blank.", "Remove the commas at the end of the row.")
            : Wording.Text(
                cells + " Mostly a comma inside a cell is taken for the end of it.",
                "Put the cell with the comma into quotation marks: \"Miller, Ann\".")
    }

    private var invalidUTF8: Wording.Text {
        let header = problem.place.column == nil ? "The file" : "The header of \(column)"
        let what = isHeader ? header : "The text here"
        guard let encoding = argument("encoding") else {
            return Wording.Text(
                "\(what) is not in UTF-8, so some of its letters cannot be read.",
                "Save the file as “CSV UTF-8”, or name its encoding: "
                    + "rollcall check \(input) --encoding windows-1252 (or shift_jis, windows-1251 …)."
            )
        }
        let names = [
            "windows-1252": "Windows-1252, as Excel writes plain CSV",
            "macintosh": "old Macintosh text",
            "utf-16le": "UTF-16", "utf-16be": "UTF-16",
        ]
        return Wording.Text(
            "\(what) is not in UTF-8; it looks like \(names[encoding] ?? encoding).",
            "Say so: rollcall check \(input) --encoding \(encoding). For an upload page, save the file as "
                + "“CSV UTF-8”.")
    }
}
