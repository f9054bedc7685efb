internal import ArgumentParser
internal import Foundation
internal import ProfileSpace

/// `rollcall space reset`: begin anew with the same rules.
struct SpaceResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Remove all profiles and the runs that made them; space.yaml and keys stay.",
        discussion: "A terminal asks first; otherwise --yes is required. Runs to elsewhere stay.")

    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() async throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        guard let space = try folder.open(createIfMissing: false) else { throw folder.isMissing }
        let count = try space.profileCount()
        let what = "\(Words.count(count, "profile")) of \(folder.location.path)"
        if !yes {
            guard settings.console.canAsk else {
                throw Failure(.usage, "This removes \(what). If that is meant, add --yes.")
            }
            settings.console.warn("This removes \(what), for good. Go on? [y/N]")
            guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
                return settings.console.say("Nothing was removed.")
            }
        }
        _ = try await space.reset()
        try space.close()
        try folder.forgetUnchanged(settings)
        let runs = RunFolders(settings).remove { $0.destination.hasPrefix("space:") }
        settings.console.say(
            "\(Words.count(count, "profile")) and \(Words.count(runs, "run")) removed from "
                + "\(folder.location.path).")
    }
}

