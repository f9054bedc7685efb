internal import ArgumentParser
internal import Foundation
internal import ProfileCSV
internal import ProfileSpace

/// `rollcall space keys`: write keys of sources and tokens of the Profile API, for `serve`.
struct SpaceKeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Write keys and Profile API tokens of the space, as serve takes them.",
        subcommands: [List.self, Create.self, Revoke.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "All keys; secrets are not kept and cannot be shown again.")

        @OptionGroup(title: "Common options") var global: GlobalOptions

        func run() throws {
            let settings = try Settings(global)
            let folder = SpaceFolder(location: settings.space)
            let keys = try folder.open(createIfMissing: false)?.listKeys() ?? []
            var table = TextTable([.left, .left, .left, .left])
            for key in keys {
                table.append([
                    Words.visible(key.name), key.kind == .write ? "write key" : "profile token",
                    key.source.map { "source " + Words.visible($0) } ?? "",
                    key.revokedAt.map { "revoked " + Words.time($0) } ?? "since " + Words.time(key.createdAt),
                ])
            }
            var output = StandardOutput()
            for line in table.lines() { try output.print(line) }
            try output.flush()
            if keys.isEmpty { settings.console.say("\(folder.location.path) has no keys yet.") }
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a key and print its secret, for the only time.",
            discussion: "Without --token a write key, with which a source sends messages.")

        @Argument(help: "A name to know it by.") var name: String
        @Flag(help: "A token that reads profiles, instead of a write key.") var token = false
        @Option(help: "The source that a write key stands for. Default: the key's name.")
        var source: String?
        @OptionGroup(title: "Common options") var global: GlobalOptions

        func validate() throws {
            if name.isEmpty { throw ValidationError("A key needs a name.") }
            if token, source != nil { throw ValidationError("A token has no source.") }
        }

        func run() throws {
            let settings = try Settings(global)
            let folder = SpaceFolder(location: settings.space)
            let space = try folder.openToChange()
            let secret = try space.createKey(token ? .profile : .write, name: name, source: source)
            var output = StandardOutput()
            try output.print(secret)
            try output.flush()
            settings.console.say(
                "This is the only time that it is shown. To end it: "
                    + settings.console.style.command("rollcall space keys revoke \(ShellWord.quoted(name))"))
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "End a key, for good.")

        @Argument(help: "The key's name.") var name: String
        @OptionGroup(title: "Common options") var global: GlobalOptions

        func run() throws {
            let settings = try Settings(global)
            let folder = SpaceFolder(location: settings.space)
            guard try folder.openToChange().revokeKey(name) else {
                throw Failure(
                    .doneWithProblems, "No key in force is called “\(Words.visible(name))”.",
                    advice: "Those that there are: rollcall space keys list")
            }
            settings.console.say("The key “\(Words.visible(name))” is revoked; servers heed it within a second.")
        }
    }
}
