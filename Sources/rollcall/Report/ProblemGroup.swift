internal import ProfileCSV
internal import ProfileImport

/// Problems of one code as the text report shows them: how many, for whom, and the first places.
struct ProblemGroup {
    let code: ProblemCode
    /// The kind of a `parse_error`; `nil` for other codes.
    let kind: String?
    /// The weight for the selected target, else the heaviest elsewhere.
    let severity: Problem.Severity
    /// Whether it concerns the selected target.
    let concernsTarget: Bool
    /// Who weighs it how, heaviest first.
    let verdicts: [(severity: Problem.Severity, targets: [Target])]
    /// One problem a place, in file order.
    let examples: [Problem]
    /// Places in the whole file; `nil` where only the code's count is known, not the kind's.
    let count: Int?

    /// The groups of a report: what keeps the selected target out first, then the headline's order.
    static func groups(of report: Report) -> [ProblemGroup] {
        var order: [String] = []
        var byName: [String: [Problem]] = [:]
        for problem in report.problems {
            let name = problem.code.rawValue + " " + (Self.kind(of: problem) ?? "")
            if byName[name] == nil { order.append(name) }
            byName[name, default: []].append(problem)
        }
        let groups = order.compactMap { name in
            byName[name].flatMap { ProblemGroup($0, in: report, kinds: byName) }
        }
        let ranks = Dictionary(
            report.counts.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
        return groups.sorted { one, other in
            (one.rank, ranks[one.code] ?? 0) < (other.rank, ranks[other.code] ?? 0)
        }
    }

    private init?(_ problems: [Problem], in report: Report, kinds: [String: [Problem]]) {
        guard let first = problems.first else { return nil }
        code = first.code
        kind = Self.kind(of: first)
        var targets: [Problem.Severity: Set<Target>] = [:]
        var seen: Set<Problem.Place> = []
        var examples: [Problem] = []
        for problem in problems {
            let concerned = Target.allCases.filter { problem.targets.contains(TargetSet($0)) }
            targets[problem.severity, default: []].formUnion(concerned)
            if seen.insert(problem.place).inserted { examples.append(problem) }
        }
        self.examples = examples
        verdicts = [Problem.Severity.error, .warning, .note].compactMap { severity in
            targets[severity].map { concerned in
                (severity, Target.allCases.filter { concerned.contains($0) })
            }
        }
        let own = verdicts.first { $0.targets.contains(report.target) }
        concernsTarget = own != nil
        severity = own?.severity ?? verdicts.first?.severity ?? .note
        let sameCode = kinds.keys.count { $0.hasPrefix(first.code.rawValue + " ") }
        count = sameCode == 1 ? report.counts.first { $0.code == first.code }?.count : nil
    }

    private var rank: Int {
        switch (severity, concernsTarget) {
        case (.error, true): 0
        case (.warning, true): 2
        case (.error, false): 1
        case (.warning, false): 3
        case (.note, _): 4
        }
    }

    private static func kind(of problem: Problem) -> String? {
        problem.code == .parseError ? problem.arguments["kind"] : nil
    }
}
