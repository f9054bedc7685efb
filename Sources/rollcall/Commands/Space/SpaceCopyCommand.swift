internal import ArgumentParser
internal import ProfileCSV

/// `rollcall space copy`: the rules of one space for another.
struct SpaceCopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy the rules of the space, and nothing else, to another one.",
        discussion: """
            Segment advises a space for development first, then one for production with the same rules. \
            Only space.yaml is copied: no profiles, runs or keys, and none of what names the space \
            (name, slug, id, workspace, paths of secret files).
            """)

    @Argument(help: ArgumentHelp("The folder of the other space.", valueName: "dir")) var target: String
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let source = SpaceFolder(location: settings.space)
        let other = SpaceFolder(
            location: SpaceLocation(flag: target, environment: settings.environment))
        try OutputFile.checkFree(other.configurationPath, force: settings.force)
        let rules = try source.configuration().configuration
        var copy = try other.location.exists ? other.configuration().configuration : .init()
        copy.target = rules.target
        copy.characters = rules.characters
        copy.region = rules.region
        copy.identifiers = rules.identifiers
        copy.traits = rules.traits
        copy.mapping = rules.mapping
        try other.create()
        try OutputFile.write(
            Array(copy.yaml().utf8), to: other.configurationPath, force: settings.force, mode: 0o600)
        settings.console.say(
            "\(other.configurationPath) has the rules of \(source.location.path). They act on what is "
                + "imported from now on.")
    }
}
