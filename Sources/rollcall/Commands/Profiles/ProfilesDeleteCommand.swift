internal import ArgumentParser
internal import ProfileSpace

/// `rollcall profiles delete`: one person, wholly.
struct ProfilesDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove one person wholly from the local space.",
        discussion: """
            The bytes are overwritten. What else may hold the person is named: runs, rejected rows, \
            copies of the space. A terminal asks first; otherwise --yes is required. Status 1 when no \
            profile has this identifier.
            """)

    @Argument(
        help: ArgumentHelp(
            "An identifier: email:ann@example.com, user_id:u-1, or segment_id:use_…",
            valueName: "type:value"))
    var identifier: IdentifierArgument
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() async throws {
        let settings = try Settings(global)
        let console = settings.console
        let folder = SpaceFolder(location: settings.space)
        let missing = Failure(.doneWithProblems, "No profile has \(Words.visible(identifier.text)).")
        guard let space = try folder.open(createIfMissing: false),
            let profile = try space.profile(type: identifier.type, value: identifier.value)
        else { throw missing }
        let what =
            "\(profile.segmentID) with \(Words.count(profile.identities.count, "identifier")) and "
            + "\(Words.count(profile.traits.count, "trait")) from \(folder.location.path)"
        if !yes {
            guard console.canAsk else {
                throw Failure(.usage, "This removes \(what). If that is meant, add --yes.")
            }
            console.warn("This removes \(what), for good. Go on? [y/N]")
            guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
                return console.say("Nothing was removed.")
            }
        }
        guard
            let deleted = try await space.deleteProfile(
                type: identifier.type, value: identifier.value)
        else { throw missing }
        try space.close()
        try folder.forgetUnchanged(settings)
        console.say("Removed \(what).")
        try tellWhatStillHolds(deleted, settings)
    }

    private func tellWhatStillHolds(_ deleted: DeletedProfile, _ settings: Settings) throws {
        let files = try RunFolders(settings).files(holding: deleted.identifiers.map(\.value))
        var lines: [String] = []
        if !deleted.runs.isEmpty {
            lines.append("the files of the runs that brought them: " + deleted.runs.joined(separator: ", "))
        }
        if !files.isEmpty {
            lines.append("what these runs keep: " + files.map { Words.visible($0) }.joined(separator: ", "))
        }
        if !deleted.sources.isEmpty {
            lines.append(
                "whoever sends as " + deleted.sources.map { Words.visible($0) }.joined(separator: ", "))
        }
        if !deleted.backups.isEmpty {
            lines.append(
                "these copies of the space: "
                    + deleted.backups.map { Words.visible($0.path) }.joined(separator: ", "))
        }
        guard !lines.isEmpty else { return }
        settings.console.warn("Still holding them, as far as is known:")
        for line in lines { settings.console.warn("  " + line) }
    }
}
