/// Problems of the header, and of characters wherever they stand.
extension ProblemWords {
    var ofHeader: Wording.Text? {
        switch problem.code {
        case .emptyHeader:
            Wording.Text(
                "Column \(problem.place.column.map(String.init) ?? "") has no name"
                    + (argument("found") == "spaces" ? ", only spaces." : "."),
                "Give it a name, or remove the column. Behind the last column a spreadsheet often leaves "
                    + "such ones: delete them there and save again.")
        case .headerSpaces: headerSpaces
        case .duplicateHeader:
            Wording.Text(
                "\(columnFirst) has the name of column \(argument("first_column") ?? "1") again, so which of "
                    + "them counts cannot be told.",
                "Rename one of the two, or remove it.")
        case .missingIdentifier: missingIdentifier
        case .missingColumn:
            Wording.Text(
                "The mapping names the \(column), which this file does not have.",
                argument("nearest").map {
                    "Did you mean “\($0)”? Correct the name in the mapping, or remove its line."
                } ?? "Correct the name in the mapping, or remove its line.")
        case .nearMissHeader: nearMiss
        case .confusableHeader: confusable
        case .invalidCharacter: invalidCharacter
        case .invisibleCharacter: invisibleCharacter
        case .newTrait:
            Wording.Text(
                "\(columnFirst) would become a new trait of that name; the space does not know it yet.",
                "If that is meant, nothing needs to be done. Otherwise name what it should be with --mapping, "
                    + "or leave it out: \(mapping("ignore"))")
        case .typeChange:
            Wording.Text(
                "The values of \(column) would be sent as \(typeName("to")); so far the space has this trait as "
                    + "\(typeName("from")). Audiences built on it may stop matching.",
                "Give the column the type that the space has: "
                    + mapping("{type: \(argument("from") ?? "number")}"))
        default: nil
        }
    }

    /// `numbers`, `text` …
    private func typeName(_ name: String) -> String {
        switch argument(name) {
        case "string": "text"
        case "number": "numbers"
        case "boolean": "true and false"
        case "date": "dates"
        case "json": "JSON"
        default: "another type"
        }
    }

    private var headerSpaces: Wording.Text {
        let places = [
            "leading": "at its start", "trailing": "at its end",
            "consecutive": "two or more in a row",
        ]
        let found = (argument("kind") ?? "").split(separator: ",").compactMap { places[String($0)] }
        let place = found.isEmpty ? "" : ": \(found.joined(separator: " and "))"
        return Wording.Text(
            "The header of \(column) has spaces that do not belong there\(place). The upload pages refuse it, "
                + "and elsewhere it becomes a trait whose name nobody types right.",
            "Remove the spaces from the header.")
    }

    private var missingIdentifier: Wording.Text {
        if let delimiter = argument("delimiter") {
            return Wording.Text(
                "No column is an identifier, so nobody can tell whom a row is about. The header looks as if "
                    + "it were separated by \(Self.delimiterName(delimiter)).",
                "Try: rollcall check \(input) --delimiter \(ShellWord.quoted(delimiter))")
        }
        if let nearest = argument("nearest"), let name = argument("name") {
            let mapping = "columns: {\(YAMLText.quoted(nearest)): \(YAMLText.scalar(name))}"
            return Wording.Text(
                "No column is an identifier, so nobody can tell whom a row is about. The column “\(nearest)” "
                    + "looks as if “\(name)” were meant, but a header counts letter by letter.",
                "Rename its header to \(name), or name it in a mapping file and give that with "
                    + "--mapping FILE: \(mapping)")
        }
        let types = (argument("identifiers") ?? "user_id,email").split(separator: ",")
        let known = types.prefix(4).joined(separator: ", ") + (types.count > 4 ? " …" : "")
        return Wording.Text(
            "No column is an identifier, so nobody can tell whom a row is about. This space knows people by "
                + "\(known); a header must be exactly that, letter by letter.",
            "Rename the column that tells people apart, or name it in a mapping file and give that with "
                + "--mapping FILE: columns: {\"Customer number\": user_id}. rollcall space show lists all identifiers."
        )
    }

    private var nearMiss: Wording.Text {
        let name = argument("name") ?? "a known name"
        if argument("by") == "values" { return lookalike(name) }
        let isIdentifier = argument("what") != "trait"
        let what = isIdentifier ? "the identifier “\(name)”" : "the trait “\(name)”"
        let harm =
            isIdentifier
            ? "It becomes a trait of its own, and nobody is recognised by it."
            : "It becomes a second trait beside it."
        let own = "{trait: \(YAMLText.scalar(problem.header ?? ""))}"
        let meaning = isIdentifier ? YAMLText.scalar(name) : "{trait: \(YAMLText.scalar(name))}"
        return Wording.Text(
            "\(columnFirst) looks as if \(what) were meant, but a header counts letter by letter. \(harm)",
            "Rename the header to \(name), or give a mapping with --mapping FILE: \(mapping(meaning)). "
                + "If it is meant as it stands: \(mapping(own))")
    }

    /// What the values suggest.
    private func lookalike(_ name: String) -> Wording.Text {
        let values = name == "email" ? "e-mail addresses" : "phone numbers"
        let share = argument("percent").map { $0 == "100" ? "All values" : "\($0) % of the values" }
            ?? "Nearly all values"
        let own = "{trait: \(YAMLText.scalar(problem.header ?? ""))}"
        return argument("what") == "configuration"
            ? Wording.Text(
                "\(share) of \(column) look like \(values), but \(name) is no identifier of this "
                    + "space: nobody is recognised by them.",
                "If people are to be known by it, add the line “- {type: \(name), limit: 5}” under "
                    + "“identifiers” in space.yaml (rollcall space init makes one)"
                    + (problem.header == name ? "." : ", and map the column: " + mapping(name)))
            : Wording.Text(
                "\(share) of \(column) look like \(values), but no column is the identifier "
                    + "“\(name)”: nobody is recognised by them.",
                "If people are to be known by it, rename the header to \(name), or give a mapping with "
                    + "--mapping FILE: \(mapping(name)). If it is meant as it stands: \(mapping(own))"
            )
    }

    private var confusable: Wording.Text {
        let letter = CodePointName.forPeople(argument("code_point") ?? "")
        let looks = argument("looks_like").map { ", which only looks like “\($0)”" } ?? ""
        let meant = argument("name").map {
            " It is not “\($0)”, though nobody can see the difference."
        }
        return Wording.Text(
            "The header of \(column) has the letter \(letter)\(looks).\(meant ?? "")",
            "Type the header anew.")
    }

    private var invalidCharacter: Wording.Text {
        let character = CodePointName.forPeople(argument("code_point") ?? "")
        if isHeader {
            return Wording.Text(
                "The header of \(column) has \(character), which is not in the list of characters that "
                    + "Segment publishes for its upload pages.",
                "Rename the column, or deliver the file with rollcall import \(input), which takes every letter."
            )
        }
        return Wording.Text(
            "A cell of \(column) has \(character), which by the letter is not in the list of characters that "
                + "Segment publishes for its upload pages. The list lacks letters and signs of many names.",
            "Do not change anybody’s name. Deliver the file with rollcall import \(input), which takes every "
                + "letter; or try a few such rows on the upload page and, once they arrived, check with "
                + "--characters headers (or write “characters: headers” into space.yaml).")
    }

    private var invisibleCharacter: Wording.Text {
        let character = CodePointName.forPeople(argument("code_point") ?? "")
        if isHeader {
            return Wording.Text(
                "The header of \(column) has a character that nobody sees: \(character). The name would "
                    + "never be found by typing it.", "Type the header anew.")
        }
        if argument("part") == FilePart.identifier.rawValue {
            return Wording.Text(
                "The identifier in \(column) has a character that nobody sees: \(character). It would not "
                    + "match the same identifier without it.",
                "Remove the character, or export the file again.")
        }
        return Wording.Text(
            "A cell of \(column) has a character that nobody sees: \(character). It is sent as it stands.",
            "Remove it if it is not meant.")
    }
}
