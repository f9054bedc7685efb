internal import HTTPTypes
internal import Hummingbird
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport

/// Step 2, third: what each column becomes, with suggestions.
enum SetupColumnsPage {
    static let routes: [Route] = [
        .page(.get, "/setup/:id/columns", handler: show),
        .page(.post, "/setup/:id/columns", handler: save),
        .page(.get, "/setup/:id/mapping.yaml", handler: download),
    ]

    private static func show(_ call: Call) async throws -> Response {
        try await page(call, problem: nil)
    }

    /// - Parameter text: the text of a mapping that cannot be used, to be mended.
    private static func page(_ call: Call, problem: String?, text: String? = nil) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let preview = await FilePreview(path: setup.file.path, reading: setup.now.reading)
        let form = ColumnForm(setup: setup, preview: preview, configuration: call.server.configuration)
        let note: HTML = problem.map { Notice.box(.bad, "<p>\($0)</p>", isNews: true) } ?? .none
        return SetupPage.page(
            .columns, title: "What your columns become",
            lead: """
                A column is an identifier, which tells people apart, or a trait, which says something about \
                them. Suggestions are filled in; what you decide is kept for this file.
                """,
            call, setup,
            main: """
                \(note)\(form.identifierNote)\(form.suggestionNote)
                <form method='post' action='\(setup.path("columns"))' class='stack'>\(PageLayout.csrf(call.session))
                <section class='card'>\(form.table)\(form.tooWide)</section>
                <label class='check option'><input type='checkbox' name='keep' value='on'>\
                <span><b>Keep this for the next files too</b>\
                <span class='note'>It becomes the mapping of the space, in space.yaml, and next week's file is \
                read the same way.</span></span></label>
                <div class='row actions'><button>Save and check the file</button>
                <a class='button plain' href='\(setup.path("mapping.yaml"))'>Download the mapping</a></div>
                </form>
                <details\(text == nil ? "" : " open" as HTML)><summary>Write the mapping by hand</summary>
                <form method='post' action='\(setup.path("columns"))' class='stack'>\(PageLayout.csrf(call.session))
                <div class='field'><label for='yaml'>The mapping as a text (YAML)</label>
                <textarea id='yaml' name='yaml' rows='14' spellcheck='false'>\(text ?? form.draft)</textarea></div>
                <div class='row'><button class='plain'>Use this text</button></div></form></details>
                \(CommandBox.same(
                    [setup.command("check", ["--suggest-mapping", "mapping.yaml"], call.server)],
                    note: "Edit the file, then add <code>--mapping mapping.yaml</code> to every command."))
                """
        ).response(status: problem == nil ? .ok : .badRequest)
    }

    private static func save(_ call: Call) async throws -> Response {
        let form = try await SetupPage.form(call)
        let setup = try SetupPage.setup(call)
        let configuration = call.server.configuration
        let preview = await FilePreview(path: setup.file.path, reading: setup.now.reading)
        let mapping: Mapping
        do throws(ServerError) {
            if let yaml = form["yaml"] {
                mapping = try ColumnChoices.parse(yaml, configuration)
            } else {
                mapping = try ColumnChoices.mapping(
                    form, headers: preview.names, old: setup.now.mapping ?? configuration.mapping ?? Mapping(),
                    configuration)
            }
            try checkNames(preview, mapping, configuration)
        } catch {
            return try await page(call, problem: error.message, text: form["yaml"])
        }
        setup.change { $0.mapping = mapping }
        setup.forget()
        if form["keep"] == "on" {
            try SpaceFile.change(call.server) { $0.mapping = mapping }
        }
        return SetupPage.redirect(setup.path("problems"))
    }

    /// That no two columns get one name.
    private static func checkNames(
        _ preview: FilePreview, _ mapping: Mapping, _ configuration: SpaceConfiguration
    ) throws(ServerError) {
        do {
            _ = try ColumnMap.bind(
                HeaderRecord(names: preview.header), configuration: configuration, mapping: mapping)
        } catch {
            throw .invalid(error.description)
        }
    }

    private static func download(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let preview = await FilePreview(path: setup.file.path, reading: setup.now.reading)
        let form = ColumnForm(setup: setup, preview: preview, configuration: call.server.configuration)
        return CSVRoutes.file(
            Array((setup.now.mapping?.yaml() ?? form.draft).utf8), name: "mapping.yaml",
            type: "application/yaml; charset=utf-8")
    }
}
