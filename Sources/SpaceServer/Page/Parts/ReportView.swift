internal import ProfileCSV
internal import ProfileImport

/// What a check found, for people: who takes the file, then every problem with its places and how it is
/// mended.
struct ReportView {
    /// Places shown of one problem; the files to download have all of them.
    private static let maxPlaces = 25

    let report: Report
    private let words: ProblemWords

    /// - Parameter reading: where the file can be read in another way; `nil` where it cannot.
    init(_ report: Report, reading: String? = nil) {
        self.report = report
        let file = report.file.split(separator: "/").last.map(String.init) ?? report.file
        let plain = ProblemWords.wording(file: file)
        words = ProblemWords(
            message: plain.message, segmentMessage: plain.segmentMessage,
            fix: { problem in PageMend.text(problem) ?? plain.fix(problem) })
    }

    // MARK: The whole

    /// The figures of the file.
    var figures: HTML {
        let errors = errorCount
        let warnings = groups.filter { $0.severity == .warning }.count
        return Figures.html([
            .init(report.rows, report.rows == 1 ? "row" : "rows"),
            .init(report.columns, report.columns == 1 ? "column" : "columns"),
            .init(PageText.bytes(report.bytes), "size"),
            .init(report.identifiers.count, "identifier columns"),
            .init(errors, "kinds of errors", isBad: true),
            .init(warnings, "kinds of warnings"),
        ])
    }

    /// Kinds of problems that keep the selected target from taking the file.
    var errorCount: Int { groups.count { $0.severity == .error && $0.concernsTarget } }

    /// One card a place that takes files, each with its verdict.
    var verdicts: HTML {
        let cards: [HTML] = Target.allCases.map { target in
            let verdict = report.verdict(of: target)
            let titles = (verdict.isOK ? verdict.warnings : verdict.codes).prefix(3).map { code in
                Explanation.of(code)?.title ?? code.rawValue
            }
            let badge =
                verdict.isOK
                ? verdict.warnings.isEmpty
                    ? Notice.badge("Takes it", .good) : Notice.badge("Takes it, with warnings", .warn)
                : Notice.badge("Refuses it", .bad)
            let reasons: [HTML] = titles.map { "<li>\($0)</li>" }
            let list: HTML = reasons.isEmpty ? "" : "<ul class='list note'>\(reasons)</ul>"
            return """
                <section class='card'><div class='row apart'><h3>\(target.title)</h3>\(badge)</div>\
                <p class='note'>\(target.remark)</p>\(list)</section>
                """
        }
        return "<div class='columns'>\(cards)</div>"
    }

    var groups: [ProblemGroup] { ProblemGroup.groups(of: report) }

    /// Every problem; a good word where there is none.
    var problems: HTML {
        let groups = groups
        guard !groups.isEmpty else {
            let fine = Notice.box(
                .good, "<p><strong>No problems.</strong> Everything that is checked is fine.</p>")
            return "\(fine)\(partOfSpace)"
        }
        return "<div class='stack'>\(groups.enumerated().map { card($1, isOpen: $0 < 3) })\(partOfSpace)</div>"
    }

    /// What of the space the identifiers were not compared with.
    private var partOfSpace: HTML {
        guard let remark = report.comparison?.remark else { return "" }
        return Notice.box(.info, "<p>\(remark)</p>")
    }

    // MARK: A problem

    private func card(_ group: ProblemGroup, isOpen: Bool) -> HTML {
        let explanation = Explanation.of(group.code)
        let mood: Notice.Mood? =
            switch group.severity {
            case .error: group.concernsTarget ? .bad : .warn
            case .warning: .warn
            case .note: nil
            }
        let fixes = unique(group.examples.compactMap(words.fix)).prefix(2)
        let mend: [HTML] = fixes.map { "<p><strong>Mend:</strong> \($0)</p>" }
        let segment: HTML? = group.examples.first.flatMap(words.segmentMessage).map {
            "<p class='note'>Segment says: “\($0)”</p>"
        }
        let places = group.count == 1 ? "1 place" : "\(PageText.number(group.count)) places"
        return """
            <section class='card problem-\(group.code.rawValue)'>
            <div class='row apart'><h3>\(explanation?.title ?? group.code.rawValue)</h3>
            <span class='row'>\(Notice.badge(weight(of: group), mood))\(Notice.badge(places))</span></div>
            <p>\(sentence(of: group))</p>\(mend)\(segment)
            \(table(of: group, isOpen: isOpen))
            \(meaning(explanation, group))
            </section>
            """
    }

    /// How heavy it is, and for whom where it is not for the selected target.
    private func weight(of group: ProblemGroup) -> String {
        guard !group.concernsTarget else { return group.severity.rawValue }
        let whom = Target.allCases.filter { group.verdicts[group.severity]?.contains($0) == true }
        return "\(group.severity.rawValue) for: \(whom.map(\.title).joined(separator: ", "))"
    }

    /// The sentence that all of its places share, or the first one's.
    private func sentence(of group: ProblemGroup) -> String {
        if group.code == .invalidCharacter, group.examples.first?.place.row != nil {
            return "By the letter of Segment's list, these cells have characters that its upload pages do "
                + "not take. The list lacks letters and signs that many names need."
        }
        return group.examples.first.map(words.message) ?? ""
    }

    private func table(of group: ProblemGroup, isOpen: Bool) -> HTML {
        let examples = group.examples.filter { $0.place.row != nil || $0.place.column != nil }
        guard !examples.isEmpty else { return .none }
        let messages = Set(examples.map(words.message))
        let differs = messages.count > 1
        var columns = [
            DataTable.Column(name: "Row in the sheet", isNumber: true),
            DataTable.Column(name: "Column"), DataTable.Column(name: "Value"),
        ]
        if differs { columns.append(.init(name: "What is wrong")) }
        var table = DataTable("Places: \(group.code.rawValue)", columns)
        for problem in examples.prefix(Self.maxPlaces) {
            let row = (problem.place.sheetRow ?? problem.place.row.map { $0 + 1 }).map(PageText.number)
            let column = problem.header.map { $0.isEmpty ? "(no name)" : $0 }
                ?? problem.place.column.map { "column \($0)" } ?? ""
            var cells: [DataTable.Cell] = [
                .init("\(row ?? "header")", style: "number"), .text(PageText.shortened(column, to: 60)),
                problem.excerpt.map { .value(Self.visible($0)) } ?? .text(""),
            ]
            if differs { cells.append(.text(words.message(problem))) }
            table.append(cells)
        }
        let more = group.count - min(examples.count, Self.maxPlaces)
        let rest: HTML = more > 0 ? "<p class='note'>and \(PageText.number(more)) more</p>" : ""
        return """
            <details\(isOpen ? " open" : "")><summary>Where it is</summary>\
            <div class='stack'>\(table.html)\(rest)</div></details>
            """
    }

    private func meaning(_ explanation: Explanation?, _ group: ProblemGroup) -> HTML {
        guard let explanation else { return .none }
        let whom: HTML? = group.whom.map { _ in
            "<p class='note'>\(explanation.weights.joined(separator: " · "))</p>"
        }
        return """
            <details><summary>What this means</summary><div class='stack'>
            <p class='lines'>\(explanation.meaning)</p><p class='lines'>\(explanation.reason)</p>
            <p class='lines'>\(explanation.mend)</p>
            <div class='columns'><div><h4>Before</h4><pre>\(explanation.before)</pre></div>
            <div><h4>After</h4><pre>\(explanation.after)</pre></div></div>\(whom)
            <p class='note'>Code: <code>\(group.code.rawValue)</code></p></div></details>
            """
    }

    private func unique(_ texts: [String]) -> [String] {
        texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Characters that nobody sees, as their numbers.
    private static func visible(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator:
                "⟨U+" + String(scalar.value, radix: 16, uppercase: true).leftPadded(to: 4) + "⟩"
            default: String(scalar)
            }
        }.joined()
    }
}

extension String {
    fileprivate func leftPadded(to length: Int) -> String {
        String(repeating: "0", count: max(0, length - count)) + self
    }
}

extension Target {
    /// What people know it as.
    var title: String {
        switch self {
        case .unify: "Upload page of Unify and Engage"
        case .unifiedProfiles: "Guided setup of Unified Profiles"
        case .api: "Import with rollcall"
        }
    }

    /// What it takes.
    var remark: String {
        switch self {
        case .unify: "Segment's own upload: up to 1,000,000 rows and 100 MB at once."
        case .unifiedProfiles: "Up to 9,999 rows at once."
        case .api: "Sends row by row, into the rehearsal space or to Segment; any size."
        }
    }
}
