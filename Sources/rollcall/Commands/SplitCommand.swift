internal import ArgumentParser
internal import ProfileCSV
internal import ProfileImport

/// `rollcall split`: a file as several, each small enough for whoever takes it.
struct SplitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Cut a file into parts that a target takes, or into parts for several machines.",
        discussion: """
            Every part has the header. The rows of one person stay together and in order; the parts \
            are about equally large. A checklist of what to upload in which order is printed and lies \
            beside them. Status 1: the file has other problems for which its parts are refused too, or \
            one person has more rows than a part may have; 65: it cannot be read to its end.
            """)

    struct Flags: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Who takes the parts: unify, unified-profiles or api. As few parts as that needs.",
                valueName: "target"))
        var target: Target?

        @Option(help: ArgumentHelp("How many parts there are: one a machine.", valueName: "n"))
        var parts: Int?

        @Option(
            name: [.customShort("o"), .long],
            help: ArgumentHelp("The folder of the parts; a new or an empty one.", valueName: "dir"))
        var output: String

        func validate() throws {
            guard (target == nil) != (parts == nil) else {
                throw ValidationError(
                    "Say how large the parts are: either --target T or --parts N.")
            }
            if let parts, parts < 1 { throw ValidationError("--parts takes a number from 1.") }
        }

        var size: SplitOptions.Size { parts.map { .parts($0) } ?? .target(target ?? .unify) }
    }

    @Argument(help: "The file to split; - is standard input.")
    var file: String

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Options") var mapping: MappingFlag
    @OptionGroup(title: "Reading") var reading: ReadingFlags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() async throws {
        let settings = try Settings(global)
        let configuration = try SpaceFolder(location: settings.space).configuration().configuration
        let checklist = SplitChecklist(flags: commandFlags, readingFlags: reading.flags)
        let stage = SplitStage(
            configuration: configuration, mapping: try mapping.read(for: configuration),
            options: SplitOptions(
                size: flags.size, reading: try reading.options(settings),
                temporaryFolder: settings.temporaryFolder, replaces: settings.force),
            checklist: checklist, kernel: settings.kernel)
        let bar = ProgressBar(settings.console, files: [file])
        let outcome: SplitOutcome
        do {
            outcome = try await Signals.saying(.plain(settings.console, over: bar)) {
                try await stage.split(file, into: flags.output) { bar.show($0) }
            }
            bar.clear()
        } catch {
            bar.clear()
            throw error
        }
        if let refusal = outcome.refusal { throw failure(refusal, outcome) }
        var output = StandardOutput()
        let text = checklist.text(
            of: outcome, source: file, folder: flags.output, size: flags.size)
        try output.print(text, terminator: "")
        try output.flush()
        settings.console.say(
            "\(Words.count(outcome.parts.count, "part")) and \(SplitChecklist.fileName) are in "
                + Words.visible(flags.output))
        if !outcome.remaining.isEmpty { throw ExitStatus.doneWithProblems }
    }

    /// What the commands to copy must repeat to mean the same people.
    private var commandFlags: [String] {
        var flags: [String] = []
        if let space = global.space { flags += ["--space", space] }
        if let file = mapping.mapping { flags += ["--mapping", file] }
        return flags
    }

    private func failure(_ refusal: SplitOutcome.Refusal, _ outcome: SplitOutcome) -> Failure {
        let name = file == "-" ? "Standard input" : Words.visible(file)
        let check = (["rollcall", "check", file] + commandFlags + reading.flags)
            .map(ShellWord.quoted).joined(separator: " ")
        switch refusal {
        case .unreadable:
            return Failure(
                .malformedInput, "\(name) cannot be read as a whole, so it cannot be split.",
                advice: "See why: \(check)")
        case .personTooLarge(let firstRow, let rows, let bytes):
            return Failure(
                .doneWithProblems,
                "One person has \(Words.count(rows, "row")) (\(Words.bytes(bytes))), the first of them row "
                    + "\(Words.grouped(firstRow + 1)); \(outcome.report.target.words) does not take so many "
                    + "at once, and the rows of one person must not be parted.",
                advice: "Such rows often share a placeholder instead of an identifier: \(check)\n"
                    + "  If they are right, deliver the file with rollcall import.")
        }
    }
}
