/// Sentences for people, made from a problem's code and arguments (design §2, last paragraph).
///
/// They name the column but no value: values are masked by whoever prints them. The place stands beside
/// them, not in them. Another language is another such type over the same codes and arguments.
public enum Wording {
    /// What is wrong and why it matters, one or two sentences.
    public static func message(for problem: Problem) -> String { text(of: problem).message }

    /// How to mend it, with the exact flag or command; `nil` where nothing is to be done.
    ///
    /// - Parameters:
    ///   - file: the file as the user named it, for commands that can be copied; `-` becomes `FILE`.
    ///   - flags: what those commands must repeat to mean the same file and space: `--space`, `DIR` and
    ///     the like. Default: none.
    public static func fix(
        for problem: Problem, file: String = "FILE", flags: [String] = []
    ) -> String? {
        text(of: problem, file: file, flags: flags).fix
    }

    /// Segment's own sentence; see `SegmentSentence`.
    public static func segmentMessage(for problem: Problem) -> String? {
        SegmentSentence.sentence(for: problem)
    }

    /// Where it is, as people look for it: `row 19, column 3 (First Name)`; `nil` for the whole file.
    /// The row is the one that a spreadsheet shows.
    public static func place(of problem: Problem) -> String? {
        let place = problem.place
        var parts: [String] = []
        if problem.arguments["part"] == FilePart.header.rawValue, place.column != nil {
            parts.append("header")
        } else if let sheetRow = place.sheetRow, place.row != nil {
            parts.append("row \(sheetRow)")
        } else if let row = place.row {
            parts.append("row \(row + 1)")
        }
        if let column = place.column {
            let header =
                problem.header.map { HeaderSpaces.isBlank(Array($0.utf8)) ? "" : " (\($0))" } ?? ""
            parts.append("column \(column)\(header)")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// A target as people know it.
    public static func name(of target: Target) -> String {
        switch target {
        case .unify: "the upload page of Unify and Engage"
        case .unifiedProfiles: "the guided setup of Unified Profiles"
        case .api: "rollcall import"
        }
    }

    /// Both sentences of one problem.
    struct Text {
        var message: String
        var fix: String?

        init(_ message: String, _ fix: String? = nil) {
            self.message = message
            self.fix = fix
        }
    }

    static func text(
        of problem: Problem, file: String = "FILE", flags: [String] = []
    ) -> Text {
        let words = ProblemWords(problem: problem, file: file, flags: flags)
        return words.ofFile ?? words.ofHeader ?? words.ofRow ?? words.ofIdentifiers
            ?? Text("This is the problem “\(problem.code)”.")
    }
}
