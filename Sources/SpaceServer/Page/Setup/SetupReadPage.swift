internal import Hummingbird
internal import ProfileCSV

/// Step 2, second: how the file is read, with its first rows.
enum SetupReadPage {
    static let routes: [Route] = [
        .page(.get, "/setup/:id/read", handler: show),
        .page(.post, "/setup/:id/read", handler: save),
    ]

    private static let delimiters: [(value: String, name: String, byte: UInt8)] = [
        (",", "Comma ,", UInt8(ascii: ",")), (";", "Semicolon ;", UInt8(ascii: ";")), ("tab", "Tab", 0x09),
        ("|", "Bar |", UInt8(ascii: "|")),
    ]

    private static let encodings: [(value: String, name: String)] = [
        ("", "UTF-8 (or as the file says)"), ("windows-1252", "Windows, western Europe (windows-1252)"),
        ("iso-8859-15", "Western Europe (iso-8859-15)"), ("macintosh", "Old Macintosh"),
        ("windows-1250", "Windows, central Europe (windows-1250)"),
        ("windows-1251", "Windows, Cyrillic (windows-1251)"), ("windows-1253", "Windows, Greek (windows-1253)"),
        ("windows-1254", "Windows, Turkish (windows-1254)"), ("shift_jis", "Japanese (Shift JIS)"),
        ("euc-kr", "Korean (EUC-KR)"), ("gb18030", "Chinese (GB 18030)"), ("big5", "Chinese (Big5)"),
        ("utf-16le", "UTF-16, little end first"), ("utf-16be", "UTF-16, big end first"),
    ]

    private static func show(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let preview = await FilePreview(path: setup.file.path, reading: setup.now.reading)
        return SetupPage.page(
            .read, title: "How your file is read",
            lead: """
                These are the first rows of <strong class='break'>\(setup.file.name)</strong>. If words stand in \
                the wrong column or letters look odd, choose another delimiter or encoding.
                """,
            call, setup,
            main: """
                \(advice(preview, setup, call))
                <section class='card'>
                <form method='post' action='\(setup.path("read"))' class='row end'>\(PageLayout.csrf(call.session))
                \(selectors(setup.now.reading))
                <button class='plain' name='go' value='here'>Read it so</button></form>
                \(table(preview))
                </section>
                <div class='row actions'><a class='button' href='\(setup.path("columns"))'>Yes, this is right</a>
                <a class='button plain' href='/setup/upload'>Upload another file</a></div>
                \(CommandBox.same([["rollcall", "records", setup.file.name] + setup.readingFlags]))
                \(SetupPage.fileIsHere(setup, call))
                """
        ).response()
    }

    private static func selectors(_ reading: Setup.Reading) -> HTML {
        let delimiters: [HTML] = Self.delimiters.map {
            option($0.value, $0.name, isChosen: $0.byte == reading.delimiter)
        }
        var list = encodings
        if let other = reading.encoding, !list.contains(where: { $0.value == other }) {
            list.append((other, other))
        }
        let encodings: [HTML] = list.map { option($0.value, $0.name, isChosen: $0.value == reading.encoding ?? "") }
        return """
            <div class='field'><label for='delimiter'>Delimiter</label>\
            <select id='delimiter' name='delimiter'>\(delimiters)</select></div>
            <div class='field'><label for='encoding'>Encoding</label>\
            <select id='encoding' name='encoding'>\(encodings)</select></div>
            """
    }

    private static func option(_ value: String, _ name: String, isChosen: Bool) -> HTML {
        "<option value='\(value)'\(isChosen ? " selected" : "" as HTML)>\(name)</option>"
    }

    /// Where the file looks like something else, a button reads it so; nothing is guessed silently.
    private static func advice(_ preview: FilePreview, _ setup: Setup, _ call: Call) -> HTML {
        if let failure = preview.failure { return Notice.box(.bad, "<p>\(failure)</p>", isNews: true) }
        if let encoding = preview.suspectedEncoding {
            return suggestion("It looks as if the text were in \(encoding).", "encoding", encoding, setup, call)
        }
        let header = HeaderRecord(names: preview.header, delimiter: setup.now.reading.delimiter)
        let found = try? ColumnMap.bind(header, configuration: call.server.configuration, mapping: Mapping())
        if let delimiter = found?.problems.first(where: { $0.code == .wrongDelimiter })?.arguments["delimiter"],
            let known = delimiters.first(where: { $0.byte == delimiter.utf8.first || $0.value == delimiter }),
            known.byte != setup.now.reading.delimiter
        {
            return suggestion(
                "It looks as if the columns were separated by: \(known.name).", "delimiter", known.value, setup,
                call)
        }
        return .none
    }

    private static func suggestion(
        _ text: String, _ field: String, _ value: String, _ setup: Setup, _ call: Call
    ) -> HTML {
        Notice.box(.warn, """
            <p><strong>\(text)</strong></p>
            <form method='post' action='\(setup.path("read"))' class='row'>\(PageLayout.csrf(call.session))
            <input type='hidden' name='\(field)' value='\(value)'>
            <button class='small'>Read it so</button></form>
            """)
    }

    private static func table(_ preview: FilePreview) -> HTML {
        guard !preview.header.isEmpty else { return "<p class='soft'>There is nothing in this file.</p>" }
        let names: [HTML] = preview.names.map { name in
            let title: HTML = name.isEmpty ? "<em>no name</em>" : "\(PageText.shortened(name, to: 60))"
            return "<th scope='col'>\(title)</th>"
        }
        let width = preview.header.count
        let rows: [HTML] = preview.rows.enumerated().map { index, row in
            let cells: [HTML] = (0..<max(width, row.count)).map { column in
                let value = row.indices.contains(column) ? PageText.shortened(row[column], to: 80) : ""
                return "<td>\(value)</td>"
            }
            return "<tr><th scope='row' class='place'>\(index + 2)</th>\(cells)</tr>"
        }
        return """
            <div class='scroll' role='group' aria-label='First rows' tabindex='0'><table class='sheet'>
            <caption>\(PageText.count(width, "column")); the first \(PageText.count(preview.rows.count, "row"))\
            </caption>
            <thead><tr><td class='place'></td>\(names)</tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private static func save(_ call: Call) async throws -> Response {
        let form = try await SetupPage.form(call)
        let setup = try SetupPage.setup(call)
        var reading = setup.now.reading
        if let value = form["delimiter"] {
            guard let known = delimiters.first(where: { $0.value == value }) else {
                throw ServerError.invalid("This is no delimiter that can be chosen.")
            }
            reading.delimiter = known.byte
        }
        if let value = form["encoding"] { reading.encoding = value.isEmpty ? nil : value }
        if reading != setup.now.reading {
            setup.change { $0.reading = reading }
            setup.forget()
        }
        return SetupPage.redirect(setup.path("read"))
    }
}
