extension Mapping {
    /// The mapping as a file of its own. Reads back as the same mapping.
    ///
    /// - Complexity: O(output).
    public func yaml() -> String {
        guard !columns.isEmpty || !constants.isEmpty else { return "columns: {}\n" }
        return bodyLines(indent: "").joined(separator: "\n") + "\n"
    }

    /// The mapping as the value of a key.
    func yamlLines(under key: String) -> [String] {
        columns.isEmpty && constants.isEmpty
            ? ["\(key): {}"] : ["\(key):"] + bodyLines(indent: "  ")
    }

    private func bodyLines(indent: String) -> [String] {
        var lines: [String] = []
        if !columns.isEmpty {
            lines.append("\(indent)columns:")
            lines += columns.map { "\(indent)  \(YAMLText.quoted($0.header)): \($0.yaml)" }
        }
        if !constants.isEmpty {
            lines.append("\(indent)constants:")
            lines += constants.map { constant in
                // JSON text is YAML as well: a string in double quotes, a number, true or false.
                let name = YAMLText.scalar(String(decoding: constant.name, as: UTF8.self))
                return "\(indent)  \(name): \(String(decoding: constant.json, as: UTF8.self))"
            }
        }
        return lines
    }
}

extension Mapping.Column {
    /// `email`, or `{trait: ltv, type: number}` where more is to say.
    var yaml: String {
        var parts: [String] = []
        if let type { parts.append(type.yaml) }
        if blank != .omit { parts.append("blank: \(YAMLText.scalar(blank.rawValue))") }
        if !nullValues.isEmpty {
            let list = nullValues.map(YAMLText.scalar).joined(separator: ", ")
            parts.append("null_values: [\(list)]")
        }
        if isRequired { parts.append("required: true") }
        switch meaning {
        case .timestamp where parts.isEmpty: return "timestamp"
        case .ignore where parts.isEmpty: return "ignore"
        case .identifier(let type) where parts.isEmpty: return YAMLText.scalar(type)
        case .timestamp: parts.insert("timestamp: true", at: 0)
        case .ignore: parts.insert("ignore: true", at: 0)
        case .identifier(let type): parts.insert("identifier: \(YAMLText.scalar(type))", at: 0)
        // The long form: a trait's name is never taken for anything else.
        case .trait(let name): parts.insert("trait: \(YAMLText.scalar(name))", at: 0)
        case .header: break
        }
        return "{\(parts.joined(separator: ", "))}"
    }
}
