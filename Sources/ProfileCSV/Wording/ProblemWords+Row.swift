/// Problems of one row's values.
extension ProblemWords {
    var ofRow: Wording.Text? {
        switch problem.code {
        case .messageTooLarge: messageTooLarge
        case .invalidValue: invalidValue
        case .requiredValue:
            Wording.Text(
                "The \(column) is blank here, and the mapping requires a value.",
                "Fill it in, remove the row, or take “required” out of the mapping.")
        case .fieldSpaces:
            Wording.Text(
                "A cell of \(column) has spaces \(spacePlaces). They are kept and become part of the value.",
                "Remove them if they are not meant.")
        case .strayQuote:
            Wording.Text(
                "A cell of \(column) has a quotation mark inside, though it does not begin with one. It is "
                    + "taken as part of the text.",
                "If that is meant, nothing needs to be done; the strict way to write it is "
                    + "\"5\"\" pipe\".")
        case .formulaCell:
            Wording.Text(
                "A cell of \(column) is a formula to a spreadsheet. Whoever opens an export of the profiles "
                    + "there would run it.",
                "Remove the sign at its start (=, +, - or @) if the cell is no formula on purpose.")
        case .regulatedData: regulatedData
        case .phoneFormat:
            argument("expected").flatMap(PhoneForm.init) == .e164
                ? Wording.Text(
                    "A phone number in \(column) is not written like +15555550123. Written differently, it is "
                        + "another number to Segment, and Unified Profiles finds callers by this form alone.",
                    "Write all of them as +, country code and number, without spaces: +15555550123.")
                : Wording.Text(
                    "A phone number in \(column) is not written as the space has them"
                        + (argument("expected").map { " (\($0))." } ?? ".")
                        + " Written differently, it is another number to Segment.",
                    "Write all of them in that form, without spaces.")
        default: nil
        }
    }

    var spacePlaces: String {
        let places = [
            "leading": "at its start", "trailing": "at its end", "consecutive": "in a row",
        ]
        let found = (argument("kind") ?? "").split(separator: ",").compactMap { places[String($0)] }
        return found.isEmpty ? "that may not be meant" : found.joined(separator: " and ")
    }

    private var messageTooLarge: Wording.Text {
        let limit = number("limit") ?? "32,000"
        return argument("kind") == "parts"
            ? Wording.Text(
                "The row is so long that \(number("found") ?? "too many") messages would be needed to send it; "
                    + "at most \(argument("limit") ?? "14") are sent for one row.",
                "Leave out long columns with a mapping, for example columns: {Notes: ignore}.")
            : Wording.Text(
                "The cell of \(column) makes a message of \(number("found") ?? "too many") bytes; Segment takes "
                    + "at most \(limit).",
                "Shorten the text, or leave the column out with a mapping: \(mapping("ignore"))")
    }

    private var invalidValue: Wording.Text {
        let text: (what: String, form: String) =
            switch argument("type") {
            case "number":
                (
                    "a number",
                    "Digits with a point before the decimals: 1234.5, no currency, no commas."
                )
            case "boolean": ("true or false", "Write true or false, in small letters.")
            case "json": ("JSON", "Write one JSON value, for example [\"a\", \"b\"].")
            case "date" where argument("format") != nil:
                (
                    "a date of the form \(argument("format") ?? "")",
                    "Write it in that form, or correct the “format”."
                )
            case "date":
                (
                    "a date",
                    "Write 2026-01-31 or 2026-01-31T10:00:00Z, with the time zone; for other forms give the "
                        + "mapping a format: {type: date, format: DD.MM.YYYY}."
                )
            default: ("of its type", "Correct the value, or the type in the mapping.")
            }
        return Wording.Text(
            "The value in \(column) is not \(text.what), as which the mapping or space.yaml has the column.",
            text.form
                + " Values that stand for nothing, such as n/a, go into “null_values” of the mapping."
        )
    }

    private var regulatedData: Wording.Text {
        let what =
            switch argument("kind") {
            case "card": problem.place.row == nil ? "payment card numbers" : "a payment card number"
            case "ssn":
                problem.place.row == nil ? "US social security numbers" : "a US social security number"
            case "health": "data on somebody’s health"
            default: "data that the law protects specially"
            }
        let place = problem.place.row == nil ? columnFirst : "A cell of \(column)"
        return Wording.Text(
            "\(place) looks as if it held \(what). Such data must not get into Unified Profiles, which meets "
                + "neither HIPAA nor PCI.",
            "Leave the column out with a mapping: \(mapping("ignore"))")
    }
}
