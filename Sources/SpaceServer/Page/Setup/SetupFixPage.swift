internal import HTTPTypes
internal import Hummingbird
internal import ProfileCSV
internal import ProfileImport

/// Step 2, aside: a corrected copy of the file, with the list of what was changed.
enum SetupFixPage {
    static let routes: [Route] = [
        .page(.get, "/setup/:id/correct", handler: show),
        .page(.post, "/setup/:id/correct", handler: start),
        .page(.get, "/setup/:id/corrected.csv") { try await file($0, isChanges: false) },
        .page(.get, "/setup/:id/changes.jsonl") { try await file($0, isChanges: true) },
        .page(.post, "/setup/:id/use-corrected", handler: goOn),
    ]

    /// A corrected copy on disk.
    struct Copy: Sendable {
        let folder: ScratchFolder
        var outcome: FixOutcome
    }

    private static let mends: [(name: String, mend: Mends, title: String, remark: String)] = [
        ("spaces", .spaces, "Spaces in traits", "Around values and doubled ones, and marks that nobody sees."),
        ("quotes", .quotes, "Quotation marks", "Typographic ones become plain ones."),
        (
            "identifiers", .identifiers, "Identifiers",
            "Spaces around them go, and headers that were meant to be an identifier become it."
        ),
        (
            "transliterate", .transliterate, "Letters of names",
            "Letters that the upload page does not take become plain ones: ñ becomes n. People's names change."
        ),
    ]

    private static func show(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let work = setup.now.fix
        if let work, work.isRunning {
            return SetupPage.page(
                .problems, title: "Writing the corrected copy", refreshes: 2, call, setup,
                main: SetupPage.progress(work, text: "The copy is written and checked")
            ).response()
        }
        let result: HTML =
            if let copy = work?.result { Self.result(copy, setup, call) }
            else { work.flatMap { SetupPage.failure($0) } ?? .none }
        return SetupPage.page(
            .problems, title: "A corrected copy",
            lead: """
                What can be mended without knowing what was meant is mended in a copy, for \
                “\(setup.now.target.title)”. Your file stays as it is, and every change is listed.
                """,
            call, setup,
            main: """
                \(result)\(form(setup, call))
                <div class='row actions'><a class='button plain' href='\(setup.path("problems"))'>Back to the \
                problems</a></div>
                \(CommandBox.same([setup.command("check", ["--fix", "corrected.csv"], call.server)]))
                """
        ).response()
    }

    private static func form(_ setup: Setup, _ call: Call) -> HTML {
        let boxes: [HTML] = mends.map { mend in
            """
            <label class='check option'><input type='checkbox' name='mend' value='\(mend.name)'>\
            <span><b>\(mend.title)</b><span class='note'>\(mend.remark)</span></span></label>
            """
        }
        return """
            <section class='card'><form method='post' action='\(setup.path("correct"))' class='stack'>\
            \(PageLayout.csrf(call.session))<fieldset><legend>Also change, if you want</legend>
            <div class='columns'>\(boxes)</div></fieldset>
            <div><button>Write a corrected copy</button></div></form></section>
            """
    }

    private static func result(_ copy: Copy, _ setup: Setup, _ call: Call) -> HTML {
        let outcome = copy.outcome
        guard outcome.after != nil else {
            return Notice.box(
                .bad, "<p><strong>No copy could be made.</strong> The file cannot be read to its end.</p>",
                isNews: true)
        }
        let rest: [HTML] = outcome.remaining.map { one in
            """
            <li>\(Explanation.of(one.code)?.title ?? one.code.rawValue) \
            <span class='soft'>\(PageText.count(one.count, "place")): \(one.reason).</span></li>
            """
        }
        let changed: [HTML] = outcome.changes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { change in
            "<li>\(title(of: change.key)) <span class='soft'>\(PageText.count(change.value, "change"))</span></li>"
        }
        let verdict = Notice.box(
            outcome.isOK ? .good : .warn,
            outcome.isOK
                ? "<p><strong>The copy is taken as it is.</strong></p>"
                : "<p><strong>Some problems are left for you to mend:</strong></p><ul class='list'>\(rest)</ul>",
            isNews: true)
        guard outcome.changeCount > 0 else {
            return """
                \(verdict)<section class='card'><h2>Nothing to change</h2>
                <p class='soft'>The copy would be your file as it is: there is nothing that can be mended without \
                knowing what was meant.</p></section>
                """
        }
        return """
            \(verdict)<section class='card'><h2>\(PageText.count(outcome.changeCount, "change"))</h2>
            <ul class='list'>\(changed)</ul>
            <div class='row'><a class='button' href='\(setup.path("corrected.csv"))'>Download the corrected file</a>
            <a class='button plain' href='\(setup.path("changes.jsonl"))'>Download the list of changes</a>
            <form method='post' action='\(setup.path("use-corrected"))'>\(PageLayout.csrf(call.session))\
            <button class='plain'>Go on with the corrected file</button></form></div></section>
            """
    }

    /// A rule that changed something, in a few words.
    private static func title(of rule: String) -> String {
        if rule == "mapping" { return "A header got the name that you chose for its column." }
        return Explanation.of(ProblemCode(rawValue: rule))?.title ?? mends.first { $0.name == rule }?.title ?? rule
    }

    private static func start(_ call: Call) async throws -> Response {
        let form = try await SetupPage.form(call)
        let setup = try SetupPage.setup(call)
        let chosen = form.all("mend")
        let mends = mends.filter { chosen.contains($0.name) }.reduce(into: Mends()) { $0.formUnion($1.mend) }
        let (server, state, file) = (call.server, setup.now, setup.file)
        let (configuration, reading) = (server.configuration, setup.readingOptions(server))
        let work: Work<Copy> = server.work.start("correct") { work in
            let folder = try server.spool.makeFolder(reserving: file.bytes)
            let stage = FixStage(
                configuration: configuration, mapping: state.mapping,
                options: FixOptions(
                    check: CheckOptions(reading: reading, target: state.target), mends: mends,
                    temporaryFolder: folder.path))
            let outcome = try await server.uploads.pass {
                try await stage.fix(file.path, to: folder.path + "/corrected.csv") { work.tell($0) }
            }
            return Copy(folder: folder, outcome: outcome)
        }
        setup.change { state in
            state.fix?.cancel()
            state.fix = work
        }
        return SetupPage.redirect(setup.path("correct"))
    }

    private static func file(_ call: Call, isChanges: Bool) async throws -> Response {
        let setup = try SetupPage.setup(call)
        guard let copy = setup.now.fix?.result, copy.outcome.after != nil else {
            throw ServerError.notFound("There is no corrected copy yet.")
        }
        return try DownloadResponse.file(
            isChanges ? copy.outcome.changesFile ?? "" : copy.outcome.file, name: name(setup, isChanges: isChanges),
            keeping: copy.folder)
    }

    private static func name(_ setup: Setup, isChanges: Bool) -> String {
        var stem = setup.file.name[...]
        for ending in [".gz", ".csv"] where stem.lowercased().hasSuffix(ending) {
            stem = stem.dropLast(ending.count)
        }
        return isChanges ? "\(stem)-changes.jsonl" : "\(stem)-corrected.csv"
    }

    /// The corrected copy as a file of its own in the setup; the mapping holds for it too.
    private static func goOn(_ call: Call) async throws -> Response {
        _ = try await SetupPage.form(call)
        let setup = try SetupPage.setup(call)
        guard let session = call.session, let copy = setup.now.fix?.result, copy.outcome.after != nil else {
            throw ServerError.notFound("There is no corrected copy yet.")
        }
        let file = try await call.server.spool.take(
            try FileParts(copy.outcome.file), name: name(setup, isChanges: false))
        let next = Setup(file, session: session, target: setup.now.target)
        let mapping = setup.now.mapping
        next.change { $0.mapping = mapping }
        call.server.setups.add(next)
        return SetupPage.redirect(next.path("problems"))
    }
}
