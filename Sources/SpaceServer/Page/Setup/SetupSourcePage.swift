internal import Hummingbird
internal import ProfileImport

/// Step 1: where the people come from. This version reads CSV files.
enum SetupSourcePage {
    static let routes: [Route] = [
        .page(.get, "/setup", handler: show),
        .page(.post, "/setup/:id/remove", handler: remove),
    ]

    private static func show(_ call: Call) async throws -> Response {
        SetupPage.page(
            .source, title: "Where do your people come from?",
            lead: "Choose a source. With a CSV file you can come back here at any time and add another.",
            call, nil,
            main: """
                \(waiting(call))\(underWay(call))
                <div class='columns'>
                <a class='card choice' href='/setup/upload'><h2>\(Icon.file.html())CSV file</h2>
                <p class='soft'>One row a person. Export it from a spreadsheet, a shop or a contact list. A new \
                column becomes a new trait.</p><footer><span class='button'>Choose CSV</span></footer></a>
                \(later("Salesforce", .cloud, "A connection that is read every few hours."))
                \(later("Data warehouse", .space, "Rows of a table, again and again, as they change."))
                \(later("Website or mobile app", .people, "Calls that your own pages and apps send."))
                </div>
                """
        ).response()
    }

    private static func later(_ name: String, _ icon: Icon, _ text: String) -> HTML {
        """
        <section class='card off'><h2 class='row'>\(icon.html())\(name)</h2><p class='soft'>\(text)</p>
        <footer>\(Notice.badge("Not in this version"))</footer></section>
        """
    }

    /// Imports of anybody that could go on: whoever comes back after the server ended looks here first.
    private static func waiting(_ call: Call) -> HTML {
        let runs = RunHistory(call.server.runsFolder).runs()
        let count = runs.count(where: call.server.unfinished.isWaiting)
        guard count > 0 else { return .none }
        return Notice.box(.warn, """
            <p>\(PageText.count(count, "import")) came to no end. <a href='/history'>Go on or discard the rest</a> in \
            the update history.</p>
            """)
    }

    /// Files of this session that are here already.
    private static func underWay(_ call: Call) -> HTML {
        let setups = call.session.map(call.server.setups.of) ?? []
        guard !setups.isEmpty else { return .none }
        let items: [HTML] = setups.map { setup in
            """
            <li class='row apart'><span class='break'><strong>\(setup.file.name)</strong> \
            <span class='soft'>\(PageText.bytes(setup.file.bytes))</span></span>
            <span class='row'><a class='button plain small' href='\(setup.path("problems"))'>Go on</a>
            <form method='post' action='\(setup.path("remove"))'>\(PageLayout.csrf(call.session))\
            <button class='quiet small' aria-label='Remove \(setup.file.name)'>Remove</button></form></span></li>
            """
        }
        return "<section class='card'><h2>Files that you began with</h2><ul class='plain'>\(items)</ul></section>"
    }

    private static func remove(_ call: Call) async throws -> Response {
        _ = try await SetupPage.form(call)
        call.server.setups.remove(try SetupPage.setup(call))
        return SetupPage.redirect("/setup")
    }
}
