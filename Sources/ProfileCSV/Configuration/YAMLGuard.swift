internal import Yams

/// Refuses the parts of YAML that a configuration never needs and with which a small file can cost
/// much: anchors and aliases.
enum YAMLGuard {
    /// Far above any real space.yaml or mapping: 300 columns take some 20 kB.
    static let maxBytes = 1 << 20
    /// So many aliases expand to some 350 values at worst.
    private static let maxAliases = 16

    /// Before any parser runs: the parser compares keys with their aliases expanded, so their number is
    /// bounded first. Looks at bytes only, in quotes too; two or three false hits do no harm.
    static func checkText(_ yaml: String, file: String?) throws(ConfigurationError) {
        guard yaml.utf8.count <= maxBytes else {
            throw ConfigurationError(
                .unsupported, "The file is larger than 1 MB; that is no configuration.", file: file)
        }
        var aliases = 0
        var anchors = 0
        // The last byte that is no space: an alias stands only after these.
        var before = UInt8(ascii: "\n")
        for byte in yaml.utf8 where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") {
            if "\n\r[{,:?-".utf8.contains(before) {
                if byte == UInt8(ascii: "*") { aliases += 1 }
                if byte == UInt8(ascii: "&") { anchors += 1 }
            }
            before = byte
        }
        guard aliases <= maxAliases || anchors == 0 else {
            throw ConfigurationError(.unsupported, sentence, file: file)
        }
    }

    /// After the parser ran, while it still holds the anchors.
    static func checkNode(_ node: Node, file: String?) throws(ConfigurationError) {
        guard node.anchor == nil else {
            throw ConfigurationError(.unsupported, sentence, file: file, line: node.mark?.line)
        }
        if let mapping = node.mapping {
            for (key, value) in mapping {
                try checkNode(key, file: file)
                try checkNode(value, file: file)
            }
        }
        if let sequence = node.sequence {
            for item in sequence { try checkNode(item, file: file) }
        }
    }

    private static let sentence =
        "Anchors (&) and aliases (*) are not understood here. A name that begins so needs quotes."
}
