internal import ProfileCSV
internal import ProfileImport
internal import TrackingClient

/// Everything an import says: while it works, at its end, and when it cannot go on.
struct ImportTalk {
    let settings: Settings
    let files: [String]
    /// What commands to copy must repeat.
    let flags: [String]
    /// The part of those that finds a run again.
    let placeFlags: [String]
    let delivery: Delivery
    let progress: ImportProgress
    /// The run that can be resumed from now on.
    let kept = KeptRun()

    private var console: Console { settings.console }

    // MARK: While it works

    /// Runs an import, says what happens, and ends as it does.
    ///
    /// - Throws: the exit status, where it is not 0, or the failure.
    func tell(
        format: ImportCommand.Format,
        _ work: (ImportEvents) async throws(ImportError) -> ImportOutcome
    ) async throws {
        let ticker = progress.start()
        defer { ticker?.cancel() }
        let outcome: ImportOutcome
        do throws(ImportError) {
            outcome = try await Signals.saying(stopWords) { () async throws(ImportError) in
                try await work(events)
            }
        } catch {
            ticker?.cancel()
            throw try failure(for: error, format: format)
        }
        ticker?.cancel()
        try end(outcome, format)
        if let status = ExitStatus(rawValue: outcome.exitStatus), status != .done { throw status }
    }

    private var events: ImportEvents {
        ImportEvents(
            progress: { progress.show($0) },
            notice: { notice in
                progress.clear()
                tell(notice)
            },
            checked: { report in
                progress.clear()
                tell(report, console)
            })
    }

    private func tell(_ notice: ImportEvents.Notice) {
        switch notice {
        case .otherUnfinishedRun(let run):
            console.warn("Another run to the same place is unfinished: \(run).")
        case .resuming(let run, let delivered):
            console.say(
                "Going on with run \(run): \(Words.count(delivered, "row")) delivered before.")
            tellKept(run)
        case .kept(let run):
            // What is made before the first row goes is the import's own: only that can begin anew.
            if !delivery.makesUndoKit { tellKept(run) }
        case .sending(let run):
            if kept.run == nil { tellKept(run) }
        case .readingBack(let people, let leastTime, let isCanary):
            let seconds = Int(leastTime.components.seconds)
            let time = seconds > 0 ? ", at least \(ProgressBar.time(seconds))" : ""
            console.say(
                isCanary
                    ? "The first rows are sent; reading \(Words.count(people, "person", "people")) back\(time)."
                    : "Reading \(Words.count(people, "person", "people")) back, drawn at random\(time).")
        case .canaryConfirmed(let result):
            console.say(
                "Confirmed: \(Words.count(result.people, "person", "people")) are in \(result.place) as "
                    + "they were sent; the rest goes now.")
        }
    }

    /// What to type after a stop, whatever the stop may be: said before there is anything to lose.
    private func tellKept(_ run: RunID) {
        kept.note(run)
        console.say("Run \(run). If it is interrupted: " + goOn(run))
    }

    /// Answers a signal before what is under way has come to its end, which may take seconds.
    private var stopWords: StopWords {
        StopWords(
            first: { occasion in
                guard console.level > .quiet else { return }
                var text = "Stopping: what is under way is finished first. \(occasion.again) ends it at once."
                if let run = kept.takeToTell() { text += "\n  To go on later: " + goOn(run) }
                progress.interrupt(with: text, occasion)
            },
            second: {
                // Not said before: nobody wanted words, or there was no run yet.
                guard let run = kept.takeToTell() else { return }
                console.warn("The run is kept. To go on: " + goOn(run))
            })
    }

    /// What of the flags a check takes too.
    private var checkFlags: [String] {
        ["--to", "--write-key-file", "--forward", "--runs"].reduce(flags) { $0.without($1) }
    }

    /// The command that goes on with a run.
    private func goOn(_ run: RunID, _ more: String...) -> String {
        command(["runs", "resume", run.description] + placeFlags + more)
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
            style: console.style, flags: checkFlags, isOfOneTarget: true)
        for line in text.lines() { console.say(line) }
        console.say("")
    }

    // MARK: The end

    /// Prints the run and its totals, and what to do next.
    private func end(_ outcome: ImportOutcome, _ format: ImportCommand.Format) throws {
        progress.clear()
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
        if let verified = outcome.verified { tell(verified) }
        if delivery.name == .space, outcome.totals.counts.delivered > 0 {
            let space = flags.firstIndex(of: "--space").map { Array(flags[$0...($0 + 1)]) } ?? []
            console.say("Look at the people: " + command(["profiles"] + space))
        }
    }

    private func tell(_ result: ReadBackResult) {
        let people = Words.count(result.people, "person", "people")
        let share = result.upperBound * 100
        let most = share < 10 ? "\(Double(Int((share * 10).rounded(.up))) / 10)" : "\(Int(share.rounded(.up)))"
        let bound = "with 95 % certainty at most \(most) % of all people differ"
        if result.isConfirmed {
            return console.say("Confirmed: \(people) of \(result.place) as they were sent; \(bound).")
        }
        console.warn(
            "Not confirmed: of \(people) of \(result.place) \(Words.grouped(result.missing)) are missing and "
                + "\(Words.grouped(result.different)) differ; \(bound).")
        if !result.traits.isEmpty {
            let names = result.traits.map { "“\(Words.visible($0))”" }
            console.warn("  Most often in " + Words.list(names) + ".")
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
            counts.delivered == 0 && outcome.refusals.isEmpty
                ? "Nothing was sent." : "Stopped: more rows with errors than --max-errors allows.")
        for refusal in outcome.refusals {
            console.warn(
                "  \(Words.visible(refusal.file)), row \(Words.grouped(refusal.row)) was refused: "
                    + Words.visible(refusal.reason))
        }
        if outcome.rejects != nil { tellRejects(outcome) }
        if counts.delivered > 0 || !outcome.refusals.isEmpty {
            let most = String(max(counts.rejected, 1))
            console.warn(
                "To go on without such rows: " + goOn(outcome.totals.run, "--max-errors", most))
        }
        let rejected = outcome.reports.reduce(0) { $0 + $1.rejectedRows }
        if rejected > 0, counts.delivered == 0, outcome.refusals.isEmpty {
            console.warn(
                "Mend the file, or let \(Words.count(rejected, "row")) out and send the others: "
                    + command(["import"] + files + flags + ["--max-errors", String(rejected)]))
        }
    }

    /// The failure that an error comes to, after the totals of what had been done by then.
    func failure(
        for error: ImportError, format: ImportCommand.Format
    ) throws -> Failure {
        progress.clear()
        let delivered = error.totals?.counts.delivered ?? 0
        if let totals = error.totals, delivered > 0 || format == .json {
            try print(totals, format: format)
        }
        let failure = Failure(error)
        guard let run = error.run else { return failure }
        switch error.code {
        case .configuration:
            return failure
        case .unfinishedRun:
            return Failure(
                failure.status, failure.message, advice: "To go on with it: \(goOn(run))")
        case .staleRun:
            return Failure(
                failure.status, failure.message,
                advice: "To go on all the same: \(goOn(run, "--stale-ok"))")
        case .keyRefused:
            return Failure(
                failure.status, failure.message,
                advice: "The run is kept. Give the right one, then go on: \(goOn(run))")
        case .notConfirmed:
            return Failure(
                failure.status, failure.message,
                advice: "Look at them there. To send the rest all the same: \(goOn(run))")
        default:
            return Failure(
                failure.status, failure.message, advice: "The run is kept. To go on: \(goOn(run))")
        }
    }

    /// Totals to standard output, unless that is where the messages went.
    private func print(_ totals: ImportTotals, format: ImportCommand.Format) throws {
        let text = format == .json ? totals.json() : Array((self.text(totals) + "\n").utf8)
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

    private func text(_ totals: ImportTotals) -> String {
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

    private func words(_ counts: ImportTotals.Counts) -> String {
        // What another machine has taken is there only when it was seen there.
        let verb = delivery.remote.map { $0.isRemote ? "accepted by \($0.address.host)" : "delivered" }
        var parts = ["\(Words.grouped(counts.delivered)) \(verb ?? "delivered")"]
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
