internal import HTTPTypes
internal import Hummingbird
internal import ProfileImport
internal import ProfileSpace

/// Update history: every import, into the space or to Segment, with what became of its rows.
enum HistoryPage {
    static let routes: [Route] = [
        .page(.get, "/history", handler: show),
        .page(.get, "/history/:run/:file", handler: file),
        .page(.post, "/history/:run/undo", handler: undo),
    ] + UnfinishedForms.routes

    private static let maxRuns = 200

    private static func show(_ call: Call) async throws -> Response {
        try page(call, note: .none)
    }

    private static func page(_ call: Call, note: HTML) throws -> Response {
        let history = RunHistory(call.server.runsFolder)
        let forms = UnfinishedForms(call: call, history: history)
        // What has sent nothing changed nothing; it is of interest where it can go on.
        let all = history.runs().filter {
            $0.state == .finished || $0.state == .unfinished || $0.state == .notBegun && $0.keepsInputs
        }
        let runs = Array(all.suffix(maxRuns).reversed())
        let list: HTML =
            runs.isEmpty
            ? Notice.empty(.file, "Nothing was imported yet", """
                Every import of a file is listed here, those of the command line too. \
                <a href='/setup'>Begin with the guided setup</a>
                """)
            : "<section class='card'>\(table(runs, forms))</section>"
        return PageLayout.page(
            title: "Update history", session: call.session, path: "/history",
            lead: "Imports of files, the newest first, with what became of their rows.",
            refreshes: runs.contains { forms.progress($0) != nil } ? 2 : nil,
            main: """
                \(note)\(forms.card(all))\(list)
                \(CommandBox.same([["rollcall", "runs", "list", "--space", call.server.space.directory]]))
                """
        ).response()
    }

    private static func table(_ runs: [RunSummary], _ forms: UnfinishedForms) -> HTML {
        var table = DataTable(
            "Imports",
            [
                .init(name: "Begun"), .init(name: "File"), .init(name: "To"),
                .init(name: "Rows", isNumber: true), .init(name: "Delivered", isNumber: true),
                .init(name: "Left out", isNumber: true), .init(name: "State"), .init(name: "More"),
            ])
        for run in runs {
            let files = run.files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
            let counts = run.totals.counts
            table.append(
                .init(PageText.time(run.startedAt)),
                .init("<span class='break'>\(files.joined(separator: ", "))</span>"), .text(place(run)),
                .number(counts.read), .number(counts.delivered), .number(counts.rejected),
                .init(state(run, forms)),
                .init(more(run, forms.call)))
        }
        return table.html
    }

    private static func state(_ run: RunSummary, _ forms: UnfinishedForms) -> HTML {
        if let progress = forms.progress(run) { return "<span data-poll='700'>\(Notice.badge(progress))</span>" }
        if run.state == .finished {
            // Its end was somebody's wish where rows were not reached.
            return run.totals.counts.unprocessed > 0
                ? Notice.badge("rest discarded", .warn) : Notice.badge("finished", .good)
        }
        return run.isAtWork ? Notice.badge("under way") : Notice.badge("not finished", .warn)
    }

    private static func isLocal(_ run: RunSummary) -> Bool { run.destination.hasPrefix("space:") }

    static func place(_ run: RunSummary) -> String {
        isLocal(run) ? "the rehearsal space" : run.destination
    }

    private static func more(_ run: RunSummary, _ call: Call) -> HTML {
        let path = "/history/\(run.run.description)"
        let errors: HTML =
            run.errors == nil ? "" : "<a class='button plain small' href='\(path)/errors.csv'>errors.csv</a>"
        let rejects: HTML =
            run.rejects == nil ? "" : "<a class='button plain small' href='\(path)/rejects.csv'>rejects.csv</a>"
        let undo: HTML =
            isLocal(run)
            ? """
            <form method='post' action='\(path)/undo' data-confirm='Take this import back? The profiles become what \
            they were before.'>\(PageLayout.csrf(call.session))\
            <button class='quiet small' aria-label='Undo run \(run.run.description)'>Undo</button></form>
            """ : ""
        return "<span class='row'>\(errors)\(rejects)\(undo)</span>"
    }

    static func run(_ call: Call) throws -> RunSummary {
        guard let id = RunID(try call.parameter("run")),
            let run = RunHistory(call.server.runsFolder).summary(id)
        else { throw ServerError.notFound("There is no such run.") }
        return run
    }

    private static func file(_ call: Call) async throws -> Response {
        let run = try run(call)
        let name = try call.parameter("file")
        guard let path = ["errors.csv": run.errors, "rejects.csv": run.rejects][name] ?? nil else {
            throw ServerError.notFound("There is no such file.")
        }
        return try DownloadResponse.file(path, name: name, keeping: run)
    }

    private static func undo(_ call: Call) async throws -> Response {
        _ = try await SetupPage.form(call)
        let run = try run(call)
        do {
            _ = try await call.server.space.undo(run: run.run.description)
        } catch {
            let text: HTML = "<p><strong>It was not undone:</strong> \(error.detail)</p>"
            return try page(call, note: Notice.box(.bad, text, isNews: true))
        }
        return try page(
            call,
            note: Notice.box(
                .good, "<p><strong>The import was taken back.</strong> The profiles are what they were before it.</p>",
                isNews: true))
    }
}
