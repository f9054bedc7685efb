internal import ArgumentParser
internal import ProfileCSV

/// `rollcall template`: the CSV skeleton of the space.
struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Write the CSV skeleton of the space: its identifiers and known traits.",
        discussion: """
            Identifiers come in priority order, then the traits. What was left out and why is told \
            on standard error.
            """)

    struct Flags: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Only these identifiers. Default: all but group_id.", valueName: "a,b"))
        var identifiers: NameList?

        @Option(help: ArgumentHelp("These traits beside the known ones.", valueName: "a,b"))
        var traits: NameList?

        @Option(help: ArgumentHelp("Add so many example rows, marked as such.", valueName: "n"))
        var example = 0

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp("Where it is written; - is standard output.", valueName: "file"))
        var output = "-"

        func validate() throws {
            guard (0...Template.maxExampleRows).contains(example) else {
                throw ValidationError("--example takes a number from 0 to \(Template.maxExampleRows).")
            }
        }
    }

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        let template = try makeTemplate(for: folder.configuration().configuration)
        try OutputFile.write(
            template.csv(exampleRows: flags.example), to: flags.output, force: settings.force)
        for item in template.leftOut { settings.console.say(item.sentence) }
        if flags.output != "-" {
            settings.console.say(
                "\(flags.output): \(Words.count(template.columns.count, "column")). "
                    + "Fill it, then: "
                    + settings.console.style.command("rollcall check \(ShellWord.quoted(flags.output))"))
        }
    }
}

extension TemplateCommand {
    /// - Throws: status 64 when `--identifiers` names one that the space does not have.
    private func makeTemplate(for configuration: SpaceConfiguration) throws(Failure) -> Template {
        do {
            return try Template(
                for: configuration, identifiers: flags.identifiers?.names,
                traits: flags.traits?.names ?? [])
        } catch {
            throw Failure(.usage, "--identifiers: \(error.description)")
        }
    }
}

/// Names parted by commas.
struct NameList: Sendable, ExpressibleByArgument {
    let names: [String]

    init?(argument: String) {
        names = argument.split(separator: ",").map { name in
            String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        if names.isEmpty || names.contains("") { return nil }
    }
}
