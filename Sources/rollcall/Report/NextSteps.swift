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
        if report.target != .api { steps += wayToUpload(verdict, problems) }
        if !isTakenByAPI { steps += refusedByAPI }
        if report.mappingDraft == nil, report.verdict(of: .api).codes.contains(.missingIdentifier) {
            steps.append(
                Step(
                    text: "Say in a mapping which column tells people apart; one to begin with is written by:",
                    command: command(
                        "check",
                        targetFlags
                            + ["--suggest-mapping", NewName.of(report.file, "-mapping", ending: ".yaml")])))
        }
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
        if steps.allSatisfy({ $0.command == nil }), !verdict.isOK, offersImport, report.hasHeader,
            report.mappingDraft == nil
        {
            steps.append(
                Step(
                    text: "Mend what is said above, then look again:",
                    command: command("check", targetFlags)))
        }
        if let code = verdict.codes.first ?? report.verdict(of: .api).codes.first {
            steps.append(
                Step(text: "What \(code) means:", command: "rollcall explain \(code)"))
        }
        return steps
    }

    // MARK: The upload pages

    /// How the file gets through the page, as far as that can be told.
    private func wayToUpload(_ verdict: Report.Verdict, _ problems: [Problem]) -> [Step] {
        let mends = Mendable(report, problems)
        if verdict.isOK, !isNameless(verdict) { return upload(verdict) }
        guard offersImport, report.hasHeader, report.isComplete else { return [] }
        if mends.isWorthwhile || (isNameless(verdict) && mends.namesIdentifier) {
            return [copy(mends)]
        }
        if isNameless(verdict), verdict.isOK { return [nameless] }
        if verdict.codes.contains(.tooManyRows) || verdict.codes.contains(.fileTooLarge) {
            return [
                Step(
                    text:
                        "Cut it into parts, which \(report.target.words) takes one after the other:",
                    command: command(
                        "split",
                        [
                            "--target", report.target.rawValue, "-o",
                            NewName.of(report.file, "-parts", ending: ""),
                        ]))
            ]
        }
        guard verdict.codes == [.invalidCharacter], !mends.hasHeaderCharacter else { return [] }
        return [
            Step(
                text:
                    "Try a few rows with such letters on the upload page; once they arrive, check with:",
                command: command("check", targetFlags + ["--characters", "headers"]))
        ]
    }

    /// What the page takes as it is; what it would take amiss is mended first.
    private func upload(_ verdict: Report.Verdict) -> [Step] {
        let warnings = verdict.warnings
        if offersImport, warnings.contains(.bom) || report.compressedBytes != nil {
            let what =
                warnings.contains(.bom)
                ? "without the invisible mark" : "unpacked, as upload pages need it,"
            return [
                Step(
                    text: "Have a copy written \(what) and upload that:",
                    command: command("check", targetFlags + fixFlags))
            ]
        }
        var steps: [Step] = []
        var mends: [String] = []
        if warnings.contains(.edgeSpaceIdentifier) { mends.append("identifiers") }
        if warnings.contains(.fieldSpaces) { mends.append("spaces") }
        if offersImport, !mends.isEmpty {
            steps.append(
                Step(
                    text: "Have a copy written without these spaces and upload that, if they are not meant:",
                    command: command(
                        "check", targetFlags + fixFlags + ["--fix-with", mends.joined(separator: ",")])))
        }
        let text =
            warnings.isEmpty
            ? "Upload it: \(report.target.words) takes it as it is."
            : "\(steps.isEmpty ? "Look" : "Or look") at the warnings; if all is as it should be, upload it: "
                + "\(report.target.words) takes it."
        return steps + [Step(text: text, command: nil)]
    }

    private var fixFlags: [String] {
        ["--fix", NewName.of(report.file, "-fixed", ending: ".csv")]
    }

    private func copy(_ mends: Mendable) -> Step {
        var more = targetFlags + fixFlags
        var text =
            mends.isAll
            ? "Have a corrected copy written that \(report.target.words) takes"
            : "Have a copy written in which is corrected what can be; it says what remains"
        if mends.namesIdentifier {
            more += ["--fix-with", "identifiers"]
            text += ", and what was meant as an identifier made one"
        }
        return Step(text: text + ":", command: command("check", more))
    }

    private var targetFlags: [String] {
        report.target == .unify ? [] : ["--target", report.target.rawValue]
    }

    /// The page would take it; whether that is wise is another thing.
    private func isNameless(_ verdict: Report.Verdict) -> Bool {
        verdict.warnings.contains(.noIdentifier)
    }

    private var nameless: Step {
        let count = report.counts.first { $0.code == .noIdentifier }?.count ?? 0
        return Step(
            text: "Mend it before you upload: the page would take it and make "
                + Words.count(count, "nameless profile") + ", which cannot be removed.",
            command: nil)
    }

    // MARK: The API

    private var refusedByAPI: [Step] {
        let rows = report.rejectedRows
        guard rows > 0, offersImport, report.hasHeader, report.isComplete, !hasFileError else {
            return []
        }
        return [
            Step(
                text:
                    "Mend \(Words.count(rows, "row")), or load the others into the local space and "
                    + "have these written to a file:",
                command: command("import", ["--max-errors", String(rows)]))
        ]
    }

    private var hasFileError: Bool {
        report.problems.contains { problem in
            problem.severity == .error && problem.targets.contains(.api)
                && ProblemCatalogue().level(of: problem) != .row
        }
    }

    /// Where the file is simply to be read otherwise, that comes before everything else.
    private func otherReading(_ problems: [Problem]) -> Step? {
        var more: [String] = []
        var needs: [String] = []
        for problem in problems {
            if problem.code == .wrongDelimiter, problem.arguments["given"] == nil,
                let delimiter = problem.arguments["delimiter"], !more.contains("--delimiter")
            {
                more += ["--delimiter", delimiter == "\t" ? "tab" : delimiter]
                needs.append("with the delimiter")
            }
            if problem.code == .parseError, problem.arguments["kind"] == "invalid_utf8",
                let encoding = problem.arguments["encoding"], !more.contains("--encoding")
            {
                more += ["--encoding", encoding]
                needs.append("in the encoding")
            }
        }
        guard !more.isEmpty else { return nil }
        return Step(
            text: "Read it \(Words.list(needs)) that it seems to have:",
            command: command("check", targetFlags + more))
    }

    private func command(_ name: String, _ more: [String] = []) -> String {
        (["rollcall", name, ShellWord.file(report.file)] + (flags + more).map(ShellWord.quoted))
            .joined(separator: " ")
    }
}
