internal import ArgumentParser
internal import ProfileCSV
internal import ProfileImport

/// `rollcall import`: rows of files into profiles, each ending as exactly one of delivered, left out,
/// unchanged or not reached.
struct ImportCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Deliver the people of files; without --to into the local space.",
        discussion: """
            All files are checked first. If a row has an error, nothing is sent and the status is 2, \
            unless --max-errors allows it: then such rows are written to a file that can be mended \
            and imported, and the others go on.
            Several files are one run and must have the same header.
            """)

    struct Flags: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Where the rows go: space, dir:PATH (request bodies in a new folder) or - (one "
                    + "message a line). Default: space.",
                valueName: "dest"),
            transform: DestinationName.init(parsing:))
        var to: DestinationName?

        @Option(
            help: ArgumentHelp(
                "Rows with errors that are left out instead of stopping the import: 10 or 1%. "
                    + "Default: 0.",
                valueName: "n|n%"))
        var maxErrors: ErrorLimit?

        @Flag(help: "Take rows without an identifier, with an ID made from the file and the row.")
        var allowAnonymous = false

        @Option(
            help: ArgumentHelp(
                "The run's name. Again with the same files it goes on where it stopped.",
                valueName: "id"))
        var runID: RunName?

        @Flag(help: "Make a new run although an unfinished one of the same files is there.")
        var again = false

        @Flag(help: "Leave out the check before; the same rules hold row by row.")
        var noCheck = false

        @Option(
            help: ArgumentHelp(
                "Where the folders of runs are kept. Default: $ROLLCALL_RUNS, else runs/ in the space.",
                valueName: "dir"))
        var runs: String?

        @Option(help: "How the totals are printed: text or json.")
        var format = Format.text
    }

    @Argument(help: "The files to import, one run; - is standard input.")
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
        let configuration = try folder.configuration().configuration
        let mapping = try mapping.read(for: configuration)
        let delivery = Delivery(flags.to ?? .space, folder: folder, memory: settings.memory)
        let runs = flags.runs ?? settings.runsDirectory ?? folder.location.appending("runs")
        let options = ImportOptions(
            reading: try reading.options(settings), run: flags.runID?.run,
            maxErrors: flags.maxErrors?.budget ?? .rows(0), checksFirst: !flags.noCheck,
            allowsAnonymous: flags.allowAnonymous, again: flags.again, version: Version.current)
        let stage = ImportStage(
            configuration: configuration, mapping: mapping, options: options, words: .english(file: files.first ?? "-"),
            kernel: settings.kernel)
        settings.console.say(delivery.announcement)
        if delivery.place.keepsRun {
            try folder.create()
            try folder.announce(settings.console)
        }
        let talk = ImportTalk(
            settings: settings, files: files, flags: commandFlags, runFlags: runFlags,
            delivery: delivery)
        do {
            let outcome = try await stage.run(files, to: delivery.place, runs: runs, events: talk.events)
            try talk.tell(outcome, format: flags.format)
            if let status = ExitStatus(rawValue: outcome.exitStatus), status != .done { throw status }
        } catch let error as ImportError {
            throw try talk.failure(for: error, format: flags.format)
        }
    }

    /// What the commands to copy must repeat to mean the same rows and place.
    private var commandFlags: [String] {
        var flags: [String] = []
        if let space = global.space { flags += ["--space", space] }
        if case .folder(let path)? = self.flags.to { flags += ["--to", "dir:" + path] }
        if let runs = self.flags.runs { flags += ["--runs", runs] }
        if let file = mapping.mapping { flags += ["--mapping", file] }
        return flags + reading.flags
    }

    /// What going on with the run must repeat beside those.
    private var runFlags: [String] {
        var flags: [String] = []
        if let limit = self.flags.maxErrors { flags += ["--max-errors", limit.text] }
        if self.flags.allowAnonymous { flags.append("--allow-anonymous") }
        if self.flags.noCheck { flags.append("--no-check") }
        return flags
    }
}

/// `--max-errors`: `10` or `1%`.
struct ErrorLimit: Sendable, ExpressibleByArgument {
    let budget: ErrorBudget
    /// As it was typed.
    let text: String

    init?(argument: String) {
        guard let budget = ErrorBudget(argument) else { return nil }
        self.budget = budget
        text = argument
    }
}

/// `--run-id`: letters, digits, `-` and `_`, 64 at most.
struct RunName: Sendable, ExpressibleByArgument {
    let run: RunID

    init?(argument: String) {
        guard let run = RunID(argument) else { return nil }
        self.run = run
    }
}
