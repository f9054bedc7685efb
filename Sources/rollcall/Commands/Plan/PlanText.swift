internal import ProfileImport

/// A plan for people.
struct PlanText {
    /// Entries shown of a list.
    private static let maxEntries = 5
    private static let maxIdentifiers = 3

    let plan: Plan
    let writer: PlanWriter
    let style: Style

    /// All lines, without line ends.
    func lines() -> [String] {
        var lines = ["Compared with \(plan.basis.words)."]
        lines += [""] + totals
        if !plan.merges.isEmpty { lines += [""] + merges }
        if !plan.groups.isEmpty { lines += [""] + groups }
        if !plan.leftOff.isEmpty { lines += [""] + leftOff }
        if !plan.blocked.isEmpty { lines += [""] + blocked }
        if plan.orderRowCount > 0 { lines += [""] + order }
        if !plan.traitChanges.isEmpty { lines += [""] + traits }
        if let names = plan.newTraits, !names.isEmpty, plan.basis.profiles > 0 {
            lines += ["", style.bold("New traits") + ": " + names.map(Words.visible).joined(separator: ", ")]
        }
        return lines
    }

    private var totals: [String] {
        var table = TextTable([.right, .left])
        func add(_ number: Int, _ words: String) { table.append([Words.grouped(number), words]) }
        add(plan.rows, plan.rows == 1 ? "row" : "rows")
        if plan.rejectedRows > 0 { add(plan.rejectedRows, "of them with errors, left out here") }
        // Nothing was planned for a file that is refused: zeros would be no news of its people.
        if plan.isRefused { return table.lines(indent: 2) }
        add(plan.people, plan.people == 1 ? "person in the file" : "people in the file")
        // Nobody is known in an empty space: that all are new would be false comfort.
        if plan.basis.profiles > 0 {
            add(plan.totals.created, "created")
            add(plan.totals.updated, "updated")
            add(plan.totals.unchanged, "unchanged")
        }
        add(plan.totals.merges, "merged into others")
        add(plan.totals.leftOff, "identifiers left off")
        add(plan.totals.blocked, "blocked values")
        if plan.orderRowCount > 0 { add(plan.orderRowCount, "rows for which the order of the rows matters") }
        return table.lines(indent: 2)
    }

    // MARK: Lists

    private var merges: [String] {
        var lines = [
            style.bold("Profiles that become one")
                + ": \(Words.grouped(plan.totals.merges)). Merges cannot be undone in Segment."
        ]
        for merge in plan.merges.prefix(Self.maxEntries) {
            lines += entry(
                "\(place(merge.place)): \(side(merge.merged)) becomes part of \(side(merge.survivor)), "
                    + "through \(identifiers(merge.identifiers))")
        }
        return lines + more(plan.totals.merges)
    }

    private var groups: [String] {
        var lines = [
            style.bold("Largest groups that become one person")
                + ": \(Words.count(plan.groupCount, "group")) of two rows or more."
        ]
        for group in plan.groups.prefix(Self.maxEntries) {
            let links = group.links.filter { $0.rows > 1 && !$0.identifier.looksMade }.prefix(Self.maxIdentifiers).map {
                "\(identifier($0.identifier)) in \(Words.count($0.rows, "row"))"
            }
            let connected = links.isEmpty
                ? " are \(side(group.profile))" : " through \(Words.list(Array(links)))"
            lines += entry("\(Words.count(group.rows, "row")) from \(places(group))" + connected)
        }
        return lines + more(plan.groupCount)
    }

    private var leftOff: [String] {
        var lines = [style.bold("Identifiers left off") + ": \(Words.grouped(plan.totals.leftOff))"]
        for one in plan.leftOff.prefix(Self.maxEntries) {
            lines += entry("\(place(one.place)): \(identifier(one.identifier)), because \(reason(one))")
        }
        return lines + more(plan.totals.leftOff)
    }

    private var blocked: [String] {
        var lines = [
            style.bold("Blocked values") + ": \(Words.grouped(plan.totals.blocked)). They identify nobody."
        ]
        for one in plan.blocked.prefix(Self.maxEntries) {
            lines += entry(
                "\(place(one.place)): \(one.type) \(Words.visible(writer.value(one.value)))")
        }
        return lines + more(plan.totals.blocked)
    }

    private var order: [String] {
        var lines = [
            style.bold("Rows for which the order matters") + ": \(Words.grouped(plan.orderRowCount)). "
                + "If the rows of a person came in reverse order, they would end otherwise."
        ]
        for row in plan.orderRows.prefix(Self.maxEntries) {
            lines += entry(
                "\(place(row.place)): \(fate(row.inOrder)); in reverse \(fate(row.reversed))")
        }
        return lines + more(plan.orderRowCount)
    }

    private var traits: [String] {
        var lines = [style.bold("Traits of known people that change")]
        var table = TextTable([.left, .right, .left, .right, .left, .right, .left])
        for change in plan.traitChanges.prefix(2 * Self.maxEntries) {
            table.append([
                Words.visible(change.name), Words.grouped(change.changed), "other value",
                Words.grouped(change.added), "added", Words.grouped(change.removed), "removed",
            ])
        }
        lines += table.lines(indent: 2)
        for change in plan.traitChanges.prefix(Self.maxEntries) {
            guard let sample = change.samples.first else { continue }
            let to = sample.to.map { Words.visible(writer.value($0)) } ?? "nothing"
            lines += entry(
                "\(Words.visible(change.name)) of \(sample.profile): "
                    + "\(Words.visible(writer.value(sample.from))) becomes \(to)")
        }
        return lines
    }

    private func more(_ count: Int) -> [String] {
        count > Self.maxEntries ? ["  … and \(Words.grouped(count - Self.maxEntries)) more"] : []
    }

    private func entry(_ text: String) -> [String] { Words.wrapped(text, indent: 2) }

    // MARK: Words

    private func place(_ place: Plan.Place) -> String {
        PlanWords.place(place, fileCount: plan.files.count)
    }

    private func places(_ group: Plan.Group) -> String {
        group.places.first.map(place) ?? "row 1"
    }

    private func identifier(_ identifier: Plan.Identifier) -> String {
        "\(identifier.type) \(Words.visible(writer.value(identifier.text)))"
    }

    private func identifiers(_ identifiers: [Plan.Identifier]) -> String {
        self.identifiers(
            Plan.Side(id: nil, madeBy: nil, identifiers: identifiers, identifierCount: identifiers.count))
    }

    private func identifiers(_ side: Plan.Side) -> String {
        let (shown, more) = side.shown(Self.maxIdentifiers)
        return Words.list(shown.map(identifier) + (more > 0 ? ["\(Words.grouped(more)) more"] : []))
    }

    private func side(_ side: Plan.Side) -> String {
        let name = side.id ?? "the new person" + (side.madeBy.map { " of \(place($0))" } ?? "")
        guard side.identifierCount > 0 else { return name }
        return "\(name) (\(identifiers(side)))"
    }

    private func fate(_ fate: Plan.Fate) -> String {
        let end = fate.profile.map { "it ends in \(side($0))" } ?? "it ends nowhere"
        guard !fate.leftOff.isEmpty else { return end }
        return end + " without \(identifiers(fate.leftOff))"
    }

    private func reason(_ one: Plan.LeftOff) -> String {
        PlanWords.reason(one.reason, type: one.limitedType, limit: one.limit, window: one.window)
    }
}

/// Words that a plan and an explanation share.
enum PlanWords {
    /// Where a row stands in a spreadsheet.
    static func place(_ place: Plan.Place, fileCount: Int) -> String {
        let row = "row \(Words.grouped(place.sheetRow ?? place.row + 1))"
        return fileCount > 1 ? "file \(place.file), \(row)" : row
    }

    /// Why an identifier is left off.
    static func reason(_ reason: String, type: String?, limit: Int?, window: String?) -> String {
        guard let type, let limit else {
            return "a profile holds no more identifiers (\(reason))"
        }
        let span = window.map { $0 == "ever" ? "" : " \($0)" } ?? ""
        return "the profile would have more than \(Words.count(limit, "value")) of \(type)\(span)"
    }
}
