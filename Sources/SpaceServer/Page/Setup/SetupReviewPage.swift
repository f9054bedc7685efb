internal import HTTPTypes
internal import Hummingbird
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace

/// Step 3, first: what was found in the file, and the rules by which people are told apart. It comes
/// before the plan, because rules act on new data only.
enum SetupReviewPage {
    static let routes: [Route] = [
        .page(.get, "/setup/:id/review") { try await page($0, problem: nil) },
        .page(.post, "/setup/:id/review", handler: save),
    ]

    /// - Parameter rules: those of a form that cannot be saved; `nil`: the ones in force.
    private static func page(
        _ call: Call, problem: String?, rules: [IdentifierRule]? = nil
    ) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let work = setup.check(call.server)
        guard let report = work.result else {
            let failure = SetupPage.failure(work)
            return SetupPage.page(
                .review, title: "Reading your file", refreshes: failure == nil ? 2 : nil, call, setup,
                main: failure ?? SetupPage.progress(work, text: "Every row is being read")
            ).response()
        }
        let form = RulesForm(rules: rules ?? call.server.configuration.identifiers, report: report)
        let saved: HTML =
            call.query["saved"] == nil
            ? .none : Notice.box(.good, "<p>The rules are saved and hold from now on.</p>", isNews: true)
        let note: HTML = problem.map { Notice.box(.bad, "<p>\($0)</p>", isNews: true) } ?? saved
        return SetupPage.page(
            .review, title: "Identifiers and traits",
            lead: """
                This is what your file holds, and how people will be told apart. Change the rules before the \
                import: they act on new data only.
                """,
            call, setup,
            main: """
                \(note)\(extracted(report, setup))
                <form method='post' action='\(setup.path("review"))' class='stack'>\(PageLayout.csrf(call.session))
                <section class='card'><h2>Rules of the space</h2>
                <p class='soft'>The most trusted identifier comes first. Where a profile would get more values of \
                one kind than its limit, the identifier further down is left off.</p>
                \(form.table)</section>
                \(form.addition)
                <div class='row actions'><button name='do' value='save'>Save the rules</button>
                <a class='button plain' href='\(setup.path("plan"))'>Go on without changes</a></div>
                <p class='note'>They are written to space.yaml in \(call.server.space.directory); comments of your \
                own in that file are not kept.</p></form>
                \(computed)
                \(CommandBox.same(
                    [["rollcall", "space", "show", "--space", call.server.space.directory]],
                    note: "The rules stand in space.yaml, with a word on each; edit them there."))
                """
        ).response(status: problem == nil ? .ok : .badRequest)
    }

    // MARK: What the file holds

    private static func extracted(_ report: Report, _ setup: Setup) -> HTML {
        var identifiers = DataTable(
            "Identifiers in the file",
            [
                .init(name: "Column"), .init(name: "Identifier"), .init(name: "In the message"),
                .init(name: "Filled", isNumber: true), .init(name: "Different values", isNumber: true),
            ], namesRows: true)
        for column in report.identifiers {
            identifiers.append(
                .text(column.header), .init(Notice.badge(column.identifier, .info)),
                .init("<code>\(column.location)</code>"), filled(column.filled, report),
                distinct(column.distinct, column.isDistinctEstimated))
        }
        var traits = DataTable(
            "Traits in the file",
            [
                .init(name: "Column"), .init(name: "Trait"), .init(name: "Looks like"),
                .init(name: "Filled", isNumber: true), .init(name: "Different values", isNumber: true),
                .init(name: "Longest value", isNumber: true),
            ], namesRows: true)
        for column in report.traits {
            traits.append(
                .text(column.header), .text(column.trait), .text(looks(column.looksLike)),
                filled(column.filled, report), distinct(column.distinct, column.isDistinctEstimated),
                longest(column.longestBytes))
        }
        let none: HTML = """
            <p class='soft'>None. Without an identifier nobody can be told apart: choose one under \
            <a href='\(setup.path("columns"))'>Columns</a>.</p>
            """
        return """
            <section class='card'><h2>Identifiers in your file</h2>\(identifiers.isEmpty ? none : identifiers.html)
            </section>
            <section class='card'><h2>Traits in your file</h2>\
            \(traits.isEmpty ? "<p class='soft'>None.</p>" : traits.html)</section>
            """
    }

    private static func filled(_ count: Int, _ report: Report) -> DataTable.Cell {
        DataTable.Cell(
            """
            \(PageText.number(count)) <span class='soft'>\(PageText.share(count, of: report.rows))</span>\
            \(Figures.bar(count, of: report.rows))
            """, style: "number")
    }

    private static func distinct(_ count: Int?, _ isEstimated: Bool) -> DataTable.Cell {
        guard let count else { return .number(nil) }
        return DataTable.Cell("\(isEstimated ? "about " : "")\(PageText.number(count))", style: "number")
    }

    private static func longest(_ bytes: Int?) -> DataTable.Cell {
        guard let bytes else { return .number(nil) }
        return DataTable.Cell("\(PageText.bytes(bytes))", style: "number")
    }

    private static func looks(_ type: String?) -> String {
        switch type {
        case "number": "numbers"
        case "boolean": "true or false"
        case "date": "dates"
        case "json": "JSON"
        case "email": "e-mail addresses"
        case "phone": "phone numbers"
        case "string": "text"
        default: "–"
        }
    }

    private static let computed: HTML = """
        <section class='card off'><div class='row apart'><h2>Computed traits</h2>\
        \(Notice.badge("Not in this version"))</div>
        <p class='soft'>Traits that are worked out from others, such as a sum of orders. Segment works them out \
        itself once the people are there.</p></section>
        """

    // MARK: Saving

    private static func save(_ call: Call) async throws -> Response {
        let form = try await SetupPage.form(call)
        let setup = try SetupPage.setup(call)
        var rules: [IdentifierRule] = []
        do throws(ServerError) {
            rules = try RulesForm.rules(form)
        } catch {
            return try await page(call, problem: error.message)
        }
        // A button that moves or removes a rule shows the form again; nothing is in force before it is saved.
        guard form["do"] == "save" || form["do"] == nil else {
            return try await page(call, problem: nil, rules: RulesForm.applying(form["do"] ?? "", to: rules))
        }
        do {
            try SpaceFile.change(call.server) { $0.identifiers = rules }
        } catch let error as ServerError {
            return try await page(call, problem: error.message, rules: rules)
        }
        setup.forget()
        return SetupPage.redirect(setup.path("review?saved=1"))
    }
}
