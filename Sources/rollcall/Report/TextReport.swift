internal import ProfileCSV
internal import ProfileImport

/// A report for people: verdicts, problems grouped with their first places, and what to do next as
/// commands to copy.
struct TextReport {
    /// Places shown of one problem.
    private static let maxPlaces = 5
    /// Codes shown beside a verdict.
    private static let maxCodes = 2
    /// Different sentences shown of one problem.
    private static let maxSentences = 3

    let report: Report
    let writer: ReportWriter
    let style: Style
    /// Flags that the commands to copy need as well: `--space DIR` and the like.
    var flags: [String] = []
    /// Whether only the selected target is spoken of: for an import, whose user asked nothing else.
    var isOfOneTarget = false

    /// All lines, without line ends.
    func lines() -> [String] {
        var lines = [headline] + (isOfOneTarget ? [] : verdicts)
        for group in ProblemGroup.groups(of: report) where group.concernsTarget || !isOfOneTarget {
            lines += [""] + self.lines(of: group)
        }
        if let part = partOfSpace { lines += [""] + Words.wrapped(part, indent: 0) }
        if !isOfOneTarget {
            let columns = ColumnText(report: report, writer: writer, style: style).lines()
            if !columns.isEmpty { lines += [""] + columns }
        }
        let next = NextSteps(report: report, flags: flags, offersImport: !isOfOneTarget).lines
        if !next.isEmpty { lines += ["", style.bold("Next")] }
        for step in next {
            lines += Words.wrapped(step.text, indent: 2)
            if let command = step.command { lines.append("    " + style.command(command)) }
        }
        return lines
    }

    // MARK: The file

    private var name: String { report.file == "-" ? "standard input" : Words.visible(report.file) }

    private var headline: String {
        var facts = [
            Words.count(report.rows, "row"), Words.count(report.columns, "column"),
            Words.bytes(report.bytes),
        ]
        if let compressed = report.compressedBytes { facts[2] += " (\(Words.bytes(compressed)) packed)" }
        if report.encoding != "utf-8" { facts.append(report.encoding) }
        if report.emptyLines > 0 { facts.append(Words.count(report.emptyLines, "empty line")) }
        if !report.isComplete { facts.append("not read to the end") }
        return style.bold(name) + ": " + facts.joined(separator: ", ")
    }

    /// One line a target, the selected one marked: its verdict is the exit status.
    private var verdicts: [String] {
        var table = TextTable([.left, .left, .left, .left])
        for target in Target.allCases {
            let verdict = report.verdict(of: target)
            let mark = verdict.isOK ? style.good("takes it") : style.error("refuses it")
            var remark = Self.first(of: verdict.codes)
            if verdict.isOK, !verdict.warnings.isEmpty {
                remark = "with warnings: " + Self.first(of: verdict.warnings)
            }
            table.append([
                target == report.target ? ">" : "", target.rawValue, mark,
                remark.isEmpty ? style.dim(target.words) : remark,
            ])
        }
        return ["Where you upload"] + table.lines(indent: 2)
    }

    /// As many codes as a line holds; each stands below with what it is about.
    private static func first(of codes: [ProblemCode]) -> String {
        // One more takes no more room than its number.
        let shown = codes.count > maxCodes + 1 ? codes.prefix(maxCodes) : codes[...]
        let names = shown.map(\.rawValue).joined(separator: ", ")
        return shown.count < codes.count ? names + " and \(codes.count - shown.count) more" : names
    }

    /// What of the space the identifiers were not compared with.
    private var partOfSpace: String? {
        guard let comparison = report.comparison, let remark = comparison.remark else { return nil }
        return remark + (comparison.share > 1 ? " With a larger --memory it is more of them." : "")
    }

    // MARK: A problem

    private func lines(of group: ProblemGroup) -> [String] {
        var lines = [heading(of: group)]
        var shown = 0
        let fixes = fixes(of: group)
        // The same sentence is said once, with all its places below it.
        for part in parts(of: group).prefix(Self.maxSentences) {
            let places = part.problems.prefix(max(1, Self.maxPlaces - shown))
            shown += places.count
            lines += Words.wrapped(part.message, indent: 2)
            var table = TextTable([.left, .left, .left])
            for problem in places {
                let place = Wording.place(of: problem).map { Self.shortened(Words.visible($0)) }
                let excerpt = writer.excerpt(of: problem).map { Self.shortened(Words.visible($0)) }
                let cells = [place, excerpt.map(style.dim), otherRows(of: problem)].compactMap { $0 }
                if !cells.isEmpty { table.append(cells) }
            }
            lines += table.lines(indent: 4)
            // Each advice stands by what it is for; one for all of them at the end.
            if fixes.count > 1, let fix = writer.words.fix(part.first) {
                lines += Words.wrapped(fix, indent: 2)
            }
        }
        if group.count > shown {
            lines.append("    … and \(Words.grouped(group.count - shown)) more")
        }
        if fixes.count == 1 { lines += Words.wrapped(fixes[0], indent: 2) }
        if let sentence = group.examples.first.flatMap(writer.words.segmentMessage) {
            lines += Words.wrapped("Segment says: “\(sentence)”", indent: 2)
        }
        return lines
    }

    /// What to do, each advice once.
    private func fixes(of group: ProblemGroup) -> [String] {
        var fixes: [String] = []
        for part in parts(of: group).prefix(Self.maxSentences) {
            if let fix = writer.words.fix(part.first), !fixes.contains(fix) { fixes.append(fix) }
        }
        return fixes
    }

    /// Problems of one group that the same sentence tells.
    private struct Part {
        var message: String
        var first: Problem
        var problems: [Problem]
    }

    private func parts(of group: ProblemGroup) -> [Part] {
        var parts: [Part] = []
        var byMessage: [String: Int] = [:]
        for problem in group.examples {
            let message = sentence(for: problem)
            if let index = byMessage[message] {
                parts[index].problems.append(problem)
            } else {
                byMessage[message] = parts.count
                parts.append(Part(message: message, first: problem, problems: [problem]))
            }
        }
        return parts
    }

    /// The problem's own sentence; the many cells that break Segment's list share one (design §4).
    private func sentence(for problem: Problem) -> String {
        if otherRows(of: problem) != nil {
            var problem = problem
            for name in ["first_row", "first_sheet_row", "last_row", "last_sheet_row"] {
                problem.arguments[name] = nil
            }
            return writer.words.message(problem)
        }
        guard problem.code == .invalidCharacter, problem.place.row != nil else {
            return writer.words.message(problem)
        }
        return "By the letter of Segment's list, these cells have characters that its upload pages do not "
            + "take. The list lacks letters and signs that many names need."
    }

    /// The first row and the last, where they stand beside the place instead of in the sentence.
    private func otherRows(of problem: Problem) -> String? {
        guard [.repeatedPerson, .conflictingIdentifiers].contains(problem.code) else { return nil }
        func row(_ which: String) -> String? {
            (problem.arguments[which + "_sheet_row"] ?? problem.arguments[which + "_row"])
                .map { "\(which) in row \(Words.grouped(Int($0) ?? 0))" }
        }
        return row("first").map { first in
            ([first] + [row("last")].compactMap { $0 }).joined(separator: ", ")
        }
    }

    private func heading(of group: ProblemGroup) -> String {
        let name = group.code.rawValue + (group.kind.map { " (\($0))" } ?? "")
        let label =
            switch group.severity {
            case .error: style.error("error")
            case .warning: style.warning("warning")
            case .note: style.dim("note")
            }
        var parts = ["\(label)  \(style.bold(name))"]
        let isEstimated = group.examples.contains { $0.arguments["estimated"] != nil }
        if group.count > 1 {
            parts.append((isEstimated ? "about " : "") + Words.count(group.count, "place"))
        }
        if let whom = group.whom, !isOfOneTarget { parts.append(whom) }
        return parts.joined(separator: style.dim("  ·  "))
    }

    // MARK: Text

    private static func shortened(_ text: String, to length: Int = 60) -> String {
        text.count <= length ? text : String(text.prefix(length - 1)) + "…"
    }
}

extension Target {
    /// What people know it as.
    var words: String {
        switch self {
        case .unify: "the upload page of Unify and Engage"
        case .unifiedProfiles: "the guided setup of Unified Profiles"
        case .api: "rollcall import"
        }
    }
}
