internal import ProfileCSV
internal import ProfileImport

/// Everything an import says: while it works, at its end, and when it cannot go on.
struct ImportTalk {
    let settings: Settings
    let files: [String]
    /// What commands to copy must repeat.
    let flags: [String]
    /// What going on with the run must repeat beside those.
    let runFlags: [String]
    let delivery: Delivery
    private let bar: ProgressBar

    init(
        settings: Settings, files: [String], flags: [String], runFlags: [String], delivery: Delivery
    ) {
        self.settings = settings
        self.files = files
        self.flags = flags
        self.runFlags = runFlags
        self.delivery = delivery
        bar = ProgressBar(settings.console, files: files)
    }

    private var console: Console { settings.console }

    // MARK: While it works

    var events: ImportEvents {
        let bar = bar
        let console = console
        return ImportEvents(
            progress: { bar.show($0) },
            notice: { notice in
                bar.clear()
                switch notice {
                case .otherUnfinishedRun(let run):
                    console.warn("Another run to the same place is unfinished: \(run).")
                case .resuming(let run, let delivered):
                    console.say(
                        "Going on with run \(run): \(Words.count(delivered, "row")) delivered before.")
                }
            },
            checked: { report in
                bar.clear()
                tell(report, console)
            })
    }

    /// The findings of the check: in full where they stop the import, else in a line.
    private func tell(_ report: Report, _ console: Console) {
        let verdict = report.verdict(of: .api)
        let name = report.file == "-" ? "standard input" : Words.visible(report.file)
        if verdict.isOK {
            let warnings = verdict.warnings.isEmpty
                ? "" : "; warnings: " + verdict.warnings.map(\.rawValue).joined(separator: ", ")
            return console.say("Checked \(name): \(Words.count(report.rows, "row"))\(warnings).")
        }
        let text = TextReport(
            report: report,
            writer: ReportWriter(showsValues: settings.showsTalkValues, words: .english(file: report.file)),
            style: console.style, flags: flags, isOfOneTarget: true)
        for line in text.lines() { console.say(line) }
        console.say("")
    }

    // MARK: The end

    /// Prints the run and its totals, and what to do next.
    func tell(_ outcome: ImportOutcome, format: ImportCommand.Format) throws {
        bar.clear()
        try print(outcome.totals, format: format)
        switch outcome.ending {
        case .finished: tellFinished(outcome)
        case .alreadyFinished:
            console.say("Run \(outcome.totals.run) was finished before; nothing was sent.")
        case .stopped: tellStopped(outcome)
        }
    }

    private func tellFinished(_ outcome: ImportOutcome) {
        if outcome.totals.counts.rejected > 0 { tellRejects(outcome) }
        if delivery.name == .space, outcome.totals.counts.delivered > 0 {
            let space = flags.firstIndex(of: "--space").map { Array(flags[$0...($0 + 1)]) } ?? []
            console.say("Look at the people: " + command(["profiles"] + space))
        }
    }

    private func tellRejects(_ outcome: ImportOutcome) {
        guard let rejects = outcome.rejects else { return }
        console.warn("The rows left out: \(rejects)")
        if let errors = outcome.errors { console.warn("The same with the reasons: \(errors)") }
        console.warn(
            "Mend them there, then: " + command(["import", rejects] + flags.without("--encoding")))
    }

    private func tellStopped(_ outcome: ImportOutcome) {
        let counts = outcome.totals.counts
        if console.level == .quiet {
            // Silence is for what goes well: why it stopped must be known.
            var loud = console
            loud.level = .normal
            for report in outcome.reports { tell(report, loud) }
        }
        console.warn(
            counts.delivered == 0
                ? "Nothing was sent." : "Stopped: more rows with errors than --max-errors allows.")
        if outcome.rejects != nil { tellRejects(outcome) }
        let rejected = outcome.reports.reduce(0) { $0 + $1.rejectedRows }
        if rejected > 0, counts.delivered == 0 {
            console.warn(
                "Mend the file, or let \(Words.count(rejected, "row")) out and send the others: "
                    + command(["import"] + files + flags + ["--max-errors", String(rejected)]))
        }
    }

    /// The failure that an error comes to, after the totals of what had been done by then.
    func failure(
        for error: ImportError, format: ImportCommand.Format
    ) throws -> Failure {
        bar.clear()
        let delivered = error.totals?.counts.delivered ?? 0
        if let totals = error.totals, delivered > 0 || format == .json {
            try print(totals, format: format)
        }
        var failure = Failure(error)
        // A run that has sent nothing is never in the way: the same command makes a new one.
        if let run = error.run, delivered > 0, error.code != .configuration {
            let goOn = command(
                ["import"] + files + flags + runFlags + ["--run-id", run.description])
            failure = Failure(
                failure.status, failure.message, advice: "The run is kept. To go on: \(goOn)")
        }
        return failure
    }

    /// Totals to standard output, unless that is where the messages went.
    private func print(_ totals: ImportTotals, format: ImportCommand.Format) throws {
        let text = format == .json ? totals.json() : Array((Self.text(totals) + "\n").utf8)
        if delivery.name == .lines {
            return Console.writeToStandardError(String(decoding: text, as: UTF8.self))
        }
        var output = StandardOutput()
        do {
            try output.append(text)
            try output.flush()
        } catch is StandardOutputClosed {
            // Nobody reads the totals; the run's folder has them, and its exit status still counts.
        }
    }

    private static func text(_ totals: ImportTotals) -> String {
        var lines = ["Run \(totals.run): \(Words.count(totals.counts.read, "row")) read, \(words(totals.counts))"]
        if totals.files.count > 1 {
            for file in totals.files {
                lines.append(
                    "  \(Words.visible(file.file)): \(Words.count(file.counts.read, "row")), "
                        + words(file.counts))
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func words(_ counts: ImportTotals.Counts) -> String {
        var parts = ["\(Words.grouped(counts.delivered)) delivered"]
        parts.append("\(Words.grouped(counts.rejected)) left out")
        parts.append("\(Words.grouped(counts.skipped)) unchanged")
        parts.append("\(Words.grouped(counts.unprocessed)) not reached")
        return parts.joined(separator: ", ")
    }

    private func command(_ words: [String]) -> String {
        console.style.command((["rollcall"] + words).map(ShellWord.quoted).joined(separator: " "))
    }
}

extension [String] {
    /// The flags without one of them and its value.
    fileprivate func without(_ flag: String) -> [String] {
        guard let index = firstIndex(of: flag) else { return self }
        return Array(self[..<index] + dropFirst(index + 2))
    }
}
