internal import ArgumentParser
internal import Glibc
internal import ProfileCSV
internal import ProfileImport

/// `rollcall check`: every problem of a file with its place, and who would take it.
struct CheckCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, jsonl, sarif, github
    }

    enum Weight: String, CaseIterable, ExpressibleByArgument {
        case error, warning
    }

    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find every problem of files before anything is sent, and say who takes them.",
        discussion: """
            The whole file is read; nothing is written and nothing leaves the machine. Status 0: the \
            target takes every file; 1: it does not; 65: no header could be read.
            """)

    struct Flags: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Whose verdict counts: unify, unified-profiles or api. Default: that of space.yaml, "
                    + "else unify.",
                valueName: "target"))
        var target: Target?

        @Option(
            help: ArgumentHelp(
                "Where Segment's list of characters holds: all or headers. Default: that of "
                    + "space.yaml, else all.",
                valueName: "where"))
        var characters: SpaceConfiguration.CharacterScope?

        @Option(
            help: ArgumentHelp(
                "How the report is printed: text, json (one object a file), jsonl, sarif or github "
                    + "(annotations of a workflow run).",
                valueName: "format"))
        var format = Format.text

        @Option(help: ArgumentHelp("Also write the report as JSON to a file.", valueName: "file"))
        var report: String?

        @Option(help: ArgumentHelp("Most examples in a report; counts are exact.", valueName: "n"))
        var maxProblems = 100

        @Option(
            help: ArgumentHelp(
                "Whether rows are compared with one another: for shared and repeated people.",
                valueName: "on|off"))
        var acrossRows = Switch.on

        @Option(help: "What makes the status 1: error or warning.")
        var failOn = Weight.error

        @Option(
            help: ArgumentHelp(
                "Print the message that an import would send for this row (the first below the "
                    + "header is 1), and nothing else.",
                valueName: "row"))
        var showMessage: Int?

        func validate() throws {
            if let showMessage, showMessage < 1 {
                throw ValidationError("--show-message takes the number of a row, from 1.")
            }
            guard maxProblems >= 0 else {
                throw ValidationError("--max-problems takes a number from 0.")
            }
        }
    }

    @Argument(help: "The files to check; - is standard input.")
    var files: [String]

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Options") var fixing: FixFlags
    @OptionGroup(title: "Options") var mapping: MappingFlag
    @OptionGroup(title: "Options") var suggestMapping: SuggestMapping
    @OptionGroup(title: "Reading") var reading: ReadingFlags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func validate() throws {
        guard files.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("Standard input can be read only once.")
        }
        guard fixing.fix != "-" || suggestMapping.path != "-" else {
            throw ValidationError("Only one of --fix and --suggest-mapping can go to standard output.")
        }
        guard files.count == 1 || (fixing.fix == nil && flags.showMessage == nil) else {
            throw ValidationError("--fix and --show-message work on one file at a time.")
        }
    }

    func run() async throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        var configuration = try folder.configuration().configuration
        if let characters = flags.characters { configuration.characters = characters }
        if let path = flags.report { try OutputFile.checkFree(path, force: settings.force) }
        try suggestMapping.check(files: files, force: settings.force)
        let options = CheckOptions(
            reading: try reading.options(settings), target: flags.target ?? configuration.target,
            maxProblems: flags.maxProblems, looksAcrossRows: flags.acrossRows == .on,
            draftsMapping: suggestMapping.path != nil)
        let mapping = try mapping.read(for: configuration)
        let survey = try folder.survey(
            settings.console, comparesIdentifiers: flags.acrossRows == .on)
        let stage = CheckStage(
            configuration: configuration, mapping: mapping, options: options, survey: survey,
            kernel: settings.kernel)
        if let row = flags.showMessage { return try await show(row, stage) }
        var fixStage: FixStage?
        if fixing.fix != nil {
            fixStage = FixStage(
                configuration: configuration, mapping: mapping,
                options: FixOptions(
                    check: options, mends: fixing.fixWith?.mends ?? [],
                    temporaryFolder: settings.temporaryFolder, replaces: settings.force),
                survey: survey, kernel: settings.kernel)
        }
        let bar = ProgressBar(settings.console, files: files)
        let results = try await Signals.saying(.plain(settings.console, over: bar)) {
            try await check(stage, fixStage, settings, bar)
        }
        if let path = flags.report {
            let json = results.flatMap {
                writer($0, showsValues: global.showValues).json($0.report, fix: $0.fix)
            }
            try OutputFile.write(json, to: path, force: settings.force)
        }
        try suggestMapping.write(
            results.map(\.report), flags: spaceFlags + reading.flags + verdictFlags,
            force: settings.force, settings.console)
        let status = status(of: results.map(\.report))
        if status != .done { throw status }
    }

    /// One file's report, and the corrected copy of it where one was asked for.
    private struct Result {
        var report: Report
        var fix: FixOutcome?
    }

    private func check(
        _ stage: CheckStage, _ fixStage: FixStage?, _ settings: Settings, _ bar: ProgressBar
    ) async throws -> [Result] {
        // A copy on standard output is what was asked for; the report is talk then.
        var output =
            fixing.fix == "-" ? StandardOutput(descriptor: STDERR_FILENO) : StandardOutput()
        var results: [Result] = []
        for (index, file) in files.enumerated() {
            let result: Result
            do {
                if let fixStage, let copy = fixing.fix {
                    let outcome = try await copy == "-"
                        ? PipedCopy.write(file, fixStage, settings) { bar.show($0) }
                        : fixStage.fix(file, to: copy) { bar.show($0) }
                    result = Result(report: outcome.before, fix: outcome)
                } else {
                    result = Result(
                        report: try await stage.check(file, number: index + 1) { bar.show($0) })
                }
                bar.clear()
            } catch {
                bar.clear()
                try output.flush()
                throw error
            }
            try output.append(rendered(result, isFirst: index == 0, settings))
            results.append(result)
        }
        if flags.format == .sarif {
            let reports = results.map(\.report)
            try output.append(
                ReportWriter(
                    showsValues: settings.showsValues, words: .english(files: files, flags: commandFlags),
                    version: Version.current
                ).sarif(
                    reports))
        }
        try output.flush()
        return results
    }

    private func writer(_ result: Result, showsValues: Bool) -> ReportWriter {
        ReportWriter(
            showsValues: showsValues, words: .english(file: result.report.file, flags: commandFlags),
            version: Version.current)
    }

    private func rendered(_ result: Result, isFirst: Bool, _ settings: Settings) -> [UInt8] {
        let writer = writer(result, showsValues: settings.showsValues)
        switch flags.format {
        case .json: return writer.json(result.report, fix: result.fix)
        case .jsonl: return writer.jsonLines(result.report, fix: result.fix)
        case .github: return writer.github(result.report)
        // One log of all files.
        case .sarif: return []
        case .text:
            let style = settings.console.outputStyle
            var text = TextReport(
                report: result.report, writer: writer, style: style, flags: commandFlags
            ).lines()
            if let fix = result.fix {
                text += [""] + FixText(outcome: fix, style: style, flags: spaceFlags).lines()
            }
            return Array(((isFirst ? [] : [""]) + text + [""]).joined(separator: "\n").utf8)
        }
    }

    /// Prints the messages of one row.
    private func show(_ row: Int, _ stage: CheckStage) async throws {
        let preview = try await stage.preview(ofRow: row, in: files[0], version: Version.current)
        guard preview.exists else {
            throw Failure(
                .doneWithProblems,
                "There is no row \(Words.grouped(row)) in \(Words.visible(files[0])).")
        }
        if let problem = preview.problem {
            throw Failure(
                .doneWithProblems,
                "Row \(Words.grouped(row)) would not be sent: \(Wording.message(for: problem))",
                advice: Wording.fix(for: problem, file: files[0], flags: commandFlags))
        }
        var output = StandardOutput()
        for message in preview.messages {
            try output.append(message)
            try output.print("")
        }
        try output.flush()
    }

    /// What the commands of the report must repeat to mean the same file and space.
    private var commandFlags: [String] {
        var flags = spaceFlags
        if let file = mapping.mapping { flags += ["--mapping", file] }
        return flags + reading.flags
    }

    /// Whose verdict was asked for, where that was said.
    private var verdictFlags: [String] {
        (flags.target.map { ["--target", $0.rawValue] } ?? [])
            + (flags.characters.map { ["--characters", $0.rawValue] } ?? [])
    }

    private var spaceFlags: [String] { global.space.map { ["--space", $0] } ?? [] }

    private func status(of reports: [Report]) -> ExitStatus {
        if reports.contains(where: { !$0.hasHeader }) { return .malformedInput }
        let isClean = reports.allSatisfy { report in
            let verdict = report.verdict(of: report.target)
            return verdict.isOK && (flags.failOn == .error || verdict.warnings.isEmpty)
        }
        return isClean ? .done : .doneWithProblems
    }
}
