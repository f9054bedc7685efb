internal import ArgumentParser
internal import Foundation
internal import ProfileCSV
internal import RollcallCSV

/// `rollcall space init`: a space.yaml to read and edit.
struct SpaceInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a space with a space.yaml to read and edit.",
        discussion: """
            default: Segment's 11 identifiers with their default limits.
            contact-center: those and phone, for Unified Profiles in Flex.
            e-commerce: those, customer_id and phone.

            --from-template takes the template that was downloaded from Segment: the names that it knows \
            become identifiers; of the others a terminal asks which are identifiers, elsewhere they \
            become traits unless --identifiers names them.
            """)

    struct Flags: ParsableArguments {
        @Option(help: "What to begin with.")
        var preset = SpaceConfiguration.Preset.default

        @Option(help: ArgumentHelp("Begin with a template that Segment made.", valueName: "file"))
        var fromTemplate: String?

        @Option(
            help: ArgumentHelp(
                "Which of the template's own names are identifiers.", valueName: "a,b"))
        var identifiers: NameList?

        func validate() throws {
            if identifiers != nil, fromTemplate == nil {
                throw ValidationError("--identifiers goes with --from-template.")
            }
        }
    }

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.spaceToCreate)
        let console = settings.console
        let hadProfiles = FileManager.default.fileExists(atPath: folder.databasePath)
        try OutputFile.checkFree(folder.configurationPath, force: settings.force)
        let (configuration, origin) = try makeConfiguration(console)
        try folder.create()
        try OutputFile.write(
            Array(configuration.yaml().utf8), to: folder.configurationPath,
            force: settings.force, mode: 0o600)
        console.say("\(folder.configurationPath) is made, with the identifiers of \(origin).")
        if hadProfiles {
            console.say("The profiles of \(folder.location.path) stay; the new rules hold from now on.")
        }
        let space = global.space.map { " --space " + ShellWord.quoted($0) } ?? ""
        console.say("Edit it, then see what is in force: " + console.style.command("rollcall space show\(space)"))
        console.say("Write its CSV skeleton: " + console.style.command("rollcall template\(space) -o people.csv"))
    }

    private func makeConfiguration(
        _ console: Console
    ) throws -> (SpaceConfiguration, origin: String) {
        let preset = SpaceConfiguration(preset: flags.preset)
        guard let file = flags.fromTemplate else {
            return (preset, "the preset \(flags.preset.rawValue)")
        }
        guard let records = try? Records(bytes: TextFile.read(file)),
            let header = records.first(where: { _ in true })
        else { throw Failure(.malformedInput, "\(file) has no header that can be read.") }
        let template = TemplateReading(header: header.map { Array($0.utf8) })
        let chosen = try flags.identifiers?.names ?? ask(about: template.others, console)
        if chosen.count < template.others.count {
            let traits = template.others.filter { !chosen.contains($0) }
            console.say(
                "Traits, for all that a template tells: "
                    + traits.map { Words.visible($0) }.joined(separator: ", ")
                    + ". If one of them tells people apart, name it with --identifiers.")
        }
        do {
            return (try template.configuration(identifiers: chosen, base: preset), file)
        } catch {
            throw Failure(.badConfiguration, error.description)
        }
    }

    private func ask(about names: [String], _ console: Console) throws -> [String] {
        guard console.canAsk, !names.isEmpty else { return [] }
        return names.filter { name in
            console.warn("Does “\(Words.visible(name))” tell people apart (an identifier)? [y/N]")
            return ["y", "yes"].contains((readLine() ?? "").lowercased())
        }
    }
}
