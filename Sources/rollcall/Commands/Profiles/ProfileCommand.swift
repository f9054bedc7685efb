internal import ArgumentParser
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileSpace

/// `rollcall profile`: one person with everything that is known of them.
struct ProfileCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Show one profile: its identifiers, traits and merges.",
        discussion: "Status 1 when no profile has this identifier.")

    struct Flags: ParsableArguments {
        @Option(help: "How it is printed: text or json.")
        var format = Format.text
    }

    @Argument(
        help: ArgumentHelp(
            "An identifier: email:ann@example.com, user_id:u-1, or segment_id:use_…",
            valueName: "type:value"))
    var identifier: IdentifierArgument

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        try folder.announce(settings.console)
        guard let space = try folder.open(createIfMissing: false),
            let profile = try space.profile(type: identifier.type, value: identifier.value)
        else {
            let types = try folder.configuration().configuration.identifiers.map(\.type)
            let isKnown = identifier.type == "segment_id" || types.contains(identifier.type)
            throw Failure(
                .doneWithProblems, "No profile has \(Words.visible(identifier.text)).",
                advice: isKnown
                    ? nil
                    : "“\(Words.visible(identifier.type))” is no identifier of this space; it has "
                        + types.joined(separator: ", ") + ".")
        }
        var output = StandardOutput()
        switch flags.format {
        case .json:
            var line = ProfileLines()
            line.append(profile)
            try output.append(line.bytes)
        case .text:
            for line in ProfileText(profile: profile, style: settings.console.outputStyle).lines {
                try output.print(line)
            }
        }
        try output.flush()
    }
}

/// `TYPE:VALUE`, split at the first colon: values may hold more of them.
struct IdentifierArgument: Sendable, ExpressibleByArgument {
    let type: String
    let value: [UInt8]

    var text: String { "\(type):\(String(decoding: value, as: UTF8.self))" }

    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":"), colon > argument.startIndex else { return nil }
        let rest = argument[argument.index(after: colon)...]
        guard !rest.isEmpty else { return nil }
        type = String(argument[..<colon])
        value = Array(rest.utf8)
    }
}
