internal import ArgumentParser
internal import Foundation
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace

/// `rollcall runs`: what was imported when, and what is still to be finished.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "The history of imports; go on after a stop, undo a run of the local space.",
        subcommands: [
            RunsListCommand.self, RunsShowCommand.self, RunsResumeCommand.self,
            RunsUndoCommand.self, RunsPruneCommand.self,
        ])
}

/// `runs list`.
struct RunsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All runs, the oldest first.")

    @Option(help: "How they are printed: text or json (one object a line).")
    var format = ImportCommand.Format.text
    @OptionGroup(title: "Options") var runs: RunsFlag
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let found = RunHistory(runs.path(settings)).runs()
        var output = StandardOutput()
        if format == .json {
            for run in found { try output.append(run.json()) }
        } else {
            var table = TextTable([.left, .left, .left, .right, .left])
            for run in found {
                table.append([
                    run.run.description, run.startText, run.stateWords,
                    Words.grouped(run.totals.counts.delivered) + " of "
                        + Words.grouped(run.totals.counts.read),
                    Words.visible(run.destination + "  " + run.files.joined(separator: ", ")),
                ])
            }
            for line in table.lines() { try output.print(line) }
            if found.isEmpty { settings.console.say("No runs in \(runs.path(settings)).") }
        }
        try output.flush()
    }
}

/// `runs show RUN`.
struct RunsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One run: its files, totals, rejects and what can be done.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var runName: RunName
    @Option(help: "How it is printed: text or json.")
    var format = ImportCommand.Format.text
    @OptionGroup(title: "Options") var runs: RunsFlag
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let found = try runs.summary(of: runName, settings)
        var output = StandardOutput()
        if format == .json {
            try output.append(found.json())
        } else {
            for line in lines(found) { try output.print(line) }
        }
        try output.flush()
    }

    private func lines(_ run: RunSummary) -> [String] {
        let counts = run.totals.counts
        var table = TextTable([.left, .left])
        table.append(["Run", "\(run.run), \(run.stateWords)"])
        table.append(["Began", run.startText])
        table.append(["To", Words.visible(run.destination)])
        for file in run.totals.files {
            table.append([
                "File", "\(Words.visible(file.file)), \(Words.count(file.counts.read, "row"))",
            ])
        }
        table.append(["Delivered", Words.grouped(counts.delivered)])
        table.append(["Left out", Words.grouped(counts.rejected)])
        table.append(["Unchanged", Words.grouped(counts.skipped)])
        table.append(["Not reached", Words.grouped(counts.unprocessed)])
        if let rejects = run.rejects { table.append(["Rows left out", rejects]) }
        if let errors = run.errors { table.append(["With reasons", errors]) }
        table.append(["Folder", run.folder])
        if run.state == .unfinished {
            let words = ["rollcall", "runs", "resume", run.run.description] + runs.placeFlags(global)
            table.append(["To go on", words.map(ShellWord.quoted).joined(separator: " ")])
        }
        return table.lines()
    }
}

/// `runs prune`.
struct RunsPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old runs that are finished or have sent nothing.",
        discussion: """
            The local space then also forgets what profiles were before these runs: they can no \
            longer be undone.
            """)

    @Option(
        help: ArgumentHelp("Those that began longer ago: 30d, 12h. Default: 30d.", valueName: "time"))
    var olderThan: TimeSpan?
    @Flag(help: "Also runs that could still go on.")
    var unfinished = false
    @OptionGroup(title: "Options") var runs: RunsFlag
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let seconds = olderThan?.seconds ?? 30 * 86_400
        let before = Int(Date().timeIntervalSince1970 * 1_000) - seconds * 1_000
        let history = RunHistory(runs.path(settings))
        let removed = try history.prune(before: before, withUnfinished: unfinished)
        var output = StandardOutput()
        for run in removed { try output.print(run.run.description) }
        try output.flush()
        settings.console.say("Removed \(Words.count(removed.count, "run")).")
        let going = history.runs().filter { $0.state == .unfinished || $0.isAtWork }
        try forgetUndo(before: before, keeping: Set(going.map(\.run.description)), settings)
    }

    private func forgetUndo(before time: Int, keeping kept: Set<String>, _ settings: Settings) throws {
        let folder = SpaceFolder(location: settings.space)
        guard let space = try folder.open(createIfMissing: false) else { return }
        let count = try space.forgetUndo(before: time, keeping: kept)
        try space.close()
        guard count > 0 else { return }
        settings.console.say(
            "\(Words.count(count, "run")) of the space \(folder.location.path) can no longer be undone.")
    }
}

extension RunSummary {
    /// For people.
    var stateWords: String {
        if isAtWork { return "at work" }
        return switch state {
        case .finished: "finished"
        case .unfinished: "unfinished"
        case .notBegun: "nothing sent"
        case .unreadable: "cannot be read"
        }
    }

    /// When it began, to the second, in UTC.
    var startText: String {
        Date(timeIntervalSince1970: Double(startedAt) / 1_000).formatted(.iso8601)
    }

    /// One object on a line: what it is, then the totals as `import --format json` prints them.
    func json() -> [UInt8] {
        let strings = { (list: [String]) in list.map { "\"\(Self.escaped($0))\"" }.joined(separator: ",") }
        var text = "{\"v\":1,\"run\":\"\(run)\",\"state\":\"\(state.rawValue)\",\"at_work\":\(isAtWork),"
        text += "\"began\":\"\(startText)\",\"destination\":\"\(Self.escaped(destination))\","
        text += "\"remote\":\(isRemote),\"files\":[\(strings(files))],\"folder\":\"\(Self.escaped(folder))\","
        for (name, path) in [("rejects", rejects), ("errors", errors)] {
            text += "\"\(name)\":\(path.map { "\"\(Self.escaped($0))\"" } ?? "null"),"
        }
        text += "\"totals\":"
        return Array(text.utf8) + totals.json().dropLast() + Array("}\n".utf8)
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
