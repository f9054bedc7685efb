internal import ProfileCSV

/// How a problem is mended by somebody who sits at the page: where it has a control, that is named instead
/// of the command's flag.
enum PageMend {
    /// - Returns: `nil` where the words for everybody hold.
    static func text(_ problem: Problem) -> String? {
        switch problem.code {
        case .wrongDelimiter, .parseError, .missingIdentifier: reading(problem)
        case .tooManyRows, .fileTooLarge:
            "The last step cuts the file into parts that the upload page takes; the rows of one person stay "
                + "together. Or import it there: that has no such limit."
        case .tooManyColumns:
            "Leave out columns that the profiles do not need, or import the file in the last step: that has no "
                + "such limit."
        case .emptyFile: "Export it again; the template shows what its first line should be."
        case .fileType:
            "Rename it so that it ends in .csv, if it is a CSV file. The import in the last step takes any name."
        case .notCSV where problem.arguments["kind"] == "gzip": "Unpack it once more before you upload it."
        case .invalidCharacter where problem.place.row == nil:
            "Rename the column, or import the file in the last step, which takes every letter."
        case .invalidCharacter:
            "Do not change anybody's name. Import the file instead, which takes every letter; or try a few such "
                + "rows in the upload page, and if they get through, write “characters: headers” into space.yaml."
        case .blockedValue:
            "If it is real, take it from the blocked values under Identifiers and traits; otherwise clear the cell."
        case .noIdentifier where problem.arguments["kind"] == "no_column":
            "Rename the column that tells people apart. If you chose an identifier for it, a corrected copy has "
                + "the right name."
        case .noIdentifier:
            "Fill one in, or remove the row; the last step can also leave such rows out."
        default: column(problem)
        }
    }

    /// What is chosen where the file is read.
    private static func reading(_ problem: Problem) -> String? {
        if let delimiter = problem.arguments["delimiter"] {
            guard problem.arguments["given"] == nil else { return nil }
            let name = delimiter == "\t" ? "tab" : "“\(delimiter)”"
            return "Choose the delimiter \(name) where the file is read, or save it with commas."
        }
        switch (problem.code, problem.arguments["kind"]) {
        case (.missingIdentifier, _):
            return "Choose an identifier for the column that tells people apart where columns are chosen, or "
                + "rename that column."
        case (.parseError, "record_too_long") where problem.place.row != nil:
            return "Look for a stray quotation mark near this place."
        case (.parseError, "unsupported_encoding") where problem.targets.contains(.api):
            return "Export or download the file again. If it is in another encoding, choose that where the file is "
                + "read."
        case (.parseError, "invalid_utf8"):
            let name = problem.arguments["encoding"].map { "the encoding \($0)" } ?? "its encoding"
            return "Choose \(name) where the file is read, or save it as UTF-8."
        default: return nil
        }
    }

    /// What is chosen where columns are.
    private static func column(_ problem: Problem) -> String? {
        let leaveOut = "“Leave it out” for this column where columns are chosen"
        switch problem.code {
        case .nearMissHeader:
            guard let name = problem.arguments["name"] else { return nil }
            return problem.arguments["what"] == "configuration"
                ? "If people are to be known by it, add the identifier “\(name)” under Identifiers and traits, "
                    + "then choose it for this column where columns are chosen."
                : "Choose “\(name)” for this column where columns are chosen, or rename it."
        case .newTrait:
            return "If that is meant, nothing needs to be done. Otherwise choose what it becomes, or \(leaveOut)."
        case .typeChange:
            return "Choose the type that the space has under Details, where columns are chosen."
        case .identifierTooLong, .messageTooLarge:
            return "Shorten the text, clear the cell, or choose \(leaveOut)."
        case .regulatedData where problem.place.column != nil:
            return "Choose \(leaveOut)."
        default: return nil
        }
    }
}
