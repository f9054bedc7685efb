internal import ArgumentParser
internal import Foundation
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileSpace

/// `rollcall space check`: the guided setup's "check configuration" (`observability` §7).
struct SpaceCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Test everything that is configured, and tell what to do where it fails.",
        discussion: """
            Through the local space a test person is sent, found, and removed without a trace. A \
            Segment space is only read, where its key or token is configured; --probe sends one \
            person whom you name through it and looks for them there, and they stay. \
            Status 78 when something that is configured does not work.
            """)

    struct Flags: ParsableArguments {
        @Option(help: "How it is printed: text or json (one object an item).")
        var format = ProfileCommand.Format.text

        @Option(
            help: ArgumentHelp(
                "Send this person through the Segment space, where they stay: email:ann@example.com.",
                valueName: "type:value"))
        var probe: IdentifierArgument?

        @OptionGroup var secrets: SecretFlags
    }

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() async throws {
        let settings = try Settings(global)
        var items = try await SpaceCheckup(settings: settings).items()
        items += try await SegmentCheckup(settings: settings, secrets: flags.secrets, person: flags.probe)
            .items()
        var output = StandardOutput()
        switch flags.format {
        case .json: for item in items { try output.append(item.json()) }
        case .text:
            var table = TextTable([.left, .left, .left])
            for item in items {
                table.append([item.outcome.rawValue.uppercased(), item.title, Words.visible(item.detail)])
            }
            for line in table.lines() { try output.print(line) }
        }
        try output.flush()
        let failed = items.count { $0.outcome == .fail }
        for item in items where item.outcome == .fail { settings.console.warn(item.title + ": " + item.hint) }
        guard failed == 0 else {
            throw Failure(.badConfiguration, "\(Words.count(failed, "item")) of \(items.count) failed.")
        }
        settings.console.say("All that is configured works.")
    }
}

/// One thing that was tested.
struct CheckupItem {
    enum Outcome: String {
        case pass, fail, skip
    }

    var name: String
    var title: String
    var outcome: Outcome
    var detail: String
    /// What to do where it failed.
    var hint = ""

    func json() throws -> [UInt8] {
        var members = ["item": name, "outcome": outcome.rawValue, "detail": detail]
        if !hint.isEmpty, outcome == .fail { members["hint"] = hint }
        let data = try JSONSerialization.data(
            withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
        return [UInt8](data) + [UInt8(ascii: "\n")]
    }
}

/// Tests a space's configuration item by item.
struct SpaceCheckup {
    let settings: Settings

    func items() async throws -> [CheckupItem] {
        let folder = SpaceFolder(location: settings.space)
        var items: [CheckupItem] = []
        let configuration: SpaceConfiguration
        do {
            configuration = try folder.configuration().configuration
            items.append(Self.rules(configuration, folder))
        } catch let failure as ConfigurationError {
            return [
                CheckupItem(
                    name: "configuration", title: "space.yaml", outcome: .fail,
                    detail: failure.description, hint: "Mend the line and run the check again.")
            ]
        }
        guard folder.location.exists else {
            return items + [
                CheckupItem(
                    name: "space", title: "the space", outcome: .skip,
                    detail: "there is none in \(folder.location.path) yet")
            ]
        }
        let isPrivate = Self.isPrivate(folder.location.path)
        items.append(
            CheckupItem(
                name: "permissions", title: "permissions", outcome: isPrivate ? .pass : .fail,
                detail: isPrivate ? "only you may look into it" : "others may look into it",
                hint: "chmod 700 \(folder.location.path)"))
        guard let space = try folder.open(createIfMissing: true) else { return items }
        items += try await Self.store(space)
        items += try Self.keys(space)
        try space.close()
        items.append(
            CheckupItem(
                name: "computed_traits", title: "computed traits and predictions", outcome: .skip,
                detail: "not in this version"))
        return items
    }

    private static func rules(_ configuration: SpaceConfiguration, _ folder: SpaceFolder) -> CheckupItem {
        let types = configuration.identifiers.map(\.type)
        return CheckupItem(
            name: "configuration", title: "identifiers", outcome: .pass,
            detail: "\(Words.count(types.count, "identifier")) in priority order: "
                + types.joined(separator: ", "))
    }

    private static func isPrivate(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return ((attributes?[.posixPermissions] as? Int) ?? 0) & 0o077 == 0
    }

    private static func store(_ space: Space) async throws -> [CheckupItem] {
        let damage = try space.findDamage()
        let probe = try await space.probe()
        let count = try space.profileCount()
        func item(_ name: String, _ title: String, _ passes: Bool, _ detail: String, _ hint: String) -> CheckupItem {
            CheckupItem(name: name, title: title, outcome: passes ? .pass : .fail, detail: detail, hint: hint)
        }
        return [
            item(
                "store", "profiles.sqlite", damage.isEmpty,
                damage.first ?? "\(Words.count(count, "profile")), undamaged",
                "Go back to a copy made with rollcall space backup."),
            item(
                "probe", "a test message", probe.isStored,
                probe.isStored ? "became a profile" : probe.reason,
                "The rules of space.yaml let no new person in: look at the blocked values."),
            item(
                "debugger", "the source debugger", probe.isShown,
                probe.isShown ? "showed the test message" : "did not show the test message",
                "Please report this."),
            item(
                "look_up", "looking up", probe.isFound,
                probe.isFound ? "found the test person" : "did not find the test person",
                "Please report this."),
            item(
                "clean_up", "clean-up", probe.isRemoved,
                probe.isRemoved ? "nothing of the test is left" : "the test person is still there",
                "rollcall profiles --format json shows who begins with rollcall-check; delete them."),
        ]
    }

    private static func keys(_ space: Space) throws -> [CheckupItem] {
        let keys = try space.listKeys().filter { $0.revokedAt == nil }
        func item(_ kind: SpaceKey.Kind, _ name: String, _ title: String, _ flag: String) -> CheckupItem {
            let names = keys.filter { $0.kind == kind }.map(\.name)
            return CheckupItem(
                name: name, title: title, outcome: names.isEmpty ? .skip : .pass,
                detail: names.isEmpty
                    ? "none; serve makes one, or rollcall space keys create\(flag) NAME"
                    : names.joined(separator: ", "))
        }
        return [
            item(.write, "write_keys", "write keys", ""),
            item(.profile, "profile_tokens", "Profile API tokens", " --token"),
        ]
    }
}
