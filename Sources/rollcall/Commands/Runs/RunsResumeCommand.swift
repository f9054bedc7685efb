internal import ArgumentParser
internal import ProfileCSV
internal import ProfileImport

/// `runs resume RUN`: goes on exactly where the receipts end, in the way in which the run was begun.
struct RunsResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a run that was stopped.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var runName: RunName
    @Flag(help: "Also where a later run has finished or much time has passed.")
    var staleOk = false
    @Option(
        help: ArgumentHelp(
            "Rows with errors that are left out. Default: as the run was begun.", valueName: "n|n%"))
    var maxErrors: ErrorLimit?
    @Option(help: "How the totals are printed: text or json.")
    var format = ImportCommand.Format.text
    @Option(
        help: ArgumentHelp(
            "Stop after this time, 90s, 15m, 2h; the run can be resumed again.", valueName: "time"))
    var timeLimit: TimeSpan?
    @OptionGroup(title: "Options") var runs: RunsFlag
    @OptionGroup(title: "Servers") var secrets: SecretFlags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() async throws {
        let settings = try Settings(global)
        let summary = try runs.summary(of: runName, settings)
        let progress = ImportProgress(settings.console, files: summary.files)
        let delivery = try delivery(of: summary, settings, progress)
        let reading = ReadingOptions(
            inflater: settings.inflater, workers: settings.workers, memory: settings.memory)
        var options = ImportOptions(
            reading: reading,
            maxErrors: maxErrors?.budget
                ?? summary.notes[RunNote.maxErrors].flatMap { ErrorBudget($0) } ?? .rows(0),
            staleOK: staleOk, version: Version.current)
        if summary.state == .notBegun {
            options.canary = summary.notes[RunNote.canary].flatMap { Int($0) }
            options.verify = summary.notes[RunNote.verify].flatMap { Int($0) }
        }
        options.concurrency = delivery.remote?.concurrency ?? 1
        options.timeLimit = timeLimit?.duration
        settings.console.say(delivery.announcement)
        let talk = ImportTalk(
            settings: settings, files: summary.files, flags: flags(delivery), placeFlags: placeFlags,
            delivery: delivery, progress: progress)
        let words = ProblemWords.english(file: summary.files.first ?? "-")
        let path = runs.path(settings)
        try await talk.tell(format: format) { events throws(ImportError) in
            try await ImportStage.resume(
                runName.run, in: path, to: delivery.place, options: options, words: words,
                kernel: settings.kernel, events: events)
        }
    }

    private func delivery(
        of summary: RunSummary, _ settings: Settings, _ progress: ImportProgress
    ) throws -> Delivery {
        let name = DestinationName(ofRun: summary.destination)
        var folder = SpaceFolder(location: settings.space)
        guard name.isServer else {
            // The space that the run was begun for, not the one that happens to be near.
            if name == .space, summary.destination.hasPrefix("space:") {
                folder = SpaceFolder(
                    location: SpaceLocation(
                        flag: String(summary.destination.dropFirst(6)),
                        environment: settings.environment))
            }
            return try Delivery(name, folder: folder, memory: settings.memory)
        }
        let remote = try RemotePlace(
            name, nil, secrets: secrets, notes: summary.notes,
            configuration: try folder.configuration().configuration, folder: folder,
            environment: settings.environment)
        let hasUndoKit = summary.notes[RunNote.undoKit].map {
            UndoKit(folder: $0, configuration: SpaceConfiguration()).isComplete
        } ?? true
        let before = BeforeSending(
            remote: remote, forwarding: summary.forwarding,
            isConfirmed: summary.notes[RunNote.isConfirmed] != nil,
            advice: "type the import again and add --yes", console: settings.console)
        return try Delivery(
            name, remote, events: { progress.note($0) }
        ) { preview throws(ImportError) in
            progress.rest()
            // Whoever saw the first row go was asked then.
            guard !preview.hasBegun else { return try await remote.tryKey(settings.console) }
            guard hasUndoKit else {
                throw ImportError(
                    .configuration,
                    detail: "run \(summary.run) has sent nothing, and its undo kit is not made yet; type "
                        + "its import again")
            }
            if remote.isRemote { try await before.confirm(preview) }
        }
    }

    /// What finds the run again.
    private var placeFlags: [String] { runs.placeFlags(global) }

    /// What importing the rejects must repeat.
    private func flags(_ delivery: Delivery) -> [String] {
        var flags = placeFlags
        if delivery.name != .space { flags += ["--to", delivery.name.text] }
        if let file = secrets.writeKeyFile { flags += ["--write-key-file", file] }
        return flags
    }
}
