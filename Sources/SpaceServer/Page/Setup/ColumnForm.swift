internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport

/// The form in which each column's meaning is chosen.
struct ColumnForm {
    private let preview: FilePreview
    private let configuration: SpaceConfiguration
    private let choices: [[UInt8]: ColumnChoices.Choice]
    private let suggested: Set<[UInt8]>
    private let types: Set<String>
    /// The mapping as a text to go on from.
    let draft: String

    init(setup: Setup, preview: FilePreview, configuration: SpaceConfiguration) {
        self.preview = preview
        self.configuration = configuration
        types = Set(configuration.identifiers.map(\.type))
        let saved = setup.now.mapping ?? configuration.mapping
        let header = HeaderRecord(names: preview.header)
        var mapping = saved ?? Mapping()
        var text = mapping.yaml()
        var suggested: Set<[UInt8]> = []
        // Suggestions are only for whom nothing was decided yet.
        if setup.now.mapping == nil,
            let map = try? ColumnMap.bind(header, configuration: configuration, mapping: saved ?? Mapping()).map
        {
            text = MappingDraft(map: map, configuration: configuration, mapping: saved).yaml
            if let drafted = try? Mapping.parse(text, for: configuration) {
                let known = Set((saved?.columns ?? []).map { Array($0.header.utf8) })
                suggested = Set(drafted.columns.map { Array($0.header.utf8) }).subtracting(known)
                mapping = drafted
            }
        }
        self.suggested = suggested
        draft = text
        choices = Dictionary(mapping.columns.map { (Array($0.header.utf8), ColumnChoices.Choice($0)) }) {
            first, _ in first
        }
    }

    /// How many columns have a suggestion.
    var suggestionNote: HTML {
        guard !suggested.isEmpty else { return .none }
        return Notice.box(.info, """
            <p><strong>\(PageText.count(suggested.count, "column")) \
            \(suggested.count == 1 ? "was" : "were") most likely meant to be something else than the name \
            says.</strong> \(suggested.count == 1 ? "It is marked; look at it" : "They are marked; look at them") \
            before you go on.</p>
            """)
    }

    /// Said where no column tells people apart.
    var identifierNote: HTML {
        let tells = preview.header.contains { header in
            let meaning = (choices[header] ?? ColumnChoices.Choice()).meaning
            let type =
                meaning == "header"
                ? String(decoding: header, as: UTF8.self)
                : meaning.hasPrefix("identifier:") ? String(meaning.dropFirst("identifier:".count)) : ""
            return type != "group_id" && types.contains(type)
        }
        guard !tells, !preview.header.isEmpty else { return .none }
        return Notice.box(.warn, """
            <p><strong>No column tells people apart yet.</strong> Choose an identifier for the one that does, such \
            as an e-mail address or a customer number (user_id). Without one nobody can be imported.</p>
            """)
    }

    /// What the form does not show of a very wide file.
    var tooWide: HTML {
        guard preview.header.count > ColumnChoices.maxColumns else { return .none }
        return """
            <p class='note'>The first \(ColumnChoices.maxColumns) of \(PageText.number(preview.header.count)) \
            columns are shown. The others can be mapped in the text below.</p>
            """
    }

    var table: HTML {
        var table = DataTable(
            "Columns of the file",
            [
                .init(name: "Column"), .init(name: "First values"), .init(name: "Becomes"),
                .init(name: "Details"),
            ], namesRows: true)
        var seen: Set<[UInt8]> = []
        for (number, header) in preview.header.prefix(ColumnChoices.maxColumns).enumerated() {
            let name = String(decoding: header, as: UTF8.self)
            let title: HTML = name.isEmpty ? "<em>no name</em>" : "\(name)"
            guard seen.insert(header).inserted else {
                table.append(.init(title), .text(""), .init("<span class='soft'>named twice</span>"), .text(""))
                continue
            }
            let mark: HTML = suggested.contains(header) ? " \(Notice.badge("suggested", .info))" : ""
            let choice = choices[header] ?? ColumnChoices.Choice()
            table.append(
                .init(title + mark), .init("\(samples(number))", style: "value"),
                .init(meaning(number, name, header, choice)), .init(details(number, name, choice)))
        }
        return table.html
    }

    private func samples(_ column: Int) -> String {
        let values = preview.rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }
            .filter { !$0.isEmpty }
        return values.prefix(2).map { PageText.shortened($0, to: 32) }.joined(separator: "\n")
    }

    private func meaning(
        _ number: Int, _ name: String, _ header: [UInt8], _ choice: ColumnChoices.Choice
    ) -> HTML {
        let own = types.contains(name) ? "Identifier \(name), as its name says" : "Trait, as its name says"
        var options = [option("header", own, choice.meaning)]
        let identifiers: [HTML] = configuration.identifiers.filter { $0.type != name }.map {
            option("identifier:" + $0.type, "Identifier \($0.type)", choice.meaning)
        }
        options.append("<optgroup label='Identifiers'>\(identifiers)</optgroup>")
        options.append("<optgroup label='Other'>")
        options.append(option("trait", "Trait of another name", choice.meaning))
        options.append(option("timestamp", "Time of the row", choice.meaning))
        options.append(option("ignore", "Leave it out", choice.meaning))
        options.append("</optgroup>")
        return """
            <select name='m\(number)' data-meaning aria-label='What “\(name)” becomes'>\(options)</select>
            <div data-for='trait' class='field'><label class='note' for='n\(number)'>Name of the trait</label>\
            <input id='n\(number)' name='n\(number)' value='\(choice.name)'></div>
            """
    }

    private func details(_ number: Int, _ name: String, _ choice: ColumnChoices.Choice) -> HTML {
        let types = [
            ("", "Text"), ("number", "Number"), ("boolean", "True or false"), ("date", "Date"), ("json", "JSON"),
        ].map { option($0.0, $0.1, choice.type == "string" ? "" : choice.type) }
        let blanks = [
            ("omit", "leave it as it is"), ("null", "remove the trait"), ("empty", "make it an empty text"),
        ].map { option($0.0, $0.1, choice.blank.rawValue) }
        let required: HTML = choice.isRequired ? " checked" : ""
        return """
            <details data-for='header trait identifier timestamp'><summary>\(summary(choice))</summary>\
            <div class='stack'>
            <div class='field'><label for='t\(number)'>Values are</label>\
            <select id='t\(number)' name='t\(number)'>\(types)</select></div>
            <div class='field'><label for='f\(number)'>Form of dates</label>\
            <input id='f\(number)' name='f\(number)' value='\(choice.format)' placeholder='DD.MM.YYYY'></div>
            <div class='field'><label for='b\(number)'>A blank cell</label>\
            <select id='b\(number)' name='b\(number)'>\(blanks)</select></div>
            <div class='field'><label for='v\(number)'>Also blank</label>\
            <input id='v\(number)' name='v\(number)' value='\(choice.nulls)' placeholder='N/A, -'></div>
            <label class='check'><input type='checkbox' name='r\(number)' value='on'\(required)>\
            <span>Every row needs a value</span></label></div></details>
            """
    }

    private func summary(_ choice: ColumnChoices.Choice) -> String {
        let names = ["number": "Number", "boolean": "True or false", "date": "Date", "json": "JSON"]
        return (names[choice.type] ?? "Text") + (choice.isRequired ? ", required" : "")
    }

    private func option(_ value: String, _ name: String, _ chosen: String) -> HTML {
        "<option value='\(value)'\(value == chosen ? " selected" : "" as HTML)>\(name)</option>"
    }
}
