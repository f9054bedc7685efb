internal import ProfileCSV

/// How reports are written for programs (design §5). Text for people is the executable's.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    /// One object a file, on one line.
    case json
    /// One object a problem, then one for the file.
    case jsonl
    /// One SARIF 2.1.0 log of all files, for code scanners.
    case sarif
    /// Annotations of GitHub's workflow runs, one a problem.
    case github
}

extension ReportWriter {
    /// Reports in a format, whole: a file, an answer of a server.
    public func bytes(_ reports: [Report], as format: ReportFormat) -> [UInt8] {
        switch format {
        case .json: reports.flatMap { json($0) }
        case .jsonl: reports.flatMap { jsonLines($0) }
        case .sarif: sarif(reports)
        case .github: reports.flatMap { github($0) }
        }
    }

    /// The severity of a problem for whoever asked: what only other targets mind is a note.
    func severity(of problem: Problem, in report: Report) -> Problem.Severity {
        problem.targets.contains(TargetSet(report.target)) ? problem.severity : .note
    }
}
