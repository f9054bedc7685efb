internal import ArgumentParser
internal import Foundation
internal import ProfileSpace

/// `rollcall profiles import`: an export of a whole space, put into an empty one.
struct ProfilesImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put exported profiles into an empty local space.",
        discussion: """
            Takes what rollcall profiles --format json or --format csv has written, plain or gzip. \
            Profiles keep their IDs, identifiers and traits; JSON also keeps times, merges and \
            accounts. Nothing is resolved anew, and all of it is put in or nothing. A copy with the \
            history of every trait is made with rollcall space backup.
            """)

    @Argument(help: "The export; - is standard input.") var file: String
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() async throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        try folder.announce(settings.console)
        let now = Int(Date().timeIntervalSince1970 * 1_000)
        guard let space = try folder.open(createIfMissing: true) else { throw folder.isMissing }
        let name = file == "-" ? "standard input" : URL(filePath: file).lastPathComponent
        let restore = try ProfileRestore(
            into: space, as: SpaceRun(id: "export-\(now)", startedAt: now, files: [name]))
        try await ExportedProfiles(name: file, settings: settings, now: now).read(into: restore)
        let count = try restore.finish()
        try space.close()
        settings.console.say(
            "\(Words.count(count, "profile")) of \(Words.visible(name)) put into "
                + "\(folder.location.path).")
    }
}
