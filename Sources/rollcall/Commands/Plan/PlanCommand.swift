internal import ArgumentParser
internal import Foundation
internal import ProfileCSV
internal import ProfileImport

/// `rollcall plan`: what an import would do, without doing it.
struct PlanCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, html
    }

    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what an import would do to the profiles, without doing it.",
        discussion: """
            Every row is taken through the same rules as by import, in the same order: people created, \
            changed and made one, identifiers left off, and why. Nothing is sent or stored.
            The first line says what the files were compared with. Merges cannot be undone in Segment.
            """)

    struct Flags: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "What to compare with: space (the local one), none (the files alone), profile-api (your "
                    + "Segment space) or DIR (tables of a Profiles Sync export). Default: space.",
                valueName: "what"))
        var against: PlanSource = .space

        @Option(
            help: ArgumentHelp(
                "Tell instead how the rows of one person fare: ROW of the (first) file, FILE:ROW by the "
                    + "file's place, or TYPE:VALUE of an identifier.",
                valueName: "row|type:value"))
        var explain: String?

        @Option(help: "How the plan is printed: text, json or html (one page, nothing loaded).")
        var format = Format.text

        @Option(
            name: .customShort("o"),
            help: ArgumentHelp("Write it to a file.", valueName: "file"))
        var output: String?

        @Option(
            help: ArgumentHelp(
                "With --against profile-api: look up only so many identifiers, spread over the files.",
                valueName: "n"))
        var sample: Int?

        @OptionGroup var profileToken: ProfileTokenFlag

        func validate() throws {
            if explain != nil, format == .html {
                throw ValidationError("--explain is told as text or json, not as html.")
            }
            if let sample, sample < 1 || against != .profileAPI {
                throw ValidationError("--sample takes a number from 1, with --against profile-api.")
            }
        }
    }

    @Argument(help: "The files to plan for, one run; - is standard input.")
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
        if let path = flags.output { try OutputFile.checkFree(path, force: settings.force) }
        let stage = try PlanStage(
            configuration: configuration, mapping: try mapping.read(for: configuration),
            options: PlanOptions(
                reading: try reading.options(settings),
                now: Int(Date().timeIntervalSince1970 * 1_000), version: Version.current),
            kernel: settings.kernel)
        let subject = try flags.explain.map { try PlanSubject.parse($0, configuration) }
        let bar = ProgressBar(settings.console, files: files)
        defer { bar.clear() }
        try await Signals.saying(.plain(settings.console, over: bar)) {
            let known = try await flags.against.open(
                PlanSource.Context(
                    files: files, stage: stage, folder: folder, settings: settings,
                    sample: flags.sample, tokenFile: flags.profileToken.file, bar: bar))
            if let subject {
                try await explain(subject, stage, known, settings, bar)
            } else {
                try await plan(stage, known, settings, bar)
            }
        }
    }

    // MARK: The plan

    private func plan(
        _ stage: PlanStage, _ known: PlanSource.Known, _ settings: Settings, _ bar: ProgressBar
    ) async throws {
        let plan = try await stage.plan(files, against: known.profiles, known.basis) { bar.show($0) }
        bar.clear()
        if plan.reports.contains(where: { !$0.hasHeader }) {
            tell(plan, settings)
            throw ExitStatus.malformedInput
        }
        let writer = PlanWriter(showsValues: showsValues(settings))
        let bytes: [UInt8]
        switch flags.format {
        case .json: bytes = writer.json(plan)
        case .html: bytes = PlanPage(writer: writer).html(plan)
        case .text:
            let isColored = flags.output == nil || flags.output == "-"
            let text = PlanText(
                plan: plan, writer: writer,
                style: isColored ? settings.console.outputStyle : Style(isColored: false))
            bytes = Array((text.lines() + [""]).joined(separator: "\n").utf8)
        }
        try OutputFile.write(bytes, to: flags.output ?? "-", force: settings.force)
        tell(plan, settings)
        if plan.isRefused { throw ExitStatus.doneWithProblems }
    }

    /// What stands between the plan and an import.
    private func tell(_ plan: Plan, _ settings: Settings) {
        if plan.rejectedRows == 0, !plan.isRefused { return }
        let flags = ["--target", "api"] + checkFlags
        let check = (["rollcall", "check"] + files.map(ShellWord.file) + flags.map(ShellWord.quoted))
            .joined(separator: " ")
        if plan.isRefused {
            let what = files.count == 1 ? "this file" : "these files"
            settings.console.warn("An import would refuse \(what). Why: \(check)")
        } else {
            settings.console.warn(
                "\(Words.count(plan.rejectedRows, "row")) with errors "
                    + "\(plan.rejectedRows == 1 ? "is" : "are") not part of this: an import stops at them "
                    + "unless --max-errors lets them out. See them: \(check)")
        }
    }

    /// What a check must repeat to read the same people.
    private var checkFlags: [String] {
        var flags = global.space.map { ["--space", $0] } ?? []
        if let file = mapping.mapping { flags += ["--mapping", file] }
        return flags + reading.flags
    }

    // MARK: The explanation

    private func explain(
        _ subject: PlanExplanation.Subject, _ stage: PlanStage, _ known: PlanSource.Known,
        _ settings: Settings, _ bar: ProgressBar
    ) async throws {
        let explanation = try await stage.explain(
            subject, files, against: known.profiles, known.basis
        ) { bar.show($0) }
        bar.clear()
        guard let explanation else {
            settings.console.warn(
                "No row that would be imported has to do with \(flags.explain.map(Words.visible) ?? "").")
            throw ExitStatus.doneWithProblems
        }
        let writer = PlanWriter(showsValues: showsValues(settings))
        let bytes =
            flags.format == .json
            ? writer.json(explanation)
            : Array(
                (PlanExplanationText(
                    explanation: explanation, writer: writer, style: settings.console.outputStyle,
                    fileCount: files.count
                ).lines() + [""]).joined(separator: "\n").utf8)
        try OutputFile.write(bytes, to: flags.output ?? "-", force: settings.force)
    }

    /// Values are shown on a terminal and masked in files and pipes (design §5).
    private func showsValues(_ settings: Settings) -> Bool {
        flags.output == nil || flags.output == "-" ? settings.showsValues : global.showValues
    }
}
