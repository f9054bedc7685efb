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

    /// What stands above the list, where something waits.
    func notice(_ runs: [RunSummary]) -> HTML {
        let waiting = runs.count { call.server.unfinished.isWaiting($0) }
        let failures: [HTML] = runs.compactMap { run in
            guard let work = call.server.unfinished.work(on: run.run),
                let failure = SetupPage.failure(work)
            else { return nil }
            return failure
        }
        guard waiting > 0 else { return "\(failures)" }
        return """
            \(failures)\(Notice.box(.warn, """
                <p><strong>\(PageText.count(waiting, "import")) came to no end.</strong> The file is kept here until \
                you go on or discard it. Going on sends what is left: no row is delivered twice.</p>
                """))
            """
    }

    /// How far a run is that goes on here just now.
    func progress(_ run: RunSummary) -> String? {
        guard let work = call.server.unfinished.work(on: run.run), work.isRunning else { return nil }
        guard case .running(let progress) = work.state else { return "going on" }
        return "going on, \(PageText.count(progress.rows, "row")) so far"
    }

    /// What can be done about a run; nothing where it does not wait.
    func forms(_ run: RunSummary) -> HTML {
        guard call.server.unfinished.isWaiting(run) else { return .none }
        let path = "/history/\(run.run.description)"
        return """
            \(goOn(run, path))<form method='post' action='\(path)/discard' data-confirm='Discard the rest? The rows \
            that were not delivered are not sent, and the uploaded file is removed.'>\(PageLayout.csrf(call.session))\
            <button class='quiet small' aria-label='Discard run \(run.run.description)'>Discard</button></form>
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
