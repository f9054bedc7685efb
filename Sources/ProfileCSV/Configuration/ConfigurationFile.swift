internal import IdentityResolution

/// A space.yaml as it was read: what it says and where it says it.
public struct ConfigurationFile: Sendable {
    /// One value in force, for `space show`.
    public struct Setting: Sendable, Hashable {
        /// The way to it: `region`, `identifiers.email.limit`.
        public var key: String
        public var value: String
        /// The line of space.yaml that it stands on, 1-based; `nil` for a default.
        public var line: Int?

        public init(key: String, value: String, line: Int? = nil) {
            self.key = key
            self.value = value
            self.line = line
        }
    }

    public var configuration: SpaceConfiguration
    /// The lines of the keys that the file has, by the way to them.
    var lines: [String: Int]

    /// The default configuration, every value of which is a default.
    public init(configuration: SpaceConfiguration = SpaceConfiguration()) {
        self.configuration = configuration
        self.lines = [:]
    }

    /// - Parameter file: the file's name for error messages.
    /// - Throws: for anything that is not exactly as design §3 has it, with the line.
    public static func parse(
        _ yaml: String, file: String? = nil
    ) throws(ConfigurationError) -> ConfigurationFile {
        var result = ConfigurationFile()
        guard let root = try YAMLValue.parse(yaml, file: file), !root.isNothing else {
            return result
        }
        result.configuration = try SpaceConfiguration.read(root)
        for (name, value) in try root.pairs() {
            result.lines[value.key] = name.line
            try result.note(value)
        }
        return result
    }

    /// Remembers the lines below one key.
    private mutating func note(_ value: YAMLValue) throws(ConfigurationError) {
        switch value.key {
        case "workspace":
            for (name, part) in try value.pairs() { lines["workspace.\(part.key)"] = name.line }
        case "identifiers":
            for (rule, item) in zip(configuration.identifiers, try value.items()) {
                lines["identifiers.\(rule.type)"] = item.line
                guard item.isMapping else { continue }
                for (name, part) in try item.pairs() {
                    lines["identifiers.\(rule.type).\(part.key)"] = name.line
                }
            }
        case "traits":
            for (trait, item) in zip(configuration.traits, try value.items()) {
                lines["traits.\(trait.name)"] = item.line
            }
        default:
            break
        }
    }

    /// Every value in force with its origin, in the order of the file's keys.
    public var settings: [Setting] {
        let space = configuration
        var settings: [Setting] = []
        func add(_ key: String, _ value: String?, at other: String? = nil) {
            guard let value else { return }
            settings.append(Setting(key: key, value: value, line: lines[other ?? key]))
        }
        add("name", space.name)
        add("slug", space.slug)
        add("id", space.id)
        add("workspace.id", space.workspace.id)
        add("workspace.slug", space.workspace.slug)
        add("target", space.target.rawValue)
        add("characters", space.characters.rawValue)
        add("region", space.region.text)
        add("write_key_file", space.writeKeyFile)
        add("profile_token_file", space.profileTokenFile)
        for rule in space.identifiers {
            let key = "identifiers.\(rule.type)"
            add("\(key).limit", String(rule.limit))
            add("\(key).window", rule.window.rawValue)
            let blocked = rule.blocked.values + rule.blocked.patterns.map { "pattern \($0)" }
            add("\(key).blocked", blocked.joined(separator: ", "))
        }
        for trait in space.traits {
            add("traits.\(trait.name)", trait.type?.name ?? "string")
        }
        if let mapping = space.mapping {
            add("mapping.columns", String(mapping.columns.count), at: "mapping")
            add("mapping.constants", String(mapping.constants.count), at: "mapping")
        }
        return settings
    }
}
