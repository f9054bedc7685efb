internal import Hummingbird
internal import ProfileSpace

/// The delivery overview: what came in, what was dropped and why, what reached profiles
/// (`observability` §2).
enum DeliveryPage {
    static let routes: [Route] = [
        .page(.get, "/delivery", handler: show),
        .page(.get, "/delivery/samples", handler: samples),
    ]

    private static let periods: [(value: String, name: String, minutes: Int)] = [
        ("10m", "last 10 minutes", 10), ("1h", "last hour", 60), ("24h", "last 24 hours", 24 * 60),
        ("7d", "last 7 days", 7 * 24 * 60), ("14d", "last 2 weeks", 14 * 24 * 60),
    ]
    private static let maxSamples = 10

    private static func show(_ call: Call) async throws -> Response {
        let period = periods.first { $0.value == call.query["period"] } ?? periods[2]
        let observed = ObservedSources(call.server)
        let sources = try observed.all()
        let source = call.query["source"].flatMap { name in sources.first { $0.name == name }?.name }
        let now = call.server.now() / 60_000
        let counts = try observed.deliveryCounts(source: source, minutes: now - period.minutes + 1...now)
        let before = try observed.deliveryCounts(
            source: source, minutes: now - 2 * period.minutes + 1...now - period.minutes)
        return PageLayout.page(
            title: "Delivery overview", session: call.session, path: "/delivery",
            lead: "What sources sent to this server, and what became of it.",
            main: """
                \(form(period.value, source, sources))
                \(counts.isEmpty ? empty : content(counts, before))
                """
        ).response()
    }

    private static let empty = Notice.empty(.list, "Nothing in this period", """
        Sources that send to this server are counted here. Imports of files are under \
        <a href='/history'>Update history</a>.
        """)

    private static func form(_ period: String, _ source: String?, _ sources: [SpaceSource]) -> HTML {
        let periods: [HTML] = Self.periods.map { option($0.value, $0.name, isChosen: $0.value == period) }
        let names: [HTML] =
            [option("", "All sources", isChosen: source == nil)]
            + sources.map { option($0.name, $0.name, isChosen: $0.name == source) }
        return """
            <form method='get' action='/delivery' class='card'><div class='row end'>
            <div class='field'><label for='period'>Period</label>
            <select id='period' name='period'>\(periods)</select></div>
            <div class='field'><label for='source'>Source</label>
            <select id='source' name='source'>\(names)</select></div>
            <button>Show</button></div></form>
            """
    }

    private static func option(_ value: String, _ name: String, isChosen: Bool) -> HTML {
        "<option value='\(value)'\(isChosen ? " selected" : "" as HTML)>\(name)</option>"
    }

    // MARK: Counts

    private static func sum(_ counts: [DeliveryCount], _ verdict: String? = nil, _ code: String? = nil) -> Int {
        counts.reduce(0) { sum, count in
            let fits = (verdict == nil || count.verdict == verdict) && (code == nil || count.code == code)
            return fits ? sum + count.count : sum
        }
    }

    private static func content(_ counts: [DeliveryCount], _ before: [DeliveryCount]) -> HTML {
        let (total, totalBefore) = (sum(counts), sum(before))
        var steps = DataTable(
            "Steps",
            [
                .init(name: "Step"), .init(name: "Messages", isNumber: true),
                .init(name: "Share", isNumber: true), .init(name: "Change", isNumber: true),
            ], namesRows: true)
        let rows: [(String, String?)] = [
            ("Successfully received", nil), ("Failed on ingest", "rejected"), ("Seen before", "duplicate"),
            ("Filtered at source", "filtered"), ("Successful delivery to profiles", "allowed"),
        ]
        for (name, verdict) in rows {
            let (count, old) = (sum(counts, verdict), sum(before, verdict))
            steps.append(
                .text(name), .number(count),
                .init("\(PageText.share(count, of: total))\(Figures.bar(count, of: total))", style: "number"),
                change(count, total, old, totalBefore))
        }
        return """
            <section class='card'><h2>Steps</h2>\(steps.html)
            <p class='note'>Change: the share now less the share in the period of the same length before.</p></section>
            \(discards(counts, before))\(breakdown(counts))
            """
    }

    private static func change(_ count: Int, _ total: Int, _ old: Int, _ oldTotal: Int) -> DataTable.Cell {
        guard total > 0, oldTotal > 0 else { return DataTable.Cell("–", style: "number") }
        let points = (Double(count) / Double(total) - Double(old) / Double(oldTotal)) * 100
        let tenths = (points * 10).rounded() / 10
        let text = (tenths > 0 ? "+" : "") + String(tenths) + " %"
        return DataTable.Cell("\(text)", style: "number")
    }

    private static func discards(_ counts: [DeliveryCount], _ before: [DeliveryCount]) -> HTML {
        let rejected = counts.filter { $0.verdict == "rejected" }
        guard !rejected.isEmpty else { return .none }
        let (total, totalBefore) = (sum(counts), sum(before))
        var table = DataTable(
            "Why messages were dropped",
            [
                .init(name: "Reason"), .init(name: "Messages", isNumber: true),
                .init(name: "Share", isNumber: true), .init(name: "Change", isNumber: true), .init(name: "Samples"),
            ], namesRows: true)
        let codes = Dictionary(grouping: rejected, by: \.code).sorted { sum($0.value) > sum($1.value) }
        for (code, group) in codes {
            let links: [HTML] = Set(group.map(\.source)).sorted().prefix(3).map { source in
                let query =
                    "source=\(PercentEncoding.encode(source))&code=\(PercentEncoding.encode(code))"
                return "<a href='/delivery/samples?\(query)'>\(source)</a>"
            }
            table.append(
                .text(code), .number(sum(group)),
                .init("\(PageText.share(sum(group), of: total))", style: "number"),
                change(sum(group), total, sum(before, "rejected", code), totalBefore),
                .init("<span class='row'>\(links)</span>"))
        }
        return "<section class='card'><h2>Why messages were dropped</h2>\(table.html)</section>"
    }

    private static func breakdown(_ counts: [DeliveryCount]) -> HTML {
        var table = DataTable(
            "By type", [.init(name: "Type"), .init(name: "Event"), .init(name: "Messages", isNumber: true)],
            namesRows: true)
        let groups = Dictionary(grouping: counts) { "\($0.type)\u{0}\($0.name)" }
        for group in groups.values.sorted(by: { sum($0) > sum($1) }).prefix(50) {
            guard let first = group.first else { continue }
            table.append(
                .text(first.type.isEmpty ? "not known" : first.type), .text(first.name), .number(sum(group)))
        }
        return "<section class='card'><h2>By type and event</h2>\(table.html)</section>"
    }

    // MARK: Samples

    private static func samples(_ call: Call) async throws -> Response {
        let (source, code) = (call.query["source"] ?? "", call.query["code"] ?? "")
        let entries = try ObservedSources(call.server).debugger(source)
            .filter { $0.verdict == "rejected" && $0.code == code }.prefix(maxSamples)
        let items: [HTML] = entries.map {
            """
            <li class='card'><p class='soft'>\($0.type), \(PageText.time($0.receivedAt))</p>\
            \(PrettyCall.views($0.message))</li>
            """
        }
        return PageLayout.page(
            title: "Samples: \(code)", session: call.session, path: "/delivery",
            lead: "The last ones from \(source) that are still kept, \(maxSamples) at most.",
            above: "<p><a href='/delivery'>Delivery overview</a></p>",
            main: items.isEmpty
                ? Notice.empty(.list, "No samples", "They are no longer among the last messages of the source.")
                : "<ul class='plain'>\(items)</ul>"
        ).response()
    }
}
