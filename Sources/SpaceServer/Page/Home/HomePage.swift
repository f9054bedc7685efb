internal import Hummingbird
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace

/// The start: a drop zone that checks a file for anybody. The file is read as it arrives and kept nowhere.
enum HomePage {
    static let routes: [Route] = [
        .page(.get, "/", access: .open, handler: show),
        .page(.post, "/check", access: .open, handler: check),
        .page(.get, "/check", access: .open) { _ in
            Response(status: .seeOther, headers: [.location: "/"])
        },
    ]

    private static func show(_ call: Call) async throws -> Response {
        PageLayout.page(
            title: "Is your CSV file ready?", session: call.session, path: "/",
            lead: """
                Every row is checked. You see what to mend, and who takes the file. Nothing is sent, and \
                nothing is stored.
                """,
            main: """
                \(zone)
                <div class='columns'>\(setupCard)\(spaceCard(call))\(templateCard(call))</div>
                \(CommandBox.same("rollcall", "check", "people.csv"))
                """
        ).response()
    }

    private static var zone: HTML {
        DropZone.form(
            action: "/check",
            text: "CSV, plain or gzip, of any size. It is read as it arrives and kept nowhere.",
            button: "Check it")
    }

    private static let setupCard: HTML = """
        <section class='card'><h2>Bring people in, step by step</h2>
        <p class='soft'>The guided setup goes on from the check: columns, problems, rules for who is who, what \
        would happen, and at last the import or the upload.</p>
        <footer><a class='button' href='/setup'>Start the guided setup</a></footer></section>
        """

    private static func spaceCard(_ call: Call) -> HTML {
        let count = call.session == nil ? nil : try? call.server.space.profileCount()
        let text: HTML =
            if let count {
                """
                <p class='soft'>\(call.server.configuration.name) holds \
                \(PageText.count(count, "profile")). Try things out there: nothing in it goes to Segment.</p>
                """
            } else {
                """
                <p class='soft'>Try an import there first: it behaves as Segment does, and nothing in it goes \
                to Segment.</p>
                """
            }
        return """
            <section class='card'><h2>The rehearsal space</h2>\(text)
            <footer><a class='button plain' href='/profiles'>Look at profiles</a></footer></section>
            """
    }

    private static func templateCard(_ call: Call) -> HTML {
        let link: HTML =
            call.session == nil
            ? "<a class='button plain' href='/login'>Log in for the template</a>"
            : "<a class='button plain' href='/csv/template'>Download the template</a>"
        return """
            <section class='card'><h2>No file yet?</h2>
            <p class='soft'>The template has the columns of this space: its identifiers and the traits it \
            knows.</p><footer>\(link)</footer></section>
            """
    }

    /// Reads the file from the request itself.
    private static func check(_ call: Call) async throws -> Response {
        let form = try MultipartForm(call)
        try await form.readFields()
        let name = Spool.plain(form.fileName ?? "upload.csv")
        let server = call.server
        let stage = CheckStage(
            configuration: server.configuration,
            options: CheckOptions(
                reading: ReadingOptions(
                    workers: server.options.workers, memory: server.options.checkMemory),
                target: server.configuration.target, maxProblems: 300))
        let report = try await call.receiving {
            try await stage.check(MultipartSource(form), name: name, isFile: true)
        }
        let view = ReportView(report)
        return PageLayout.page(
            title: name, session: call.session, path: "/", lead: "\(headline(report))",
            main: """
                <section class='card'>\(view.figures)</section>
                <h2>Who takes it</h2>\(view.verdicts)
                <h2>What to mend</h2>\(view.problems)
                \(Notice.whereabouts("On your computer only. It was read here once and nothing of it was kept."))
                <div class='row actions'><a class='button' href='/setup/upload'>Mend and import it step by \
                step</a><a class='button plain' href='/'>Check another file</a></div>
                \(CommandBox.same("rollcall", "check", name))
                """
        ).response()
    }

    private static func headline(_ report: Report) -> String {
        let takers = Target.allCases.filter { report.verdict(of: $0).isOK }
        return if !report.hasHeader {
            "This file cannot be read as a table."
        } else if takers.count == Target.allCases.count {
            "The file is ready for everybody who takes such files."
        } else if takers.isEmpty {
            "Nobody takes the file as it is. Below stands what to mend."
        } else {
            "Some take the file as it is, others do not. Below stands why."
        }
    }
}
