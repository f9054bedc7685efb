internal import HTTPTypes
internal import Hummingbird
internal import ProfileImport

/// Going on with an import that came to no end, or discarding the rest of it: parts of the update history.
struct UnfinishedForms {
    let call: Call
    let history: RunHistory

    static let routes: [Route] = [
        .page(.post, "/history/:run/resume", handler: resume),
        .page(.post, "/history/:run/discard", handler: discard),
    ]

    /// What waits, each with what can be done about it, and how going on went last time; nothing where
    /// nothing waits.
    func card(_ runs: [RunSummary]) -> HTML {
        let failures: [HTML] = runs.compactMap { run in
            call.server.unfinished.work(on: run.run).flatMap { SetupPage.failure($0) }
        }
        let items: [HTML] = runs.filter(call.server.unfinished.isWaiting).map(item)
        guard !items.isEmpty else { return "\(failures)" }
        return """
            \(failures)<section class='card'><h2>Imports that came to no end</h2>
            <p class='soft'>Each keeps its file here until you go on or discard the rest. Going on sends what is \
            left.</p><ul class='plain'>\(items)</ul></section>
            """
    }

    private func item(_ run: RunSummary) -> HTML {
        let files = run.files.map(Spool.plain).joined(separator: ", ")
        let counts = run.totals.counts
        let rows =
            counts.read == 0
            ? "nothing delivered yet"
            : "\(PageText.number(counts.delivered)) of \(PageText.count(counts.read, "row")) delivered"
        return """
            <li class='stack'><span class='break'><strong>\(files)</strong> \
            <span class='soft'>to \(HistoryPage.place(run)): \(rows)</span></span>\(forms(run))</li>
            """
    }

    /// How far a run is that goes on here just now.
    func progress(_ run: RunSummary) -> String? {
        guard let work = call.server.unfinished.work(on: run.run), work.isRunning else { return nil }
        guard case .running(let progress) = work.state else { return "going on" }
        return "going on, \(PageText.count(progress.rows, "row")) so far"
    }

    private func forms(_ run: RunSummary) -> HTML {
        let path = "/history/\(run.run.description)"
        return """
            <span class='row'>\(goOn(run, path))<form method='post' action='\(path)/discard' \
            data-confirm='Discard the rest? The rows that were not delivered are not sent, and the uploaded file is \
            removed.'>\(PageLayout.csrf(call.session))\
            <button class='quiet small' aria-label='Discard run \(run.run.description)'>Discard</button></form></span>
            """
    }

    private func goOn(_ run: RunSummary, _ path: String) -> HTML {
        guard let place = call.server.place(of: run) else {
            return "<span class='soft'>Goes on where \(run.destination) is configured again.</span>"
        }
        let host = call.server.options.segment?.host
        let isLocal = run.destination.hasPrefix("space:")
        let question: HTML =
            isLocal ? "" : " data-confirm='Send the rest of the rows to \(host ?? place.name)?'"
        let doubts: [HTML] = history.doubts(about: run.run, now: call.server.now()).map {
            "<span>\(Self.words($0))</span>"
        }
        let sure: HTML =
            doubts.isEmpty
            ? .none
            : """
            <label class='check'><input type='checkbox' name='sure' value='on' required>\
            <span>\(doubts) Go on all the same.</span></label>
            """
        return """
            <form method='post' action='\(path)/resume' class='row'\(question)>\(PageLayout.csrf(call.session))\(sure)\
            <button class='small' aria-label='Go on with run \(run.run.description)'>Go on</button></form>
            """
    }

    private static func words(_ doubt: ResumeDoubt) -> String {
        switch doubt {
        case .outdated:
            "A later import to the same place has finished: older values would replace newer ones."
        case .old(let hours):
            "It began \(hours) hours ago: the other side may have forgotten which rows it has, and could take "
                + "the last ones twice."
        }
    }

    // MARK: Doing it

    private static func waiting(_ call: Call) async throws -> (RunSummary, QueryString) {
        let form = try await SetupPage.form(call)
        let run = try HistoryPage.run(call)
        guard call.server.unfinished.isWaiting(run) else {
            throw ServerError(
                .conflict, "not_waiting",
                "This import does not wait for anybody: it is under way, or has come to its end.")
        }
        return (run, form)
    }

    private static func resume(_ call: Call) async throws -> Response {
        let (run, form) = try await waiting(call)
        guard let place = call.server.place(of: run) else {
            throw ServerError.forbidden("Segment is not configured on this server as it was then.")
        }
        let isSure = form["sure"] == "on"
        let doubts = RunHistory(call.server.runsFolder).doubts(about: run.run, now: call.server.now())
        guard isSure || doubts.isEmpty else { throw ServerError.invalid("Say that you are sure first.") }
        call.server.unfinished.goOn(run, to: place, isSure: isSure, call.server)
        return SetupPage.redirect("/history")
    }

    private static func discard(_ call: Call) async throws -> Response {
        let (run, _) = try await waiting(call)
        try RunHistory(call.server.runsFolder).giveUp(run.run)
        return SetupPage.redirect("/history")
    }
}
