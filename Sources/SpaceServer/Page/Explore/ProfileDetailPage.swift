internal import Hummingbird
internal import ProfileSpace

/// One profile: its traits, identities, events and merges.
enum ProfileDetailPage {
    static let routes: [Route] = [
        .page(.get, "/profiles/:id") { try await show($0, .traits) },
        .page(.get, "/profiles/:id/:tab") { call in
            guard let tab = Tab(rawValue: try call.parameter("tab")) else {
                throw ServerError.notFound("There is no such tab.")
            }
            return try await show(call, tab)
        },
    ]

    private enum Tab: String, CaseIterable {
        case traits, identities, events, merges

        var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    }

    private static let maxEvents = 100

    private static func show(_ call: Call, _ tab: Tab) async throws -> Response {
        let id = try call.parameter("id")
        guard let profile = try call.server.space.profile(type: "segment_id", value: id) else {
            throw ServerError.notFound("There is no such profile.")
        }
        if profile.segmentID != id {
            // It was merged away: the address of the one that took it in.
            return SetupPage.redirect("/profiles/\(profile.segmentID)")
        }
        let name = profile.identities.first { $0.type == "email" } ?? profile.identities.first
        let title = name.map { String(decoding: $0.value, as: UTF8.self) } ?? profile.segmentID
        let path = "/profiles/\(id)"
        let tabs = Tab.allCases.map { ($0 == .traits ? path : "\(path)/\($0.rawValue)", $0.name) }
        let content: HTML =
            switch tab {
            case .traits: traits(profile)
            case .identities: identities(profile)
            case .events: try events(profile, call)
            case .merges: merges(profile)
            }
        return PageLayout.page(
            title: title, session: call.session, path: "/profiles", lead: "<code>\(profile.segmentID)</code>",
            above: "<p><a href='/profiles'>All profiles</a></p>",
            main: """
                <section class='card'>\(Figures.facts([
                    ("Created", PageText.time(profile.createdAt)), ("Changed", PageText.time(profile.updatedAt)),
                    ("First from", origin(profile.firstOrigin)), ("Last from", origin(profile.lastOrigin)),
                ] + links(profile)))</section>
                \(Tabs.html("Parts of the profile", tabs, current: tab == .traits ? path : "\(path)/\(tab.rawValue)"))
                \(content)
                \(CommandBox.same([
                    ["rollcall", "profile", "segment_id:\(id)", "--space", call.server.space.directory]
                ]))
                """
        ).response()
    }

    private static func links(_ profile: Profile) -> [(name: String, content: HTML)] {
        guard !profile.links.isEmpty else { return [] }
        let names = profile.links.map { String(decoding: $0.groupID, as: UTF8.self) }
        return [("Accounts", "\(names.joined(separator: ", "))")]
    }

    /// Which file and row, or which source.
    private static func origin(_ origin: Profile.Origin?) -> HTML {
        guard let origin else { return "–" }
        guard let row = origin.row else { return "\(origin.source)" }
        return "\(origin.source), data row \(PageText.number(row))"
    }

    private static func traits(_ profile: Profile) -> HTML {
        guard !profile.traits.isEmpty else {
            return Notice.empty(.list, "No traits", "Nothing but identifiers is known of this person.")
        }
        var table = DataTable("Traits", ["Trait", "Value", "Changed", "From"].map { .init(name: $0) }, namesRows: true)
        for trait in profile.traits {
            table.append(
                .init("\(trait.name)"), .value(String(decoding: trait.content, as: UTF8.self)),
                .init(PageText.time(trait.updatedAt)), .init(origin(trait.origin)))
        }
        return "<section class='card'>\(table.html)</section>"
    }

    private static func identities(_ profile: Profile) -> HTML {
        var table = DataTable(
            "Identities", ["Type", "Value", "Added", "From"].map { .init(name: $0) }, namesRows: true)
        for identity in profile.identities {
            table.append(
                .text(identity.type), .value(String(decoding: identity.value, as: UTF8.self)),
                .init(PageText.time(identity.addedAt)), .init(origin(identity.origin)))
        }
        return "<section class='card'>\(table.html)</section>"
    }

    private static func events(_ profile: Profile, _ call: Call) throws -> HTML {
        var query = EventQuery()
        query.limit = maxEvents
        let events = try call.server.space.events(of: profile.number, query)
        guard !events.isEmpty else {
            return Notice.empty(.list, "No events", """
                A file brings traits and identifiers, never events, so this is empty after an import. Events come from \
                sources that send Track, Page or Screen calls.
                """)
        }
        let items: [HTML] = events.map { event in
            """
            <li><details><summary><span class='badge info'>\(event.type)</span>\
            <strong class='break'>\(event.name)</strong><span class='soft'>\(event.origin?.source ?? "")</span>\
            <span class='soft'>\(PageText.time(event.at))</span></summary>\
            \(PrettyCall.views(event.message))</details></li>
            """
        }
        return "<ul class='entries'>\(items)</ul>"
    }

    private static func merges(_ profile: Profile) -> HTML {
        guard !profile.merges.isEmpty else {
            return Notice.empty(.people, "No merges", "No other profile became part of this one.")
        }
        var table = DataTable("Merges", "When", "This one", "Became part of", "Because of")
        for merge in profile.merges {
            table.append(
                .init(PageText.time(merge.at)), .value(merge.merged), .value(merge.survivor),
                .init(origin(merge.origin)))
        }
        return "<section class='card'>\(table.html)</section>"
    }
}
