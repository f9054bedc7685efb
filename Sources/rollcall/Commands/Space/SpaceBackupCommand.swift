internal import ArgumentParser
internal import ProfileSpace

/// `rollcall space backup`: a copy of the profiles.
struct SpaceBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the profiles to one file while the space is in use.",
        discussion: """
            The file is an SQLite database as profiles.sqlite in the space: to go back to it, put it in \
            that file's place while nothing uses the space, and remove profiles.sqlite-wal.
            """)

    @Argument(help: "Where the copy is written.") var file: String
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        try OutputFile.checkFree(file, force: settings.force)
        guard let space = try folder.open(createIfMissing: false) else { throw folder.isMissing }
        let bytes = try space.backup(to: file, replaces: settings.force)
        settings.console.say(
            "\(file): \(Words.count(try space.profileCount(), "profile")), \(Words.bytes(bytes)). "
                + "It holds everything that is known of these people: keep it as you keep the space.")
        try space.close()
    }
}
