internal import HTTPTypes
internal import Hummingbird
internal import ProfileImport

/// What the pages of the guided setup share.
enum SetupPage {
    /// The file that the address names.
    ///
    /// - Throws: 404 for one that was removed, or is another session's.
    static func setup(_ call: Call) throws -> Setup {
        guard let session = call.session,
            let setup = call.server.setups.find(try call.parameter("id"), of: session)
        else {
            throw ServerError.notFound(
                "This file is no longer here: it was removed, or the server was started anew. Upload it again.")
        }
        return setup
    }

    /// The fields of a form that a page of this session sent.
    static func form(_ call: Call) async throws -> QueryString {
        let form = try await call.form()
        try call.checkCSRF(form)
        return form
    }

    static func page(
        _ place: SetupStep.Place, title: String, lead: HTML? = nil, refreshes: Int? = nil,
        _ call: Call, _ setup: Setup?, main: HTML
    ) -> HTML {
        PageLayout.page(
            title: title, session: call.session, path: "/setup", lead: lead, refreshes: refreshes,
            above: SetupStep.bar(place, setup), main: main)
    }

    static func redirect(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }

    /// While something is under way: how far it is, and a way to stop it.
    static func progress<Result>(_ work: Work<Result>, text: String) -> HTML {
        var bar: HTML = "<progress aria-label='\(text)'></progress>"
        var facts = "Beginning"
        if case .running(let progress) = work.state {
            facts = "\(PageText.count(progress.rows, "row")) so far"
            if let total = progress.totalBytes, total > 0 {
                let share = min(100, progress.inputBytes * 100 / total)
                bar = "<progress max='100' value='\(share)' aria-label='\(text)'></progress>"
                facts = "\(share) %, \(facts)"
            }
        }
        return """
            <section class='card' data-poll='700'><h2>\(text)</h2>\(bar)<p class='soft'>\(facts)</p>
            <p class='no-js'><a class='button plain' href=''>Look again</a></p></section>
            """
    }

    /// What to say where something did not come to its end; `nil` while it runs and where it did.
    static func failure<Result>(_ work: Work<Result>) -> HTML? {
        switch work.state {
        case .failed(let text): Notice.box(.bad, "<p>\(text)</p>", isNews: true)
        case .stopped: Notice.box(.warn, "<p>This was stopped.</p>", isNews: true)
        case .waiting, .running, .done: nil
        }
    }

    /// Where the file is while nothing was done with it.
    static func fileIsHere(_ setup: Setup, _ call: Call) -> HTML {
        Notice.whereabouts("""
            On this server's disk, as <strong>\(setup.file.name)</strong> \
            (\(PageText.bytes(setup.file.bytes))). Nothing was imported and nothing went to Segment. It is \
            removed when you log out, when the server ends, or now:
            <form method='post' action='\(setup.path("remove"))' class='row'>\(PageLayout.csrf(call.session))\
            <button class='plain small'>Remove the file</button></form>
            """)
    }
}
