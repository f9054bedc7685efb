internal import HTTPTypes
internal import Hummingbird
internal import ProfileSpace

/// The source debugger: the last messages of a source as they came, live where there is JavaScript.
enum DebuggerPage {
    static let routes: [Route] = [
        .page(.get, "/debugger", handler: show),
        .page(.post, "/debugger", handler: search),
        .page(.get, "/debugger/entries", handler: entries),
    ]

    private static let types = ["identify", "track", "page", "screen", "group", "alias"]

    private static func show(_ call: Call) async throws -> Response {
        try page(call, source: call.query["source"], type: call.query["type"], text: nil)
    }

    /// What is searched for may be personal, so it stands in no address.
    private static func search(_ call: Call) async throws -> Response {
        let form = try await call.form()
        try call.checkCSRF(form)
        return try page(call, source: form["source"], type: form["type"], text: form["text"])
    }

    private static func page(_ call: Call, source: String?, type: String?, text: String?) throws -> Response {
        let observed = ObservedSources(call.server)
        let sources = try observed.all()
        let type = type.flatMap { types.contains($0) ? $0 : nil }
        let text = text.flatMap { $0.isEmpty ? nil : $0 }
        let source =
            sources.first { $0.name == source }
            ?? sources.max { ($0.lastReceivedAt ?? 0) < ($1.lastReceivedAt ?? 0) }
        guard let source else {
            return PageLayout.page(
                title: "Source debugger", session: call.session, path: "/debugger", lead: lead,
                main: Notice.empty(.list, "No source has sent anything yet", """
                    Give a Segment library this server as its host, and a write key of this space: \
                    <code>rollcall space keys create NAME</code>. Its calls then show up here within a second.
                    """)
            ).response()
        }
        let entries = try observed.debugger(source.name, text: text, type: type)
        let query = "source=\(PercentEncoding.encode(source.name))" + (type.map { "&type=\($0)" } ?? "")
        let count = text == nil ? "The newest first" : "Found: \(PageText.count(entries.count, "message"))"
        return PageLayout.page(
            title: "Source debugger", session: call.session, path: "/debugger", lead: lead,
            main: """
                \(form(sources, source, type, text, call))
                \(source.name == UnknownSenders.name ? unknown : .none)
                <div class='row apart'><p class='soft'>\(count)</p>\(state(isLive: text == nil, query))</div>
                \(entries.isEmpty ? nothing(text) : .none)
                \(list(entries, live: text == nil ? "/debugger/entries?\(query)" : nil))
                """
        ).response()
    }

    private static let unknown = Notice.box(
        .warn,
        """
        <p><strong>These messages came with a write key that no source of this space has.</strong> Nothing of them \
        was stored, and their senders were not told, as with Segment (<code>--strict</code> tells them). Compare \
        the key with that of the source, or make one: <code>rollcall space keys create NAME</code>. This list is \
        kept until the server ends.</p>
        """)

    private static let lead: HTML = """
        The last messages of a source as they came in, 500 at most. Under load it is a sample: use it to see that \
        calls arrive, not to count them.
        """

    private static func state(isLive: Bool, _ query: String) -> HTML {
        guard isLive else { return "<a class='button plain small' href='/debugger?\(query)'>Back to live</a>" }
        return """
            <span class='row only-js'><span class='soft' role='status' data-live-status></span>\
            <button type='button' class='plain small' data-pause aria-pressed='false'>Pause</button></span>\
            <a class='button plain small no-js' href='/debugger?\(query)'>Look again</a>
            """
    }

    private static func nothing(_ text: String?) -> HTML {
        text == nil
            ? Notice.empty(.list, "Nothing yet", "Messages show up here as they arrive.")
            : Notice.empty(.list, "Nothing found", "No kept message holds this text, letter by letter.")
    }

    private static func form(
        _ sources: [SpaceSource], _ source: SpaceSource, _ type: String?, _ text: String?, _ call: Call
    ) -> HTML {
        let names: [HTML] = sources.map { option($0.name, $0.name, isChosen: $0.name == source.name) }
        let types: [HTML] =
            [option("", "Any", isChosen: type == nil)] + Self.types.map { option($0, $0, isChosen: $0 == type) }
        return """
            <form method='post' action='/debugger' class='card' role='search'>\(PageLayout.csrf(call.session))
            <div class='row end'><div class='field'><label for='source'>Source</label>
            <select id='source' name='source'>\(names)</select></div>
            <div class='field'><label for='type'>Type</label><select id='type' name='type'>\(types)</select></div>
            <div class='field'><label for='text'>Text anywhere in the message</label>
            <input id='text' name='text' type='search' value='\(text ?? "")'></div>
            <button>Show</button></div></form>
            """
    }

    private static func option(_ value: String, _ name: String, isChosen: Bool) -> HTML {
        "<option value='\(value)'\(isChosen ? " selected" : "" as HTML)>\(name)</option>"
    }

    private static func list(_ entries: [DebuggerEntry], live: String?) -> HTML {
        let attribute: HTML =
            live.map { "data-live='\($0)' data-last='\(entries.first?.number ?? 0)'" } ?? .none
        return "<ul class='entries' \(attribute)>\(entries.map(item))</ul>"
    }

    private static func item(_ entry: DebuggerEntry) -> HTML {
        let verdict: HTML =
            switch entry.verdict {
            case "allowed": Notice.badge("allowed", .good)
            case "rejected": Notice.badge("rejected", .bad)
            default: Notice.badge(entry.verdict, .warn)
            }
        let known = DiscardCode(rawValue: entry.code)
        let code: HTML = known.map { " (<code>\($0.rawValue)</code>)" } ?? .none
        let reason: HTML =
            entry.code.isEmpty ? "" : "<p><strong>Why:</strong> \(known?.text ?? entry.code)\(code)</p>"
        return """
            <li data-number='\(entry.number)'><details><summary>\(verdict)<span class='mono'>\(entry.type)</span>\
            <span class='break'>\(entry.name)</span><span class='soft'>\(PageText.time(entry.receivedAt))</span>\
            </summary><div class='stack'>\(reason)\(PrettyCall.views(entry.message))</div></details></li>
            """
    }

    /// The newer messages alone, for the script.
    private static func entries(_ call: Call) async throws -> Response {
        let after = try call.query.number("after", in: 0...Int.max, or: 0)
        let type = call.query["type"].flatMap { types.contains($0) ? $0 : nil }
        let entries = try ObservedSources(call.server).debugger(
            call.query["source"] ?? "", type: type, after: after, limit: 100)
        return list(entries, live: nil).response()
    }
}
