internal import ProfileCSV
internal import ProfileImport

/// What someone with this report does next, the most useful first, as commands to copy.
struct NextSteps {
    /// One step: why, and the command where there is one.
    struct Step {
        let text: String
        let command: String?
    }

    let report: Report
    var flags: [String] = []
    var offersImport = true

    var lines: [Step] {
        let problems = report.problems
        if let step = otherReading(problems) { return [step] }
        var steps: [Step] = []
        let verdict = report.verdict(of: report.target)
        let isTakenByAPI = report.verdict(of: .api).isOK
        if verdict.isOK, report.target != .api { steps.append(upload(verdict)) }
        if !isTakenByAPI { steps += refusedByAPI }
        if isTakenByAPI, offersImport {
            let text: String =
                if report.target == .api {
                    "Load it into the local space and look at the people; nothing goes to Segment:"
                } else if verdict.isOK {
                    "Or load it into the local space first and look at the people:"
                } else {
                    "Deliver it through the API instead; first into the local space, nothing goes to Segment:"
                }
            steps.append(Step(text: text, command: command("import")))
        }
        if let code = verdict.codes.first ?? report.verdict(of: .api).codes.first {
            steps.append(
                Step(text: "What \(code) means:", command: "rollcall explain \(code)"))
        }
        return steps
    }

    /// The page would take it; whether that is wise is another thing.
    private func upload(_ verdict: Report.Verdict) -> Step {
        let nameless = report.counts.first { $0.code == .noIdentifier }?.count ?? 0
        if verdict.warnings.contains(.noIdentifier), nameless > 0 {
            return Step(
                text: "Mend it before you upload: the page would take it and make "
                    + Words.count(nameless, "nameless profile") + ", which cannot be removed.",
                command: nil)
        }
        return Step(text: "Upload it: \(report.target.words) takes it as it is.", command: nil)
    }

    private var refusedByAPI: [Step] {
        let rows = report.rejectedRows
        guard rows > 0, offersImport, report.hasHeader, report.isComplete, !hasFileError else { return [] }
        return [
            Step(
                text: "Mend \(Words.count(rows, "row")), or load the others into the local space and "
                    + "have these written to a file:",
                command: command("import", ["--max-errors", String(rows)]))
        ]
    }

    private var hasFileError: Bool {
        report.problems.contains { problem in
            problem.severity == .error && problem.targets.contains(.api) && problem.place.row == nil
        }
    }

    /// Where the file is simply to be read otherwise, that comes before everything else.
    private func otherReading(_ problems: [Problem]) -> Step? {
        for problem in problems {
            if problem.code == .wrongDelimiter, problem.arguments["given"] == nil,
                let delimiter = problem.arguments["delimiter"]
            {
                let name = delimiter == "\t" ? "tab" : delimiter
                return Step(
                    text: "Read it with the delimiter that it seems to have:",
                    command: command("check", ["--delimiter", name]))
            }
            if problem.code == .parseError, problem.arguments["kind"] == "invalid_utf8",
                let encoding = problem.arguments["encoding"]
            {
                return Step(
                    text: "Read it in the encoding that it seems to have:",
                    command: command("check", ["--encoding", encoding]))
            }
        }
        return nil
    }

    private func command(_ name: String, _ more: [String] = []) -> String {
        (["rollcall", name, report.file] + flags + more).map(ShellWord.quoted).joined(separator: " ")
    }
}
