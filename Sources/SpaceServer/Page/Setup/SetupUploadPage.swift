internal import Hummingbird
internal import ProfileCSV
internal import ProfileSpace

/// Step 2, first: the file itself.
enum SetupUploadPage {
    static let routes: [Route] = [
        .page(.get, "/setup/upload", handler: show),
        .page(.post, "/setup/upload", handler: take),
    ]

    private static func show(_ call: Call) async throws -> Response {
        SetupPage.page(
            .upload, title: "Upload your file",
            lead: "It is kept on this server while you work on it, and on no other. Nothing is imported yet.",
            call, nil,
            main: """
                \(DropZone.form(
                    action: "/setup/upload", fields: PageLayout.csrf(call.session),
                    text: "CSV, plain or gzip. One file at a time; come back for more.", button: "Upload"))
                <div class='columns'>
                <section class='card'><h2>Begin with the template</h2>
                <p class='soft'>Its header has the identifiers of this space and the traits it knows. Keep the \
                names as they are, letter case included; add a column for every new trait.</p>
                <footer class='row'><a class='button plain' href='/csv/template'>Download the template</a>
                <a href='/csv/template?example=3'>With three example rows</a></footer></section>
                <section class='card'><h2>What makes a good file</h2>
                <ul class='list soft'><li>The first row names the columns.</li>
                <li>At least one column tells people apart: <code>email</code>, <code>user_id</code> …</li>
                <li>Leave a cell blank where you do not know the value.</li>
                <li>Phone numbers look like +15555550123.</li></ul></section></div>
                \(CommandBox.same(
                    [["rollcall", "template", "--space", call.server.space.directory, "-o", "people.csv"]]))
                """
        ).response()
    }

    private static func take(_ call: Call) async throws -> Response {
        let form = try MultipartForm(call)
        try await form.readFields()
        guard let session = call.session else { throw ServerError.forbidden("Log in first.") }
        try call.checkCSRF(token: form.fields["csrf"] ?? "")
        guard let name = form.fileName, !name.isEmpty else {
            throw ServerError.invalid("Choose a file first.")
        }
        let file = try await call.server.spool.take(MultipartFile(form: form), name: name)
        let setup = Setup(file, session: session, target: call.server.configuration.target)
        call.server.setups.add(setup)
        return SetupPage.redirect(setup.path("read"))
    }
}
