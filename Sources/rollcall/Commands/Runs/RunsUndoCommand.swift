internal import ArgumentParser
internal import Foundation
internal import ProfileSpace

/// `rollcall runs undo`: the local space as it was before a run.
struct RunsUndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Restore the local space to before a run.",
        discussion: """
            Refused where something came after it on the same profiles. What was delivered elsewhere \
            cannot be undone. The run's folder is kept under another name, with what was rejected.
            """)

    @Argument(help: ArgumentHelp("The run's ID.", valueName: "run")) var id: String
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() async throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        try folder.announce(settings.console)
        guard let space = try folder.open(createIfMissing: false) else { throw folder.isMissing }
        let undone = try await space.undo(run: id)
        let count = try space.profileCount()
        try space.close()
        try folder.forgetUnchanged(settings)
        setAside(settings)
        settings.console.say(
            "Run \(Words.visible(id)) is undone: \(Words.count(undone.removed, "profile")) removed that it "
                + "had made, \(Words.grouped(undone.restored)) as before, "
                + "\(Words.count(undone.merges, "merge")) undone.")
        settings.console.say("Space \(folder.location.path): \(Words.count(count, "profile")).")
    }

    /// A run that the space no longer has must neither be resumed nor count as finished.
    private func setAside(_ settings: Settings) {
        for entry in RunFolders(settings).entries
        where entry.name == id && entry.destination.hasPrefix("space:") {
            try? FileManager.default.moveItem(atPath: entry.path, toPath: entry.path + ".undone")
        }
    }
}
