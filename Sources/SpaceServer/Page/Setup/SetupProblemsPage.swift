internal import HTTPTypes
internal import Hummingbird
internal import ProfileCSV
internal import ProfileImport

/// Step 2, last: what is wrong with the file, and how it is mended.
enum SetupProblemsPage {
    static let routes: [Route] = [
        .page(.get, "/setup/:id/problems", handler: show),
        .page(.post, "/setup/:id/target", handler: choose),
        .page(.get, "/setup/:id/report.json", handler: report),
        .page(.get, "/setup/:id/rejects", handler: rejects),
        .page(.get, "/setup/:id/errors.csv") { try await file($0, withReasons: true) },
        .page(.get, "/setup/:id/rejects.csv") { try await file($0, withReasons: false) },
    ]

    private static func show(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let work = setup.check(call.server)
        guard let report = work.result else {
            let failure = SetupPage.failure(work)
            return SetupPage.page(
                .problems, title: "Checking your file", refreshes: failure == nil ? 2 : nil, call, setup,
                main: failure ?? SetupPage.progress(work, text: "Every row is being checked")
            ).response()
        }
        let view = ReportView(report)
        return SetupPage.page(
            .problems, title: title(report), lead: "<span class='break'>\(setup.file.name)</span>", call, setup,
            main: """
                <section class='card'>\(view.figures)</section>
                <h2>Who takes it</h2>\(view.verdicts)\(targets(setup, call))
                <h2>What to mend</h2>\(view.problems)
                \(downloads(report, setup))
                <div class='row actions'><a class='button' href='\(setup.path("review"))'>Go on to identifiers \
                and traits</a><a class='button plain' href='/setup/upload'>Upload a mended file</a></div>
                \(CommandBox.same([setup.command("check", ["--target", report.target.rawValue], call.server)]))
                \(SetupPage.fileIsHere(setup, call))
                """
        ).response()
    }

    private static func title(_ report: Report) -> String {
        if !report.hasHeader { return "This file cannot be read as a table" }
        let errors = ReportView(report).errorCount
        if errors == 0 {
            return report.problems.isEmpty ? "Everything is fine" : "Your file can be taken, with warnings"
        }
        return errors == 1 ? "One thing to mend" : "\(errors) things to mend"
    }

    /// Whose verdict counts.
    private static func targets(_ setup: Setup, _ call: Call) -> HTML {
        let options: [HTML] = Target.allCases.map { target in
            let chosen: HTML = target == setup.now.target ? " selected" : ""
            return "<option value='\(target.rawValue)'\(chosen)>\(target.title)</option>"
        }
        return """
            <form method='post' action='\(setup.path("target"))' class='row end'>\(PageLayout.csrf(call.session))
            <div class='field'><label for='target'>Where you upload</label>\
            <select id='target' name='target'>\(options)</select></div>
            <button class='plain'>Show for this one</button></form>
            """
    }

    private static func downloads(_ report: Report, _ setup: Setup) -> HTML {
        guard report.hasHeader else { return .none }
        let rejected: HTML =
            report.rejectedRows > 0
            ? """
            <li class='row apart'><span><b>The rows with errors</b><br><span class='soft'>The \
            \(PageText.count(report.rejectedRows, "row")) that an import leaves out: with the reasons, and as they \
            are.</span></span>
            <a class='button plain small' href='\(setup.path("rejects"))'>Gather them</a></li>
            """ : ""
        return """
            <section class='card'><h2>To download</h2><ul class='plain'>\(rejected)
            <li class='row apart'><span><b>A corrected copy</b><br><span class='soft'>What can be mended without \
            knowing what was meant, with a list of all changes.</span></span>
            <a class='button plain small' href='\(setup.path("correct"))'>Write one</a></li>
            <li class='row apart'><span><b>report.json</b><br><span class='soft'>All of this for a program or a \
            ticket; values are masked.</span></span>
            <a class='button plain small' href='\(setup.path("report.json"))'>Download</a></li></ul></section>
            """
    }

    private static func choose(_ call: Call) async throws -> Response {
        let form = try await SetupPage.form(call)
        let setup = try SetupPage.setup(call)
        guard let target = form["target"].flatMap(Target.init(rawValue:)) else {
            throw ServerError.invalid("Choose one of the places.")
        }
        setup.change { $0.target = target }
        setup.forget()
        return SetupPage.redirect(setup.path("problems"))
    }

    private static func report(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        guard let report = setup.check(call.server).result else {
            return SetupPage.redirect(setup.path("problems"))
        }
        return CSVRoutes.file(ReportWriter().json(report), name: "report.json", type: "application/json")
    }

    /// The rejected rows, as files.
    private static func rejects(_ call: Call) async throws -> Response {
        let setup = try SetupPage.setup(call)
        let work = SetupRejects.of(setup, call.server)
        guard let rejects = work.result else {
            let failure = SetupPage.failure(work)
            return SetupPage.page(
                .problems, title: "Gathering the rows", refreshes: failure == nil ? 1 : nil, call, setup,
                main: failure ?? SetupPage.progress(work, text: "The rows are being gathered")
            ).response()
        }
        return SetupPage.page(
            .problems, title: "\(PageText.count(rejects.count, "row")) with errors",
            lead: "An import leaves these out and goes on with the others, if you want it to.", call, setup,
            main: """
                <section class='card'><ul class='plain'>
                <li class='row apart'><span><b>errors.csv</b><br><span class='soft'>Each row with its number and the \
                reason, for whoever mends them.</span></span>
                <a class='button plain small' href='\(setup.path("errors.csv"))'>Download</a></li>
                <li class='row apart'><span><b>rejects.csv</b><br><span class='soft'>The rows as they are: mend them \
                and import the file by itself.</span></span>
                <a class='button plain small' href='\(setup.path("rejects.csv"))'>Download</a></li></ul></section>
                <div class='row actions'><a class='button plain' href='\(setup.path("problems"))'>Back to the \
                problems</a></div>
                """
        ).response()
    }

    private static func file(_ call: Call, withReasons: Bool) async throws -> Response {
        let setup = try SetupPage.setup(call)
        guard let rejects = setup.now.rejects?.result else {
            return SetupPage.redirect(setup.path("rejects"))
        }
        guard let path = withReasons ? rejects.errors : rejects.rejects else {
            throw ServerError.notFound("No row is left out of this file.")
        }
        return try DownloadResponse.file(
            path, name: withReasons ? "errors.csv" : "rejects.csv", keeping: rejects.folder)
    }
}
