internal import ProfileImport

/// What an import would do, for people: counts, then the largest groups that become one person, then what
/// is left off.
struct PlanView {
    private static let maxRows = 20

    let plan: Plan

    init(_ plan: Plan) { self.plan = plan }

    var html: HTML { "\(figures)\(groups)\(merges)\(leftOff)\(traits)\(order)" }

    private var figures: HTML {
        let rejected: HTML =
            plan.rejectedRows > 0
            ? """
            <p class='soft'>\(PageText.count(plan.rejectedRows, "row")) with errors \
            \(plan.rejectedRows == 1 ? "is" : "are") not part of this.</p>
            """ : ""
        return """
            <section class='card'><p class='eyebrow'>Compared with \(plan.basis.words)</p>
            \(Figures.html([
                .init(plan.people, "people in the file"), .init(plan.totals.created, "new profiles"),
                .init(plan.totals.updated, "changed"), .init(plan.totals.unchanged, "as they were"),
                .init(plan.totals.merges, "become part of another", isBad: true),
                .init(plan.totals.leftOff, "identifiers left off", isBad: true),
                .init(plan.totals.blocked, "blocked values"),
            ]))
            <p>Afterwards there would be <strong>\(PageText.count(plan.profilesAfter, "profile"))</strong>.</p>\
            \(rejected)</section>
            """
    }

    // MARK: Groups

    private var groups: HTML {
        let large = plan.groups.filter { $0.rows > 1 }
        guard plan.people > 0 else {
            return Notice.box(.warn, """
                <p><strong>Nobody would be imported.</strong> No row of the file says whom it is about: choose an \
                identifier where columns are chosen.</p>
                """)
        }
        guard let most = large.first?.rows else {
            return Notice.box(.good, "<p>No two rows of the file become one person.</p>")
        }
        let items: [HTML] = large.prefix(10).map { group in
            let links: [HTML] = group.links.prefix(4).map {
                "<li><span class='mono break'>\($0.identifier.type): \($0.identifier.text)</span> "
                    + "<span class='soft'>in \(PageText.count($0.rows, "row"))</span></li>"
            }
            return """
                <li class='stack'><div class='row apart'><strong>\(PageText.count(group.rows, "row"))</strong>\
                <span class='soft'>\(rows(group.places, of: group.rows))</span></div>
                \(Figures.bar(group.rows, of: most))<ul class='list'>\(links)</ul></li>
                """
        }
        return """
            <section class='card'><h2>The largest groups that become one person</h2>
            <p class='soft'>If a group is larger than one person can be, the value that its rows share is a \
            placeholder: block it under Identifiers and traits.</p><ol class='plain'>\(items)</ol></section>
            """
    }

    private func rows(_ places: [Plan.Place], of count: Int) -> String {
        let numbers = places.prefix(8).map { PageText.number($0.sheetRow ?? $0.row + 1) }
        return "rows " + numbers.joined(separator: ", ") + (count > numbers.count ? " …" : "")
    }

    private func row(_ place: Plan.Place) -> DataTable.Cell {
        .init("\(PageText.number(place.sheetRow ?? place.row + 1))", style: "number")
    }

    // MARK: Merges

    private var merges: HTML {
        guard !plan.merges.isEmpty else { return .none }
        var table = DataTable(
            "Profiles that become one",
            [
                .init(name: "Row in the sheet", isNumber: true), .init(name: "This one stays"),
                .init(name: "This one becomes part of it"), .init(name: "Because of"),
            ])
        for merge in plan.merges.prefix(Self.maxRows) {
            table.append(
                row(merge.place), .init(side(merge.survivor)), .init(side(merge.merged)),
                .init(identifiers(merge.identifiers)))
        }
        return """
            <section class='card'><h2>Profiles that become one</h2>
            <p class='soft'>A row has identifiers of both. Segment cannot undo it; the rehearsal space can.</p>
            \(table.html)\(more(plan.totals.merges))</section>
            """
    }

    private func side(_ side: Plan.Side) -> HTML {
        let maker = side.madeBy.map { ", by row \(PageText.number($0.sheetRow ?? $0.row + 1))" }
        let name = side.id ?? "new" + (maker ?? "")
        return "\(identifiers(Array(side.identifiers.prefix(3))))<span class='soft'>\(name)</span>"
    }

    private func identifiers(_ identifiers: [Plan.Identifier]) -> HTML {
        let items: [HTML] = identifiers.prefix(4).map {
            "<div class='mono break'>\($0.type): \(PageText.shortened($0.text, to: 80))</div>"
        }
        return .all(items)
    }

    private func more(_ count: Int) -> HTML {
        count > Self.maxRows ? "<p class='note'>and \(PageText.number(count - Self.maxRows)) more</p>" : ""
    }

    // MARK: The rest

    private var leftOff: HTML {
        guard !plan.leftOff.isEmpty || !plan.blocked.isEmpty else { return .none }
        var table = DataTable(
            "Identifiers left off",
            [
                .init(name: "Row in the sheet", isNumber: true), .init(name: "Identifier"),
                .init(name: "Value"), .init(name: "Why"),
            ])
        for one in plan.leftOff.prefix(Self.maxRows) {
            let limit = one.limitedType.flatMap { type in
                one.limit.map { " (\(type): at most \($0))" }
            }
            table.append(
                row(one.place), .text(one.identifier.type), .value(one.identifier.text),
                .text(one.reason + (limit ?? "")))
        }
        for one in plan.blocked.prefix(Self.maxRows) {
            table.append(row(one.place), .text(one.type), .value(one.value), .text("blocked value"))
        }
        return """
            <section class='card'><h2>Identifiers left off</h2>
            <p class='soft'>The row itself is imported; this identifier is not taken from it.</p>
            \(table.html)\(more(plan.totals.leftOff))</section>
            """
    }

    private var traits: HTML {
        let changes = plan.traitChanges.filter { $0.added + $0.changed + $0.removed > 0 }
        let new = plan.newTraits ?? []
        guard !changes.isEmpty || !new.isEmpty else { return .none }
        var table = DataTable(
            "Traits of profiles that are there",
            [
                .init(name: "Trait"), .init(name: "Profiles that get it", isNumber: true),
                .init(name: "Value changes", isNumber: true), .init(name: "Removed", isNumber: true),
            ], namesRows: true)
        for change in changes.prefix(30) {
            table.append(
                .text(change.name), .number(change.added), .number(change.changed), .number(change.removed))
        }
        let names: HTML =
            new.isEmpty
            ? "" : "<p class='row'>New to the space: \(new.prefix(30).map { Notice.badge($0, .info) })</p>"
        return """
            <section class='card'><h2>Traits</h2>\(names)\(table.isEmpty ? .none : table.html)</section>
            """
    }

    private var order: HTML {
        guard plan.orderRowCount > 0 else { return .none }
        return Notice.box(.warn, """
            <p><strong>The order of the rows matters for \(PageText.count(plan.orderRowCount, "row")).</strong> \
            They would fare differently if the file were sorted the other way round. Imports keep the order of \
            the file.</p>
            """)
    }
}
