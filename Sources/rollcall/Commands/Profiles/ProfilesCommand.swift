internal import ArgumentParser
internal import ProfileSpace

/// `rollcall profiles`: search and export.
struct ProfilesCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, csv
    }

    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: "List or export profiles, one line each.",
        discussion: """
            csv has the columns key (segment_id), value (the traits as JSON) and external_ids; format \
            b, the default, adds a column for each value of an identifier, c one for each identifier \
            with further values on rows of their own, a none. Without --where, json and csv are an \
            export of all profiles, which rollcall profiles import puts into an empty space.
            """,
        subcommands: [ProfilesImportCommand.self, ProfilesDeleteCommand.self])

    struct Flags: ParsableArguments {
        @Option(
            name: .customLong("where"),
            help: ArgumentHelp(
                "Only these: email=ann@example.com or trait=City:Cork. Several must all hold.",
                valueName: "type=value"))
        var filters: [FilterArgument] = []

        @Option(help: "How they are printed: text, json (one object a line) or csv.")
        var format = Format.text

        @Option(help: "The form of csv: a, b or c.")
        var csvFormat = ProfileTable.Form.b
    }

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        try folder.announce(settings.console)
        let list = ProfileList(
            space: try folder.open(createIfMissing: false), filters: flags.filters.map(\.filter),
            detail: flags.format == .json ? .relations : .row)
        var output = StandardOutput()
        switch flags.format {
        case .text: try Self.printText(list, settings.console.outputStyle, into: &output)
        case .json: try Self.printJSON(list, into: &output)
        case .csv:
            try ProfileTable(form: flags.csvFormat).print(list, into: &output)
        }
        try output.flush()
    }

    private static func printText(
        _ list: ProfileList, _ style: Style, into output: inout StandardOutput
    ) throws {
        try list.forEach { profile in
            let identifiers = profile.identities.map { identity in
                "\(identity.type):\(String(decoding: identity.value, as: UTF8.self))"
            }
            let traits = profile.traits.map { trait in
                String(decoding: trait.name + [UInt8(ascii: "=")] + trait.content, as: UTF8.self)
            }
            try output.print(
                profile.segmentID + "  " + style.bold(Words.visible(identifiers.joined(separator: " ")))
                    + "  " + Words.visible(traits.joined(separator: "; ")))
        }
    }

    private static func printJSON(_ list: ProfileList, into output: inout StandardOutput) throws {
        var lines = ProfileLines()
        try list.forEach { profile in
            lines.append(profile)
            guard lines.count >= 1 << 16 else { return }
            try output.append(lines.bytes)
            lines.removeAll()
        }
        try output.append(lines.bytes)
    }
}

/// `TYPE=VALUE`, or `trait=NAME:VALUE`.
struct FilterArgument: Sendable, ExpressibleByArgument {
    let filter: ProfileFilter

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else { return nil }
        let rest = argument[argument.index(after: sign)...]
        if argument[..<sign] == "trait" {
            guard let colon = rest.firstIndex(of: ":"), colon > rest.startIndex else { return nil }
            filter = .trait(
                name: Array(rest[..<colon].utf8), value: Array(rest[rest.index(after: colon)...].utf8))
        } else {
            guard !rest.isEmpty else { return nil }
            filter = .identifier(type: String(argument[..<sign]), value: Array(rest.utf8))
        }
    }
}
