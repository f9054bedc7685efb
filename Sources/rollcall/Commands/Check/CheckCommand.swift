internal import ArgumentParser
internal import ProfileCSV
internal import ProfileImport

/// `rollcall check`: every problem of a file with its place, and who would take it.
struct CheckCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, jsonl
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

        @Option(help: "How the report is printed: text, json (one object a file) or jsonl.")
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

        func validate() throws {
            guard maxProblems >= 0 else { throw ValidationError("--max-problems takes a number from 0.") }
        }
    }

    @Argument(help: "The files to check; - is standard input.")
    var files: [String]

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Options") var mapping: MappingFlag
    @OptionGroup(title: "Reading") var reading: ReadingFlags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func validate() throws {
        guard files.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("Standard input can be read only once.")
        }
    }

    func run() async throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        var configuration = try folder.configuration().configuration
        if let characters = flags.characters { configuration.characters = characters }
        if let path = flags.report { try OutputFile.checkFree(path, force: settings.force) }
        let stage = CheckStage(
            configuration: configuration, mapping: try mapping.read(for: configuration),
            options: CheckOptions(
                reading: try reading.options(settings), target: flags.target ?? configuration.target,
                maxProblems: flags.maxProblems, looksAcrossRows: flags.acrossRows == .on),
            kernel: settings.kernel)
        let reports = try await check(stage, settings)
        if let path = flags.report {
            let json = reports.flatMap { report in
                ReportWriter(showsValues: global.showValues, words: .english(file: report.file))
                    .json(report)
            }
            try OutputFile.write(json, to: path, force: settings.force)
        }
        let status = status(of: reports)
        if status != .done { throw status }
    }

    private func check(_ stage: CheckStage, _ settings: Settings) async throws -> [Report] {
        let bar = ProgressBar(settings.console, files: files)
        var output = StandardOutput()
        var reports: [Report] = []
        for (index, file) in files.enumerated() {
            let report: Report
            do {
                report = try await stage.check(file, number: index + 1) { bar.show($0) }
                bar.clear()
            } catch {
                bar.clear()
                try output.flush()
                throw error
            }
            try output.append(rendered(report, isFirst: index == 0, settings))
            reports.append(report)
        }
        try output.flush()
        return reports
    }

    private func rendered(_ report: Report, isFirst: Bool, _ settings: Settings) -> [UInt8] {
        let writer = ReportWriter(showsValues: settings.showsValues, words: .english(file: report.file))
        switch flags.format {
        case .json: return writer.json(report)
        case .jsonl: return writer.jsonLines(report)
        case .text:
            let text = TextReport(
                report: report, writer: writer, style: settings.console.outputStyle,
                flags: commandFlags)
            return Array(((isFirst ? [] : [""]) + text.lines() + [""]).joined(separator: "\n").utf8)
        }
    }

    /// What the commands of the report must repeat to mean the same file and space.
    private var commandFlags: [String] {
        var flags: [String] = []
        if let space = global.space { flags += ["--space", space] }
        if let file = mapping.mapping { flags += ["--mapping", file] }
        return flags + reading.flags
    }

    private func status(of reports: [Report]) -> ExitStatus {
        if reports.contains(where: { !$0.hasHeader }) { return .malformedInput }
        let isClean = reports.allSatisfy { report in
            let verdict = report.verdict(of: report.target)
            return verdict.isOK && (flags.failOn == .error || verdict.warnings.isEmpty)
        }
        return isClean ? .done : .doneWithProblems
    }
}
