/// A plan as one HTML page that loads nothing: it can be mailed, kept and read anywhere.
public struct PlanPage: Sendable {
    /// Entries of a table.
    static let maxEntries = 100

    /// Says whether values are shown.
    public var writer: PlanWriter

    public init(writer: PlanWriter) { self.writer = writer }

    /// The whole page.
    public func html(_ plan: Plan) -> [UInt8] {
        var page = HTMLText()
        page.raw("<!DOCTYPE html>\n")
        page.element("html", [("lang", "en")]) { page in
            page.element("head") { page in
                page.raw("<meta charset=\"utf-8\">")
                page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                page.raw("<meta name=\"color-scheme\" content=\"light dark\">")
                // Nothing is loaded and no script runs, whatever stands in a value.
                page.raw(
                    "<meta http-equiv=\"Content-Security-Policy\" "
                        + "content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                page.element("title", text: "Plan: " + plan.files.map(\.name).joined(separator: ", "))
                page.raw("<style>\(PlanStyle.css)</style>")
            }
            page.element("body") { page in
                page.element("main") { body(plan, &$0) }
            }
        }
        page.raw("\n")
        return page.bytes
    }

    private func body(_ plan: Plan, _ page: inout HTMLText) {
        page.element("p", [("class", "basis")], text: "Compared with \(plan.basis.words).")
        page.element("h1", text: "What an import would do")
        page.element("p", [("class", "files")], text: files(plan))
        tiles(plan, &page)
        groups(plan, &page)
        merges(plan, &page)
        leftOff(plan, &page)
        order(plan, &page)
        traits(plan, &page)
    }

    private func files(_ plan: Plan) -> String {
        var text = plan.files.map(\.name).joined(separator: ", ")
        if plan.rejectedRows > 0 {
            text += " – \(ShownNumber.grouped(plan.rejectedRows)) rows with errors are left out of this plan"
        }
        return text
    }

    // MARK: Totals

    private func tiles(_ plan: Plan, _ page: inout HTMLText) {
        var tiles = [
            (plan.rows, "rows", ""), (plan.people, "people in the file", ""),
        ]
        // Nobody is known in an empty space: that all are new would be false comfort.
        if plan.basis.profiles > 0 {
            tiles += [
                (plan.totals.created, "created", ""), (plan.totals.updated, "updated", ""),
                (plan.totals.unchanged, "unchanged", ""),
            ]
        }
        tiles += [
            (plan.totals.merges, "merged into others", plan.totals.merges > 0 ? "warn" : ""),
            (plan.totals.leftOff, "identifiers left off", plan.totals.leftOff > 0 ? "note" : ""),
            (plan.totals.blocked, "blocked values", plan.totals.blocked > 0 ? "note" : ""),
            (
                plan.orderRowCount, "rows for which the order matters",
                plan.orderRowCount > 0 ? "note" : ""
            ),
        ]
        page.element("ul", [("class", "tiles")]) { page in
            for (number, words, kind) in tiles {
                page.element("li", [("class", kind)]) { page in
                    page.element("b", text: ShownNumber.grouped(number))
                    page.element("span", text: words)
                }
            }
        }
        if plan.totals.merges > 0 {
            page.element(
                "p", [("class", "warning")],
                text: "Merges cannot be undone in Segment. Look at them before you import.")
        }
    }

    // MARK: Groups

    private func groups(_ plan: Plan, _ page: inout HTMLText) {
        guard !plan.groups.isEmpty else { return }
        page.element("section") { page in
            page.element("h2", text: "Largest groups that become one person")
            page.element(
                "p",
                text: "\(ShownNumber.grouped(plan.groupCount)) groups of two rows or more. Lines lead to the "
                    + "identifiers that connect the rows; the thicker, the more rows have it.")
            page.element("div", [("class", "groups")]) { page in
                for group in plan.groups.prefix(PlanPicture.maxGroups) {
                    page.element("figure") { page in
                        PlanPicture(group: group, writer: writer).write(into: &page)
                        page.element("figcaption") { page in
                            page.element("b", text: "\(ShownNumber.grouped(group.rows)) rows")
                            page.text(" from \(place(group.places.first, plan)): \(side(group.profile, plan))")
                        }
                    }
                }
            }
        }
    }

    // MARK: Tables

    private func merges(_ plan: Plan, _ page: inout HTMLText) {
        section(
            "Profiles that become one", plan.totals.merges, plan.merges,
            ["Row", "This profile", "becomes part of", "through"], &page
        ) { merge in
            [
                place(merge.place, plan), side(merge.merged, plan), side(merge.survivor, plan),
                identifiers(merge.identifiers),
            ]
        }
    }

    private func leftOff(_ plan: Plan, _ page: inout HTMLText) {
        section(
            "Identifiers left off", plan.totals.leftOff, plan.leftOff,
            ["Row", "Identifier", "Because"], &page
        ) { one in
            let limit = one.limitedType.map {
                "the profile would have more than \(one.limit ?? 0) of \($0)"
                    + (one.window.map { $0 == "ever" ? "" : ", \($0)" } ?? "")
            }
            return [place(one.place, plan), identifier(one.identifier), limit ?? one.reason]
        }
        section(
            "Blocked values", plan.totals.blocked, plan.blocked, ["Row", "Identifier", "Value"], &page
        ) { [place($0.place, plan), $0.type, Self.shortened(writer.value($0.value))] }
    }

    private func order(_ plan: Plan, _ page: inout HTMLText) {
        section(
            "Rows for which the order matters", plan.orderRowCount, plan.orderRows,
            ["Row", "In this order it ends in", "In reverse order in"], &page
        ) { [place($0.place, plan), fate($0.inOrder, plan), fate($0.reversed, plan)] }
    }

    private func traits(_ plan: Plan, _ page: inout HTMLText) {
        section(
            "Traits of known people that change", plan.traitChanges.count, plan.traitChanges,
            ["Trait", "Other value", "Added", "Removed", "For example"], &page
        ) { change in
            let sample = change.samples.first.map {
                "\(Self.shortened(writer.value($0.from))) → "
                    + ($0.to.map { Self.shortened(writer.value($0)) } ?? "nothing")
            }
            return [
                change.name, ShownNumber.grouped(change.changed), ShownNumber.grouped(change.added),
                ShownNumber.grouped(change.removed), sample ?? "",
            ]
        }
        guard let names = plan.newTraits, !names.isEmpty, plan.basis.profiles > 0 else { return }
        page.element("section") { page in
            page.element("h2", text: "New traits")
            page.element("p", text: names.joined(separator: ", "))
        }
    }

    private func section<Entry>(
        _ title: String, _ count: Int, _ entries: [Entry], _ heads: [String],
        _ page: inout HTMLText, cells: (Entry) -> [String]
    ) {
        guard count > 0 else { return }
        page.element("section") { page in
            page.element("h2", text: "\(title): \(ShownNumber.grouped(count))")
            page.element("div", [("class", "table")]) { page in
                page.element("table") { page in
                    page.element("tr") { page in
                        for head in heads { page.element("th", [("scope", "col")], text: head) }
                    }
                    for entry in entries.prefix(Self.maxEntries) {
                        page.element("tr") { page in
                            for (head, cell) in zip(heads, cells(entry)) {
                                page.element("td", [("data-head", head)], text: cell)
                            }
                        }
                    }
                }
            }
            let shown = min(entries.count, Self.maxEntries)
            if count > shown {
                page.element("p", text: "… and \(ShownNumber.grouped(count - shown)) more, in the JSON form.")
            }
        }
    }

    // MARK: Words

    private func place(_ place: Plan.Place?, _ plan: Plan) -> String {
        guard let place else { return "" }
        let row = "row \(ShownNumber.grouped(place.sheetRow ?? place.row + 1))"
        return plan.files.count > 1 ? "file \(place.file), \(row)" : row
    }

    private func identifier(_ identifier: Plan.Identifier) -> String {
        "\(identifier.type) \(Self.shortened(writer.value(identifier.text)))"
    }

    private func identifiers(_ identifiers: [Plan.Identifier]) -> String {
        self.identifiers(
            Plan.Side(id: nil, madeBy: nil, identifiers: identifiers, identifierCount: identifiers.count))
    }

    private func identifiers(_ side: Plan.Side) -> String {
        let (shown, more) = side.shown(5)
        return shown.map(identifier).joined(separator: ", ")
            + (more > 0 ? " and \(ShownNumber.grouped(more)) more" : "")
    }

    private func side(_ side: Plan.Side, _ plan: Plan) -> String {
        let name = side.id ?? "new person" + (side.madeBy.map { " of \(place($0, plan))" } ?? "")
        return side.identifierCount == 0
            ? name : "\(name) – \(identifiers(side))"
    }

    private func fate(_ fate: Plan.Fate, _ plan: Plan) -> String {
        let end = fate.profile.map { side($0, plan) } ?? "no profile"
        return fate.leftOff.isEmpty
            ? end : "\(end); left off: \(identifiers(fate.leftOff))"
    }

    static func shortened(_ text: String, to length: Int = 48) -> String {
        text.count <= length ? text : String(text.prefix(length - 1)) + "…"
    }
}
