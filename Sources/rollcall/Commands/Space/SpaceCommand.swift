internal import ArgumentParser

/// `rollcall space`: the space itself.
struct SpaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "space",
        abstract: "Set up a space, test it, look after it.",
        subcommands: [
            SpaceInitCommand.self, SpaceShowCommand.self, SpaceCheckCommand.self,
            SpaceStatsCommand.self, SpaceCopyCommand.self, SpaceBackupCommand.self,
            SpaceResetCommand.self, SpaceKeysCommand.self,
        ])
}
