internal import Yams

/// A value of a configuration file with its place, read strictly: what does not have the form that is
/// asked for is an error that names the key, the line and what would be right.
struct YAMLValue {
    let node: Node
    /// The key that led here, for sentences: `limit`, `columns`.
    let key: String
    let file: String?

    /// The file's top level; `nil` for a file without content.
    static func parse(_ yaml: String, file: String?) throws(ConfigurationError) -> YAMLValue? {
        try YAMLGuard.checkText(yaml, file: file)
        let parser: Parser
        let root: Node?
        do {
            parser = try Parser(yaml: yaml)
            root = try parser.singleRoot()
        } catch {
            throw Self.error(error, file: file)
        }
        guard let root else { return nil }
        // Nodes hold their anchors weakly, the parser strongly.
        defer { withExtendedLifetime(parser) {} }
        try YAMLGuard.checkNode(root, file: file)
        return YAMLValue(node: root, key: "", file: file)
    }

    private static func error(_ error: any Error, file: String?) -> ConfigurationError {
        guard let error = error as? YamlError else {
            return ConfigurationError(.notYAML, "The file cannot be read as YAML.", file: file)
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return ConfigurationError(
                .notYAML, "This is not YAML: \(problem).", file: file, line: mark.line)
        case .duplicatedKeysInMapping(let names, let context):
            return ConfigurationError(
                .duplicate, "“\(names.first ?? "")” stands here twice.", file: file,
                line: context.mark.line)
        case .reader(let problem, _, _, _):
            return ConfigurationError(.notYAML, "This is not YAML: \(problem).", file: file)
        default:
            return ConfigurationError(.notYAML, "The file cannot be read as YAML.", file: file)
        }
    }

    /// 1-based.
    var line: Int? { node.mark?.line }

    func error(
        _ reason: ConfigurationError.Reason, _ message: String, nearest: String? = nil
    ) -> ConfigurationError {
        ConfigurationError(reason, message, file: file, line: line, nearest: nearest)
    }

    /// Whether it is a plain `null`, `~` or nothing.
    var isNothing: Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else {
            return false
        }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    var isMapping: Bool { node.mapping != nil }
    var isList: Bool { node.sequence != nil }

    /// Whether it is text without quotes, which alone may mean a number or a truth value.
    var isPlain: Bool { node.scalar.map { $0.style == .plain || $0.style == .any } ?? false }

    // MARK: Forms

    /// Any scalar as the text that stands there.
    func text() throws(ConfigurationError) -> String {
        guard let scalar = node.scalar else {
            throw error(.wrongType, "“\(key)” must be text.")
        }
        guard !isNothing else {
            throw error(.missing, "“\(key)” has no value. Give it one or remove the line.")
        }
        return scalar.string
    }

    /// The text as it stands, be it `null` or nothing.
    func literalText() throws(ConfigurationError) -> String {
        guard let scalar = node.scalar else {
            throw error(.wrongType, "“\(key)” must be text.")
        }
        return scalar.string
    }

    func number(in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        guard isPlain, let number = Int(try literalText()), range.contains(number) else {
            throw error(
                node.scalar == nil || !isPlain ? .wrongType : .invalidValue,
                "“\(key)” must be a whole number from \(range.lowerBound) to \(range.upperBound), "
                    + "without quotes.")
        }
        return number
    }

    func truth() throws(ConfigurationError) -> Bool {
        switch node.scalar?.string {
        case "true" where isPlain: return true
        case "false" where isPlain: return false
        default: throw error(.wrongType, "“\(key)” must be true or false.")
        }
    }

    /// One of some words.
    func choice(_ words: [String]) throws(ConfigurationError) -> String {
        let word = try text()
        guard words.contains(where: { $0.utf8.elementsEqual(word.utf8) }) else {
            throw error(
                .invalidValue, "“\(key)” must be \(Self.list(words)), not “\(word)”.",
                nearest: NearestName.of(word, among: words))
        }
        return word
    }

    func items() throws(ConfigurationError) -> [YAMLValue] {
        guard let sequence = node.sequence else {
            throw error(.wrongType, "“\(key)” must be a list.")
        }
        return sequence.map { YAMLValue(node: $0, key: key, file: file) }
    }

    /// The keys and values of a mapping in file order.
    func pairs() throws(ConfigurationError) -> [(key: YAMLValue, value: YAMLValue)] {
        guard let mapping = node.mapping else {
            throw error(
                .wrongType,
                key.isEmpty
                    ? "The file must consist of lines of the form “key: value”."
                    : "“\(key)” must hold lines of the form “key: value”.")
        }
        var pairs: [(key: YAMLValue, value: YAMLValue)] = []
        for (name, value) in mapping {
            let name = YAMLValue(node: name, key: key, file: file)
            guard let text = name.node.scalar?.string else {
                throw name.error(.wrongType, "A key must be text.")
            }
            pairs.append((name, YAMLValue(node: value, key: text, file: file)))
        }
        return pairs
    }

    /// The values of a mapping whose keys are all known, by key.
    func fields(_ known: [String]) throws(ConfigurationError) -> [String: YAMLValue] {
        var fields: [String: YAMLValue] = [:]
        for (name, value) in try pairs() {
            guard known.contains(where: { $0.utf8.elementsEqual(value.key.utf8) }) else {
                let place = key.isEmpty ? "" : " in “\(key)”"
                throw name.error(
                    .unknownKey, "“\(value.key)” is not a known key\(place).",
                    nearest: NearestName.of(value.key, among: known))
            }
            fields[value.key] = value
        }
        return fields
    }

    /// `a, b or c`.
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
