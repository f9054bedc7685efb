internal import HTTPTypes
internal import Hummingbird
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileSpace

/// The profile explorer's list: everybody in the space, and a search.
enum ProfilesPage {
    static let routes: [Route] = [
        .page(.get, "/profiles", handler: show),
        .page(.post, "/profiles", handler: search),
    ]

    private static let pageSize = 25

    private static func show(_ call: Call) async throws -> Response {
        let after = try call.query.number("after", in: 0...Int.max, or: 0)
        let page = try call.server.space.profiles(after: after, limit: pageSize)
        return try response(
            call, page.profiles, next: page.next, fields: QueryString(""), isSearch: false)
    }

    /// What is searched for may be personal, so it stands in no address.
    private static func search(_ call: Call) async throws -> Response {
        let fields = try await call.form()
        try call.checkCSRF(fields)
        let value = fields["value"] ?? ""
        let by = fields["by"] ?? ""
        guard !value.isEmpty else { return SetupPage.redirect("/profiles") }
        let space = call.server.space
        if by == "trait" {
            let name = fields["name"] ?? ""
            let page = try space.profiles(
                where: [.trait(name: Array(name.utf8), value: Array(value.utf8))], limit: 100)
            return try response(call, page.profiles, next: nil, fields: fields, isSearch: true)
        }
        let types =
            by.isEmpty ? call.server.configuration.identifiers.map(\.type) + ["segment_id"] : [by]
        var found: [Profile] = []
        for type in types {
            guard let profile = try space.profile(type: type, value: value),
                !found.contains(where: { $0.number == profile.number })
            else { continue }
            found.append(profile)
        }
        if found.count == 1, let profile = found.first {
            return SetupPage.redirect("/profiles/\(profile.segmentID)")
        }
        return try response(call, found, next: nil, fields: fields, isSearch: true)
    }

    private static func response(
        _ call: Call, _ profiles: [Profile], next: Int?, fields: QueryString, isSearch: Bool
    ) throws -> Response {
        let count = try call.server.space.profileCount()
        let more: HTML =
            next.map {
                "<div class='row'><a class='button plain' href='/profiles?after=\($0)'>More profiles</a></div>"
            } ?? .none
        let list: HTML =
            if !profiles.isEmpty {
                "<section class='card'>\(table(profiles))</section>\(more)"
            } else if isSearch {
                Notice.empty(.people, "Nobody found", """
                    Values are compared letter by letter: upper and lower case, spaces and the form of phone numbers \
                    count. <a href='/profiles'>Show everybody</a>
                    """)
            } else {
                Notice.empty(.people, "Nobody is here yet", """
                    Import a file with the <a href='/setup'>guided setup</a>, or let a source send messages to this \
                    server.
                    """)
            }
        return PageLayout.page(
            title: "Profiles", session: call.session, path: "/profiles",
            lead: "\(PageText.count(count, "profile")) in \(call.server.configuration.name).",
            main: """
                \(form(call, fields))\(list)
                \(CommandBox.same([
                    ["rollcall", "profiles", "--space", call.server.space.directory],
                    ["rollcall", "profile", "email:ann@example.com", "--space", call.server.space.directory],
                ]))
                """
        ).response()
    }

    private static func form(_ call: Call, _ fields: QueryString) -> HTML {
        let chosen = fields["by"] ?? ""
        var choices = [("", "Any identifier")]
        choices += call.server.configuration.identifiers.map { ($0.type, $0.type) }
        choices += [("segment_id", "segment_id"), ("trait", "A trait …")]
        let options: [HTML] = choices.map { value, name in
            let mark: HTML = value == chosen ? " selected" : ""
            return "<option value='\(value)'\(mark)>\(name)</option>"
        }
        return """
            <form method='post' action='/profiles' class='card' role='search'>\(PageLayout.csrf(call.session))
            <div class='row end'><div class='field'><label for='by'>Search by</label>
            <select id='by' name='by'>\(options)</select></div>
            <div class='field'><label for='name'>Name of the trait <span class='note'>(for a trait)</span></label>
            <input id='name' name='name' value='\(fields["name"] ?? "")'></div>
            <div class='field'><label for='value'>Value</label>
            <input id='value' name='value' type='search' value='\(fields["value"] ?? "")' required></div>
            <button>Search</button></div></form>
            """
    }

    private static func table(_ profiles: [Profile]) -> HTML {
        var table = DataTable(
            "Profiles", "Identifiers", "Traits", "Changed", "Profile")
        for profile in profiles {
            let identities: [HTML] = profile.identities.prefix(3).map {
                "<div class='break'><span class='soft'>\($0.type)</span> \($0.value)</div>"
            }
            let more = profile.identities.count - identities.count
            let rest: HTML = more > 0 ? "<div class='soft'>and \(more) more</div>" : ""
            let traits = profile.traits.prefix(3).map {
                String(decoding: $0.name, as: UTF8.self) + ": "
                    + PageText.shortened(String(decoding: $0.content, as: UTF8.self), to: 40)
            }
            table.append(
                .init("\(identities)\(rest)"), .text(traits.joined(separator: ", ")),
                .init(PageText.time(profile.updatedAt)),
                .init("<a class='button plain small' href='/profiles/\(profile.segmentID)' "
                    + "aria-label='Open \(profile.segmentID)'>Open</a>"))
        }
        return table.html
    }
}
