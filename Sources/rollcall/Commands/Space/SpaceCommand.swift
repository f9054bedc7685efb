internal import ArgumentParser

/// `rollcall space`: the space itself.
struct SpaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "space",
        abstract: "Set up a space, and see what is in force.",
        subcommands: [SpaceInitCommand.self, SpaceShowCommand.self])
}
