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
                "Where the rows go: space, segment, the http(s):// address of a Tracking API, "
                    + "dir:PATH (request bodies in a new folder) or - (one message a line). "
                    + "Default: space.",
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

        @Flag(help: "Go on, or send rejects, although a later run has finished or much time has passed.")
        var staleOk = false

        @Option(
            help: ArgumentHelp(
                "Pass rows over that say what was delivered before of the same value in this column.",
                valueName: "column"))
        var onlyChanged: String?

        @Option(
            help: ArgumentHelp(
                "Stop after this time, 90s, 15m, 2h; the run can be resumed.", valueName: "time"))
        var timeLimit: TimeSpan?

        @Flag(help: "Leave out the check before; the same rules hold row by row.")
        var noCheck = false

        @OptionGroup var runs: RunsFlag

        @Option(help: "How the totals are printed: text or json.")
        var format = Format.text
    }

    @Argument(help: "The files to import, one run; - is standard input.")
    var files: [String]

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Servers") var server: RemoteFlags
    @OptionGroup(title: "Options") var mapping: MappingFlag
    @OptionGroup(title: "Reading") var reading: ReadingFlags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func validate() throws {
        guard files.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("Standard input can be read only once.")
        }
        if server.undoKit != nil, flags.to?.isServer != true {
            throw ValidationError(
                "--undo-kit is for servers; in the local space “rollcall runs undo” restores what was there.")
        }
        let keepsNothing = flags.to == .lines
        if keepsNothing, flags.onlyChanged != nil || server.canary != nil || server.verify != nil {
            throw ValidationError(
                "--only-changed, --canary and --verify need a place that keeps what it gets.")
        }
    }

    func run() async throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        let configuration = try folder.configuration().configuration
        let mapping = try mapping.read(for: configuration)
        let progress = ImportProgress(settings.console, files: files)
        let delivery = try delivery(folder, configuration, mapping, settings, progress)
        let runs = flags.runs.path(settings)
        let stage = ImportStage(
            configuration: configuration, mapping: mapping,
            options: try options(settings, delivery), words: .english(file: files.first ?? "-"),
            kernel: settings.kernel)
        settings.console.say(delivery.announcement)
        if delivery.place.keepsRun {
            try folder.create()
            try folder.announce(settings.console)
        }
        let talk = ImportTalk(
            settings: settings, files: files, flags: commandFlags, placeFlags: placeFlags,
            delivery: delivery, progress: progress)
        try await talk.tell(format: flags.format) { events throws(ImportError) in
            try await stage.run(files, to: delivery.place, runs: runs, events: events)
        }
    }

    private func delivery(
        _ folder: SpaceFolder, _ configuration: SpaceConfiguration, _ mapping: Mapping?,
        _ settings: Settings, _ progress: ImportProgress
    ) throws -> Delivery {
        let name = flags.to ?? .space
        guard name.isServer else {
            return try Delivery(name, folder: folder, memory: settings.memory)
        }
        let remote = try RemotePlace(
            name, server, secrets: server.secrets, configuration: configuration, folder: folder,
            environment: settings.environment)
        let undoKit = try undoKit(remote, configuration, mapping, settings)
        let before = BeforeSending(
            remote: remote, forwarding: forwarding(remote), isConfirmed: server.yes,
            undoKit: undoKit, console: settings.console)
        var delivery = try Delivery(
            name, remote, events: { progress.note($0) }
        ) { preview throws(ImportError) in
            progress.rest()
            if remote.isRemote { try await before.confirm(preview) }
            try await undoKit?.make(preview)
        }
        delivery.makesUndoKit = undoKit != nil
        return delivery
    }

    private func undoKit(
        _ remote: RemotePlace, _ configuration: SpaceConfiguration, _ mapping: Mapping?,
        _ settings: Settings
    ) throws -> UndoKitMaker? {
        guard let path = server.undoKit, let profiles = remote.profiles else { return nil }
        var configuration = configuration
        if let mapping { configuration.mapping = mapping }
        var flags = ["--to", flags.to?.text ?? remote.name]
        if let file = server.secrets.writeKeyFile { flags += ["--write-key-file", file] }
        return UndoKitMaker(
            UndoKit(folder: path, configuration: configuration), of: profiles,
            configuration: configuration, reading: try reading.options(settings),
            occasion: UndoKit.Occasion(
                files: files, destination: remote.name,
                command: UndoKitMaker.command(path, flags).map(ShellWord.quoted)),
            settings: settings)
    }

    /// Segment's tools get nothing unless they are named: an import is no campaign.
    private func forwarding(_ remote: RemotePlace?) -> Forwarding {
        server.forward?.forwarding ?? (remote?.region == nil ? .all : .none)
    }

    private func options(_ settings: Settings, _ delivery: Delivery) throws -> ImportOptions {
        var options = ImportOptions(
            reading: try reading.options(settings), run: flags.runID?.run,
            maxErrors: flags.maxErrors?.budget ?? .rows(0), checksFirst: !flags.noCheck,
            allowsAnonymous: flags.allowAnonymous, again: flags.again, staleOK: flags.staleOk,
            version: Version.current)
        options.forwarding = forwarding(delivery.remote)
        options.concurrency = delivery.remote?.concurrency ?? 1
        options.timeLimit = flags.timeLimit?.duration
        options.canary = server.canary
        options.verify = server.verify
        options.onlyChanged = flags.onlyChanged.map { Array($0.utf8) }
        options.notes = delivery.remote?.notes ?? [:]
        options.notes.merge(notes) { $1 }
        return options
    }

    /// What a run that goes on before its first row has left must know of its import.
    private var notes: [String: String] {
        var notes: [String: String] = [:]
        notes[RunNote.maxErrors] = flags.maxErrors?.text
        notes[RunNote.isConfirmed] = server.yes ? "yes" : nil
        notes[RunNote.undoKit] = server.undoKit
        notes[RunNote.canary] = server.canary.map(String.init)
        notes[RunNote.verify] = server.verify.map(String.init)
        return notes
    }

    /// What the commands to copy must repeat to mean the same rows and place.
    private var commandFlags: [String] {
        var flags = placeFlags
        if let name = self.flags.to, name != .space { flags += ["--to", name.text] }
        if let file = server.secrets.writeKeyFile { flags += ["--write-key-file", file] }
        if let forward = server.forward { flags += ["--forward", forward.text] }
        if let file = mapping.mapping { flags += ["--mapping", file] }
        return flags + reading.flags
    }

    /// What finds the run again.
    private var placeFlags: [String] { flags.runs.placeFlags(global) }
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
