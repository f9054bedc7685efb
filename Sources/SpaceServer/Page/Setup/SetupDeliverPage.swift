internal import HTTPTypes
internal import Hummingbird
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace

/// Step 3, last: the file as parts for an upload page, to Segment, or into the rehearsal space.
enum SetupDeliverPage {
    static let routes: [Route] = [
        .page(.get, "/setup/:id/deliver", handler: show),
        .page(.post, "/setup/:id/import", handler: importFile),
        .page(.post, "/setup/:id/stop", handler: stop),
        .page(.get, "/setup/:id/parts/:target", handler: parts),
        .page(.get, "/setup/:id/parts/:target/:part", handler: part),
        .page(.get, "/setup/:id/import/:number/:file", handler: file),
    ]

    private static func show(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let imports = setup.now.imports
        let isRunning = imports.contains { $0.work.isRunning }
        let results: [HTML] = imports.enumerated().reversed().map { result($1, $0, setup, call) }
        return SetupPage.page(
            .deliver, title: "The last step",
            lead: "Three ways on. Rehearse first: it shows what Segment would make of the file.",
            refreshes: isRunning ? 2 : nil, call, setup,
            main: """
                \(results)
                <div class='columns'>\(rehearsal(setup, call, isRunning))\(uploads(setup))
                \(segment(setup, call, isRunning))</div>
                <div class='row actions'><a class='button plain' href='\(setup.path("check"))'>Go on to check the \
                configuration</a></div>
                \(CommandBox.same([
                    setup.command("import", [], call.server),
                    ["rollcall", "split", setup.file.name, "--target", "unify", "-o", "parts"] + setup.readingFlags,
                    setup.command("import", ["--to", "segment"], call.server),
                ]))
                \(imports.isEmpty ? SetupPage.fileIsHere(setup, call) : .none)
                """
        ).response()
    }

    // MARK: The ways

    private static func rehearsal(_ setup: Setup, _ call: Call, _ isRunning: Bool) -> HTML {
        """
        <section class='card'><h2 class='row'>\(Icon.space.html())Import into the rehearsal space</h2>
        <p class='soft'>Stays on this server, in \(call.server.configuration.name). Nothing goes to Segment, and it \
        can be undone.</p>
        <form method='post' action='\(setup.path("import"))' class='stack'>\(PageLayout.csrf(call.session))
        <input type='hidden' name='to' value='space'>\(leaveOut(setup))
        <div><button\(isRunning ? " disabled" : "" as HTML)>Import into the rehearsal space</button></div></form>
        </section>
        """
    }

    private static func uploads(_ setup: Setup) -> HTML {
        """
        <section class='card'><h2 class='row'>\(Icon.upload.html())Upload it yourself</h2>
        <p class='soft'>The file as parts that Segment's upload page takes, with a checklist of what to upload in \
        which order. One person's rows stay in one part.</p>
        <div class='stack'><a class='button plain' href='\(setup.path("parts/unify"))'>Parts for Unify and Engage</a>
        <a class='button plain' href='\(setup.path("parts/unified-profiles"))'>Parts for Unified Profiles</a></div>
        </section>
        """
    }

    private static func segment(_ setup: Setup, _ call: Call, _ isRunning: Bool) -> HTML {
        guard let segment = call.server.options.segment, segment.place != nil else {
            return """
                <section class='card off'><h2 class='row'>\(Icon.cloud.html())Send to Segment</h2>
                <p class='soft'>Not configured. An admin gives the server a write key when it is started: \
                <code>SEGMENT_WRITE_KEY</code>, or <code>write_key_file</code> in space.yaml.</p></section>
                """
        }
        return """
            <section class='card'><h2 class='row'>\(Icon.cloud.html())Send to Segment</h2>
            <p class='soft'>To \(segment.host). Only the space gets it; tools behind the source do not. What became \
            one profile there cannot be parted again.</p>
            <form method='post' action='\(setup.path("import"))' class='stack' \
            data-confirm='Send the rows to \(segment.host)?'>\(PageLayout.csrf(call.session))
            <input type='hidden' name='to' value='segment'>\(leaveOut(setup))
            <label class='check'><input type='checkbox' name='sure' value='on' required>\
            <span>I looked at what would happen, and want these rows in Segment.</span></label>
            <div><button\(isRunning ? " disabled" : "" as HTML)>Send to Segment</button></div></form></section>
            """
    }

    private static func leaveOut(_ setup: Setup) -> HTML {
        guard let report = setup.now.check?.result, report.rejectedRows > 0 else { return .none }
        return """
            <label class='check'><input type='checkbox' name='leave' value='on'>\
            <span>Leave out \(PageText.count(report.rejectedRows, "row")) with errors. Without this, such a row stops \
            the import before anything is sent.</span></label>
            """
    }

    // MARK: Importing

    private static func importFile(_ call: Call) async throws -> Response {
        let form = try await SetupPage.form(call)
        let setup = try SetupPage.setup(call)
        let leavesOut = form["leave"] == "on"
        if form["to"] == "segment" {
            guard let segment = call.server.options.segment, let place = segment.place else {
                throw ServerError.forbidden("Segment is not configured on this server.")
            }
            guard form["sure"] == "on" else {
                throw ServerError.invalid("Say that you are sure first.")
            }
            SetupDelivery.start(setup, to: place, host: segment.host, leavesOut: leavesOut, call.server)
        } else {
            let place = call.server.deliveryPlace(source: setup.file.name)
            SetupDelivery.start(setup, to: place, host: nil, leavesOut: leavesOut, call.server)
        }
        return SetupPage.redirect(setup.path("deliver"))
    }

    private static func stop(_ call: Call) async throws -> Response {
        _ = try await SetupPage.form(call)
        let setup = try SetupPage.setup(call)
        for one in setup.now.imports { one.work.cancel() }
        return SetupPage.redirect(setup.path("deliver"))
    }

    private static func result(
        _ one: SetupDelivery.Import, _ number: Int, _ setup: Setup, _ call: Call
    ) -> HTML {
        let place = one.host ?? "the rehearsal space"
        if one.work.isRunning {
            return """
                \(SetupPage.progress(one.work, text: "Importing into \(place)"))
                <form method='post' action='\(setup.path("stop"))'>\(PageLayout.csrf(call.session))\
                <button class='danger small'>Stop the import</button></form>
                """
        }
        guard let outcome = one.work.result else {
            let note = SetupPage.failure(one.work) ?? .none
            return note + Notice.whereabouts(
                """
                Rows that were delivered before this are in \(place); the \
                <a href='/history'>update history</a> says how many, and goes on with the rest.
                """)
        }
        let counts = outcome.totals.counts
        let figures = Figures.html([
            .init(counts.read, "rows read"), .init(counts.delivered, "delivered"),
            .init(counts.rejected, "left out", isBad: true), .init(counts.skipped, "unchanged"),
            .init(counts.unprocessed, "not reached", isBad: true),
        ])
        return """
            <section class='card' id='result-\(number)'>\(headline(outcome, place, setup))\(figures)
            \(downloads(outcome, number, setup))\(whereabouts(outcome, one.host, setup, call))</section>
            """
    }

    private static func headline(_ outcome: ImportOutcome, _ place: String, _ setup: Setup) -> HTML {
        switch outcome.ending {
        case .finished, .alreadyFinished:
            let mood: Notice.Mood = outcome.totals.counts.rejected > 0 ? .warn : .good
            return Notice.box(mood, "<p><strong>The import into \(place) is done.</strong></p>", isNews: true)
        case .stopped:
            return Notice.box(.bad, """
                <p><strong>Nothing was imported.</strong> \(reason(outcome))</p>
                <p class='row'><a class='button plain small' href='\(setup.path("problems"))'>Look at the \
                problems</a></p>
                """, isNews: true)
        }
    }

    /// Why an import stopped before the first row.
    private static func reason(_ outcome: ImportOutcome) -> String {
        let whole = outcome.reports.flatMap(\.problems).filter {
            $0.severity == .error && $0.targets.contains(.api) && $0.place.row == nil
        }
        var titles: [String] = []
        for problem in whole {
            let title = Explanation.of(problem.code)?.title ?? problem.code.rawValue
            if !titles.contains(title) { titles.append(title) }
        }
        if !titles.isEmpty { return "The file as a whole has errors: " + titles.joined(separator: " ") }
        let rows = outcome.reports.reduce(0) { $0 + $1.rejectedRows }
        return "\(PageText.count(rows, "row")) would have been left out. Mend the file, or tick “Leave out” and "
            + "import again."
    }

    private static func downloads(_ outcome: ImportOutcome, _ number: Int, _ setup: Setup) -> HTML {
        guard outcome.rejects != nil else { return .none }
        return """
            <div class='row'>
            <a class='button plain small' href='\(setup.path("import/\(number)/errors.csv"))'>errors.csv: \
            rows left out, with reasons</a><a class='button plain small' \
            href='\(setup.path("import/\(number)/rejects.csv"))'>rejects.csv: the rows as they are</a></div>
            """
    }

    private static func whereabouts(
        _ outcome: ImportOutcome, _ host: String?, _ setup: Setup, _ call: Call
    ) -> HTML {
        let count = PageText.count(outcome.totals.counts.delivered, "row")
        if outcome.ending == .stopped {
            return Notice.whereabouts("Only the uploaded file, on this server. No row was sent anywhere.")
        }
        if let host {
            return Notice.whereabouts("""
                \(count) were accepted by <strong>\(host)</strong>. The uploaded file is on this server until it is \
                removed.
                """)
        }
        return Notice.whereabouts("""
            \(count) are in the rehearsal space on this server: <code>\(call.server.space.directory)</code>. Nothing \
            went to Segment. <span class='row'><a class='button small' href='/profiles'>Look at the profiles</a>
            <a class='button plain small' href='/history'>Update history</a></span>
            """)
    }

    private static func file(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let name = try call.parameter("file")
        let imports = setup.now.imports
        guard let number = Int(try call.parameter("number")), imports.indices.contains(number),
            let outcome = imports[number].work.result,
            let path = ["errors.csv": outcome.errors, "rejects.csv": outcome.rejects][name] ?? nil
        else { throw ServerError.notFound("There is no such file.") }
        return try DownloadResponse.file(path, name: name, keeping: setup)
    }

    // MARK: Parts

    private static func target(_ call: Call) throws -> Target {
        guard let target = Target(rawValue: try call.parameter("target")), target != .api else {
            throw ServerError.notFound("There is no such upload page.")
        }
        return target
    }

    private static func parts(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let target = try target(call)
        let work = SetupDelivery.parts(setup, target, call.server)
        guard let parts = work.result else {
            let failure = SetupPage.failure(work)
            return SetupPage.page(
                .deliver, title: "Cutting the file", refreshes: failure == nil ? 2 : nil, call, setup,
                main: failure ?? SetupPage.progress(work, text: "The file is cut into parts")
            ).response()
        }
        return SetupPage.page(
            .deliver, title: "Parts to upload", lead: "\(target.title)", call, setup,
            main: """
                \(PartsView(parts: parts, target: target, setup: setup).html)
                <div class='row actions'><a class='button plain' href='\(setup.path("deliver"))'>Back to the last \
                step</a></div>
                \(CommandBox.same([
                    ["rollcall", "split", setup.file.name, "--target", target.rawValue, "-o", "parts"]
                        + setup.readingFlags
                ]))
                """
        ).response()
    }

    private static func part(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let name = try call.parameter("part")
        guard let parts = setup.now.parts[try target(call)]?.result else {
            throw ServerError.notFound("There are no parts yet.")
        }
        if name == SplitChecklist.fileName {
            return CSVRoutes.file(Array(parts.checklist.utf8), name: name, type: "text/plain; charset=utf-8")
        }
        // Only names that the split itself gave: nothing of the address reaches the file system.
        guard let part = parts.outcome.parts.first(where: { $0.name == name }) else {
            throw ServerError.notFound("There is no such part.")
        }
        return try DownloadResponse.file(parts.path(part.name), name: part.name, keeping: parts.folder)
    }
}
