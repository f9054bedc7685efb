package import ProfileCSV

/// Problems of one code that weigh the same, as reports for people show them: how many, for whom, and
/// the first places.
package struct ProblemGroup {
    /// Who weighs it how, heaviest first.
    package typealias Verdicts = [Problem.Severity: Set<Target>]

    package let code: ProblemCode
    /// The kind of a `parse_error`; `nil` for other codes.
    package let kind: String?
    package let verdicts: Verdicts
    /// One problem a place, in file order: the one that the selected target has, where it has one.
    package let examples: [Problem]
    /// Places in the whole file.
    package let count: Int
    /// The weight for the selected target, else the heaviest elsewhere.
    package let severity: Problem.Severity
    /// Whether it concerns the selected target.
    package let concernsTarget: Bool

    /// The groups of a report: what keeps the selected target out first, then the headline's order.
    package static func groups(of report: Report) -> [ProblemGroup] {
        var groups: [(key: Key, examples: [Problem])] = []
        for finding in findings(of: report) {
            if let index = groups.firstIndex(where: { $0.key == finding.key }) {
                groups[index].examples.append(finding.problem)
            } else {
                groups.append((finding.key, [finding.problem]))
            }
        }
        let ranks = Dictionary(
            report.counts.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
        return groups.map { ProblemGroup($0.key, $0.examples, in: report) }.sorted { one, other in
            (one.rank, ranks[one.code] ?? 0) < (other.rank, ranks[other.code] ?? 0)
        }
    }

    /// What problems of one group have in common.
    private struct Key: Hashable {
        var code: ProblemCode
        var kind: String?
        var verdicts: Verdicts
    }

    /// The problems of one place that are one finding weighed differently, put together again.
    private static func findings(of report: Report) -> [(key: Key, problem: Problem)] {
        var findings: [(key: Key, problem: Problem)] = []
        for problem in report.problems {
            let kind = problem.code == .parseError ? problem.arguments["kind"] : nil
            let targets = Set(Target.allCases.filter { problem.targets.contains(TargetSet($0)) })
            let same = findings.lastIndex {
                $0.problem.code == problem.code && $0.problem.place == problem.place
                    && $0.problem.arguments == problem.arguments
                    && $0.key.verdicts.values.allSatisfy { $0.isDisjoint(with: targets) }
            }
            guard let same else {
                findings.append(
                    (Key(code: problem.code, kind: kind, verdicts: [problem.severity: targets]), problem))
                continue
            }
            findings[same].key.verdicts[problem.severity, default: []].formUnion(targets)
            if targets.contains(report.target) { findings[same].problem = problem }
        }
        return findings
    }

    private init(_ key: Key, _ examples: [Problem], in report: Report) {
        code = key.code
        kind = key.kind
        verdicts = key.verdicts
        self.examples = examples
        let counted = report.tally.counts.entries.reduce(0) { sum, entry in
            let isSame =
                entry.code == key.code && entry.kind?.rawValue == key.kind
                && Self.verdicts(of: entry) == key.verdicts
            return isSame ? sum + entry.count : sum
        }
        count = max(counted, examples.count)
        let own = key.verdicts.first { $0.value.contains(report.target) }?.key
        concernsTarget = own != nil
        severity = own ?? [.error, .warning, .note].first { key.verdicts[$0] != nil } ?? .note
    }

    private static func verdicts(of entry: ProblemCount) -> Verdicts {
        entry.verdicts.reduce(into: [:]) { verdicts, verdict in
            verdicts[verdict.severity, default: []].formUnion(
                Target.allCases.filter { verdict.targets.contains(TargetSet($0)) })
        }
    }

    /// `error for api; warning for unify, unified-profiles`, or the names alone where all weigh the
    /// same; `nil` where it concerns everybody alike.
    package var whom: String? {
        if verdicts.count == 1, verdicts.first?.value.count == Target.allCases.count { return nil }
        let severities: [Problem.Severity] = [.error, .warning, .note]
        return severities.compactMap { severity in
            verdicts[severity].map { targets in
                let names = Target.allCases.filter { targets.contains($0) }.map(\.rawValue)
                let list = names.joined(separator: ", ")
                return verdicts.count == 1 ? list : "\(severity.rawValue) for \(list)"
            }
        }.joined(separator: "; ")
    }

    private var rank: Int {
        switch (severity, concernsTarget) {
        case (.error, true): 0
        case (.error, false): 1
        case (.warning, true): 2
        case (.warning, false): 3
        case (.note, _): 4
        }
    }
}
