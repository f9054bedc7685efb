internal import Hummingbird
internal import ProfileSpace

/// Step 4: whether everything is connected and configured, item by item.
enum SetupCheckPage {
    static let routes: [Route] = [
        .page(.get, "/setup/check", handler: show),
        .page(.post, "/setup/check", handler: run),
        .page(.get, "/setup/:id/check", handler: show),
        .page(.post, "/setup/:id/check", handler: run),
    ]

    private static func show(_ call: Call) async throws -> Response {
        let setup = try setup(call)
        return page(call, setup, content: """
            <section class='card'><h2>What is tested</h2>
            <p class='soft'>Whether the space can be read and written, whether keys and tokens are there, and \
            whether a test message comes through. The test message makes no profile.</p>
            \(form(call, setup, "Test everything"))</section>
            """)
    }

    private static func run(_ call: Call) async throws -> Response {
        _ = try await SetupPage.form(call)
        let setup = try setup(call)
        let items = await ConfigurationCheck(call.server, setup).items()
        let failed = items.count { $0.outcome == .fail }
        let note: HTML =
            failed == 0
            ? Notice.box(
                .good, "<p><strong>This step is complete.</strong> Everything that is configured works.</p>",
                isNews: true)
            : Notice.box(
                .bad, "<p><strong>\(PageText.count(failed, "test")) failed.</strong> Below stands what to do.</p>",
                isNews: true)
        let rows: [HTML] = items.map { item in
            let badge: HTML =
                switch item.outcome {
                case .pass: Notice.badge("Passed", .good)
                case .fail: Notice.badge("Failed", .bad)
                case .skip: Notice.badge("Left out")
                }
            let hint: HTML = item.outcome == .fail ? "<p><strong>Mend:</strong> \(item.hint)</p>" : ""
            return """
                <li class='row apart'><span><strong>\(item.title)</strong><br><span class='soft'>\(item.detail)</span>\
                \(hint)</span>\(badge)</li>
                """
        }
        return page(call, setup, content: """
            \(note)<section class='card'><h2>Results</h2><ul class='plain'>\(rows)</ul>\
            \(form(call, setup, "Test again"))</section>
            <section class='card'><h2>Where to go from here</h2><p class='row'>
            <a class='button plain' href='/setup'>Back to the sources</a>
            <a class='button plain' href='/profiles'>Look at profiles</a>
            <a class='button plain' href='/debugger'>Source debugger</a></p></section>
            """)
    }

    private static func setup(_ call: Call) throws -> Setup? {
        call.rawParameter("id").isEmpty ? nil : try SetupPage.setup(call)
    }

    private static func form(_ call: Call, _ setup: Setup?, _ text: String) -> HTML {
        """
        <form method='post' action='\(setup?.path("check") ?? "/setup/check")'>\(PageLayout.csrf(call.session))\
        <button>\(text)</button></form>
        """
    }

    private static func page(_ call: Call, _ setup: Setup?, content: HTML) -> Response {
        SetupPage.page(
            .check, title: "Check the configuration",
            lead: "The last step: tests that everything works together.", call, setup,
            main: """
                \(content)
                \(CommandBox.same([["rollcall", "space", "check", "--space", call.server.space.directory]]))
                """
        ).response()
    }
}
