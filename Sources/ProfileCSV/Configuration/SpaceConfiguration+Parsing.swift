internal import IdentityResolution

extension SpaceConfiguration {
    /// The keys of space.yaml, in the order in which `yaml()` writes them.
    static let keys = [
        "version", "name", "slug", "id", "workspace", "target", "characters", "region",
        "write_key_file", "profile_token_file", "identifiers", "traits", "mapping",
    ]

    /// What a space.yaml says; keys that it lacks have their defaults. A file without content is the
    /// default configuration.
    ///
    /// - Parameter file: the file's name for error messages.
    /// - Throws: for anything that is not exactly as design §3 has it, with the line.
    public static func parse(
        _ yaml: String, file: String? = nil
    ) throws(ConfigurationError) -> SpaceConfiguration {
        try ConfigurationFile.parse(yaml, file: file).configuration
    }

    static func read(_ root: YAMLValue) throws(ConfigurationError) -> SpaceConfiguration {
        try refuseSecrets(root)
        let fields = try root.fields(keys)
        var result = SpaceConfiguration()
        if let version = fields["version"] {
            guard try version.text() == "1" else {
                throw version.error(
                    .invalidValue,
                    "This file is of a version that this program does not know; it knows 1.")
            }
        }
        if let value = fields["name"] { result.name = try value.text() }
        if let value = fields["slug"] { result.slug = try slug(value) }
        if let value = fields["id"] { result.id = try identifierText(value) }
        if let value = fields["workspace"] { result.workspace = try workspace(value) }
        if let value = fields["target"] {
            let word = try value.choice(Target.allCases.map(\.rawValue))
            result.target = Target(rawValue: word) ?? result.target
        }
        if let value = fields["characters"] {
            let word = try value.choice(CharacterScope.allCases.map(\.rawValue))
            result.characters = CharacterScope(rawValue: word) ?? result.characters
        }
        if let value = fields["region"] { result.region = try region(value) }
        if let value = fields["write_key_file"] { result.writeKeyFile = try value.text() }
        if let value = fields["profile_token_file"] { result.profileTokenFile = try value.text() }
        if let value = fields["identifiers"] { result.identifiers = try identifiers(value) }
        if let value = fields["traits"] { result.traits = try traits(value) }
        if let value = fields["mapping"] { result.mapping = try Mapping.read(value, for: result) }
        return result
    }

    /// A secret pasted into the file deserves a better answer than "unknown key".
    private static func refuseSecrets(_ root: YAMLValue) throws(ConfigurationError) {
        let places = [
            "write_key": "write_key_file", "profile_token": "profile_token_file",
            "token": "profile_token_file", "secret": "write_key_file",
        ]
        for (name, value) in try root.pairs() {
            if let key = places[value.key] {
                throw name.error(
                    .unknownKey,
                    "No secret belongs in this file: it is shared. Put it into a file of its own and "
                        + "name that with “\(key)”.")
            }
        }
    }

    private static func slug(_ value: YAMLValue) throws(ConfigurationError) -> String {
        let text = try value.text()
        let isValid = text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard isValid, !text.isEmpty else {
            throw value.error(
                .invalidValue, "“\(value.key)” must consist of a–z, 0–9, - and _, not “\(text)”.")
        }
        return text
    }

    private static func identifierText(_ value: YAMLValue) throws(ConfigurationError) -> String {
        let text = try value.text()
        let isValid = text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard isValid, !text.isEmpty else {
            throw value.error(
                .invalidValue,
                "“\(value.key)” must consist of letters, digits, - and _, not “\(text)”.")
        }
        return text
    }

    private static func workspace(_ value: YAMLValue) throws(ConfigurationError) -> Workspace {
        let fields = try value.fields(["id", "slug"])
        var workspace = Workspace()
        if let id = fields["id"] { workspace.id = try identifierText(id) }
        if let text = fields["slug"] { workspace.slug = try slug(text) }
        return workspace
    }

    private static func region(_ value: YAMLValue) throws(ConfigurationError) -> Region {
        let text = try value.text()
        switch text {
        case "us": return .us
        case "eu": return .eu
        default: break
        }
        guard text.utf8.contains(UInt8(ascii: "/")) else {
            throw value.error(
                .invalidValue, "“region” must be us, eu or a URL, not “\(text)”.")
        }
        if let reason = ServerAddress.fault(of: text) {
            throw value.error(.invalidValue, "“region” \(reason): “\(text)”.")
        }
        return .url(text)
    }
}
