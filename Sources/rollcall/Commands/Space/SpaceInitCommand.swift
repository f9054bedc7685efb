internal import ArgumentParser
internal import Foundation
internal import ProfileCSV

/// `rollcall space init`: a space.yaml to read and edit.
struct SpaceInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a space with a space.yaml to read and edit.",
        discussion: """
            default: Segment's 11 identifiers with their default limits.
            contact-center: those and phone, for Unified Profiles in Flex.
            e-commerce: those, customer_id and phone.
            """)

    struct Flags: ParsableArguments {
        @Option(help: "What to begin with.")
        var preset = SpaceConfiguration.Preset.default
    }

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.spaceToCreate)
        let console = settings.console
        let hadProfiles = FileManager.default.fileExists(atPath: folder.databasePath)
        try OutputFile.checkFree(folder.configurationPath, force: settings.force)
        try folder.create()
        let configuration = SpaceConfiguration(preset: flags.preset)
        try OutputFile.write(
            Array(configuration.yaml().utf8), to: folder.configurationPath,
            force: settings.force, mode: 0o600)
        console.say("\(folder.configurationPath) is made, with the identifiers of the preset \(flags.preset.rawValue).")
        if hadProfiles {
            console.say("The profiles of \(folder.location.path) stay; the new rules hold from now on.")
        }
        let space = global.space.map { " --space " + ShellWord.quoted($0) } ?? ""
        console.say("Edit it, then see what is in force: " + console.style.command("rollcall space show\(space)"))
        console.say("Write its CSV skeleton: " + console.style.command("rollcall template\(space) -o people.csv"))
    }
}
