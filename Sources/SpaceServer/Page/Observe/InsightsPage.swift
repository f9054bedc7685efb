internal import Hummingbird
internal import ProfileSpace

/// Insights: rules that rows and messages ran into, and merges (`observability` §5).
enum InsightsPage {
    static let routes: [Route] = [.page(.get, "/insights", handler: show)]

    private static let pageSize = 100

    private static func show(_ call: Call) async throws -> Response {
        let isMerges = call.query["tab"] == "merges"
        let before = try call.query.number("before", in: 0...Int.max, or: .max)
        return PageLayout.page(
            title: "Insights", session: call.session, path: "/insights",
            lead: "What identity resolution did that you may want to know, the newest first.",
            main: """
                \(Tabs.html(
                    "Insights", [("/insights", "Violations"), ("/insights?tab=merges", "Merges")],
                    current: isMerges ? "/insights?tab=merges" : "/insights"))
                \(isMerges ? try merges(call, before) : try violations(call, before))
                """
        ).response()
    }

    private static func violations(_ call: Call, _ before: Int) throws -> HTML {
        let space = call.server.space
        let found = try space.latestViolations(before: before, limit: pageSize)
        guard !found.isEmpty else {
            return Notice.empty(.good, "No violations", """
                No identifier was left off: none was blocked, and no profile has more of a kind than its limit.
                """)
        }
        let profiles = try space.profiles(numbers: Array(Set(found.compactMap(\.profile))))
        let ids = Dictionary(profiles.map { ($0.number, $0.segmentID) }) { first, _ in first }
        var table = DataTable("Violations", "When", "What", "Identifier", "Value", "From", "Profile")
        for one in found {
            let link: HTML =
                one.profile.flatMap { ids[$0] }.map { "<a href='/profiles/\($0)'>Open</a>" } ?? "none"
            table.append(
                .init(PageText.time(one.at)), .text(one.kind), .text(one.type ?? ""),
                .value(one.value.map { String(decoding: $0, as: UTF8.self) } ?? ""),
                .init(origin(one.origin)), .init(link))
        }
        let next = found.count == pageSize ? found.last?.number : nil
        return "<section class='card'>\(table.html)</section>\(more("/insights?before=", next))"
    }

    private static func merges(_ call: Call, _ before: Int) throws -> HTML {
        let found = try call.server.space.merges(before: before, limit: pageSize)
        guard !found.isEmpty else {
            return Notice.empty(.people, "No merges", "No two profiles became one yet.")
        }
        var table = DataTable("Merges", "When", "This profile", "Took in", "From")
        for one in found {
            table.append(
                .init(PageText.time(one.at)),
                .init("<a class='mono' href='/profiles/\(one.survivor)'>\(one.survivor)</a>"),
                .value(one.merged), .init(origin(one.origin)))
        }
        let next = found.count == pageSize ? found.last?.number : nil
        return "<section class='card'>\(table.html)</section>\(more("/insights?tab=merges&before=", next))"
    }

    private static func origin(_ origin: Profile.Origin?) -> HTML {
        guard let origin else { return "–" }
        return origin.row.map { "\(origin.source), data row \(PageText.number($0))" } ?? "\(origin.source)"
    }

    private static func more(_ path: String, _ next: Int?) -> HTML {
        next.map { "<div class='row'><a class='button plain' href='\(path)\($0)'>Earlier ones</a></div>" } ?? .none
    }
}
