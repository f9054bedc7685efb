internal import ArgumentParser
internal import ProfileCSV

/// `rollcall space show`: every setting in force and where it came from.
struct SpaceShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the configuration in force and where each value came from.")

    /// Settings that a variable of the environment takes precedence over (design §5).
    private static let variables = ["region": "SEGMENT_REGION", "id": "SEGMENT_SPACE_ID"]

    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let console = settings.console
        let file = try SpaceFolder(location: settings.space).configuration()
        var table = TextTable([.left, .left, .left])
        table.append(["space", settings.space.path, console.outputStyle.dim(settings.space.reason)])
        for line in lines(of: file.settings, settings.environment) {
            table.append([
                Words.visible(line.name), Words.visible(line.value),
                console.outputStyle.dim(line.origin),
            ])
        }
        var output = StandardOutput()
        for line in table.lines() { try output.print(line) }
        try output.flush()
        if !settings.space.exists {
            console.say(
                "There is no space here yet: these are the defaults. Make one with "
                    + console.style.command("rollcall space init"))
        }
    }

    private typealias Line = (name: String, value: String, origin: String)

    /// One line a setting; those of one identifier share theirs.
    private func lines(
        of settings: [ConfigurationFile.Setting], _ environment: Environment
    ) -> [Line] {
        var lines: [Line] = []
        var rest = settings[...]
        while let setting = rest.first {
            let parts = setting.key.split(separator: ".")
            guard parts.first == "identifiers", parts.count > 2 else {
                rest = rest.dropFirst()
                lines.append(line(of: setting, environment))
                continue
            }
            let prefix = parts.dropLast().joined(separator: ".") + "."
            let group = rest.prefix { $0.key.hasPrefix(prefix) }
            rest = rest.dropFirst(group.count)
            lines.append(Self.line(ofIdentifier: Array(group), prefix: prefix))
        }
        return lines
    }

    private func line(
        of setting: ConfigurationFile.Setting, _ environment: Environment
    ) -> Line {
        if let variable = Self.variables[setting.key], let value = environment[variable] {
            return (setting.key, value, "$" + variable)
        }
        return (setting.key, setting.value, Self.origin(of: setting))
    }

    /// `limit 5, window ever, blocked -1, null …` with the lines they stand on.
    private static func line(
        ofIdentifier group: [ConfigurationFile.Setting], prefix: String
    ) -> Line {
        let parts = group.map { (name: String($0.key.dropFirst(prefix.count)), setting: $0) }
        let value = parts.map { "\($0.name) \($0.setting.value.isEmpty ? "–" : $0.setting.value)" }
        let origins = parts.reduce(into: [(origin: String, names: [String])]()) { origins, part in
            let origin = Self.origin(of: part.setting)
            if origins.last?.origin == origin {
                origins[origins.count - 1].names.append(part.name)
            } else {
                origins.append((origin, [part.name]))
            }
        }
        let places =
            origins.count == 1
            ? origins[0].origin
            : origins.map { "\(Words.list($0.names)): \($0.origin)" }.joined(separator: "; ")
        return (
            prefix.dropLast().replacing("identifiers.", with: "identifier ", maxReplacements: 1)
                .description, value.joined(separator: ", "), places
        )
    }

    private static func origin(of setting: ConfigurationFile.Setting) -> String {
        setting.line.map { "\(SpaceFolder.configurationName), line \($0)" } ?? "default"
    }
}
