internal import IdentityResolution

extension SpaceConfiguration {
    /// space.yaml with a comment at every key: what `space init` writes. Reads back as the same
    /// configuration.
    ///
    /// - Complexity: O(output).
    public func yaml() -> String {
        var lines = [
            "# What this space is, and how files of people are read for it.",
            "# Edit it freely, then see what is in force with: rollcall space show",
            "# Made to be kept in version control, so no secret belongs in it.",
            "version: 1",
            "",
            "name: \(YAMLText.scalar(name))",
            "slug: \(YAMLText.scalar(slug))",
        ]
        lines += optional(
            "id", id, "its ID in Segment (Unify settings, API access): spa_ and letters")
        lines += workspaceLines
        lines += [
            "",
            "# Where files usually go: unify (the upload page of Unify and Engage), unified-profiles",
            "# (its guided setup: at most 9,999 rows) or api (rollcall import).",
            "target: \(target.rawValue)",
            "",
            "# Segment's published list of characters lacks letters of many names (ñ, Â, the apostrophe).",
            "# Once a few rows with them went through the upload page, write headers: then only the",
            "# headers are held to the list.",
            "characters: \(characters.rawValue)",
            "",
            "# Where Segment keeps the space: us, eu, or the address of another server.",
            "region: \(YAMLText.scalar(region.text))",
        ]
        lines += optional(
            "write_key_file", writeKeyFile, "a file with the source's write key",
            example: "write-key")
        lines += optional(
            "profile_token_file", profileTokenFile, "a file with the token of the Profile API",
            example: "profile-token")
        lines += identifierLines + traitLines
        if let mapping {
            lines +=
                ["", "# For files that come without --mapping."]
                + mapping.yamlLines(under: "mapping")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func optional(
        _ key: String, _ value: String?, _ comment: String, example: String = "…"
    ) -> [String] {
        guard let value else { return ["# \(key): \(example)   # \(comment)"] }
        return ["\(key): \(YAMLText.scalar(value))"]
    }

    private var workspaceLines: [String] {
        let parts = [("id", workspace.id), ("slug", workspace.slug)].compactMap { key, value in
            value.map { "\(key): \(YAMLText.scalar($0))" }
        }
        return parts.isEmpty
            ? [
                "# workspace: {id: …, slug: …}   # as the guided setup of Unified Profiles asks for them"
            ]
            : ["workspace: {\(parts.joined(separator: ", "))}"]
    }

    private var identifierLines: [String] {
        let width = identifiers.map { YAMLText.scalar($0.type).count }.max() ?? 0
        return [
            "",
            "# What tells people apart, most trusted first. A column whose header is exactly such a type,",
            "# letter case included, holds that identifier. A profile keeps at most “limit” values of a",
            "# type within its “window” (ever, daily, weekly, monthly, annually); where one is too many,",
            "# the identifier further down is left off.",
            "# Values such as 000-000, -1, null and anonymous never match anybody. To block more:",
            "#   - {type: email, limit: 5, blocked: {values: [none@example.com], patterns: [\"^test@.*$\"]}}",
            "# and with “suggested: false” in there only those. A custom identifier is one more line:",
            "#   - {type: loyalty_id, limit: 1}",
            "identifiers:",
        ]
            + identifiers.map { rule in
                let type = YAMLText.scalar(rule.type)
                let gap = String(repeating: " ", count: width - type.count)
                var parts = ["type: \(type),\(gap) limit: \(rule.limit)"]
                if rule.window != .ever { parts.append("window: \(rule.window.rawValue)") }
                if let blocked = rule.blocked.yaml { parts.append("blocked: \(blocked)") }
                return "  - {\(parts.joined(separator: ", "))}"
            }
    }

    private var traitLines: [String] {
        let head = [
            "",
            "# Traits the space has already. Every other column becomes a trait of its own name; those",
            "# listed here stand in the template, slips of the pen near them are pointed out, and their",
            "# “type” (string, number, boolean, date, json) holds for their column.",
        ]
        guard !traits.isEmpty else { return head + ["traits: []"] }
        return head + ["traits:"]
            + traits.map { trait in
                guard let type = trait.type else {
                    return "  - {name: \(YAMLText.scalar(trait.name))}"
                }
                return "  - {name: \(YAMLText.scalar(trait.name)), \(type.yaml)}"
            }
    }
}

extension ValueType {
    /// `type: date, format: DD.MM.YYYY`
    var yaml: String {
        guard case .date(let format?) = self else { return "type: \(name)" }
        return "type: date, format: \(YAMLText.scalar(format.text))"
    }
}

extension BlockedValues {
    /// As space.yaml has it; `nil` for the suggested ones, which are the default.
    fileprivate var yaml: String? {
        guard self != .suggested else { return nil }
        let suggested = BlockedValues.suggested
        let isMore =
            values.starts(with: suggested.values) && patterns.starts(with: suggested.patterns)
        let ownValues = isMore ? Array(values.dropFirst(suggested.values.count)) : values
        let ownPatterns = isMore ? Array(patterns.dropFirst(suggested.patterns.count)) : patterns
        var parts = isMore ? [] : ["suggested: false"]
        func list(_ texts: [String]) -> String {
            "[\(texts.map(YAMLText.scalar).joined(separator: ", "))]"
        }
        if !ownValues.isEmpty { parts.append("values: \(list(ownValues))") }
        if !ownPatterns.isEmpty { parts.append("patterns: \(list(ownPatterns))") }
        return "{\(parts.joined(separator: ", "))}"
    }
}
