internal import IdentityResolution

/// A mapping for a file to begin with, and how a mapping that exists fits the file (`check
/// --suggest-mapping`).
///
/// Only what is certain enough stands in force: the identifiers that headers were meant to be, and where
/// there are none the first column of e-mail addresses or phone numbers. Types are proposed as comments,
/// because a wrong one would turn good rows away. Every comment can be put in force as it stands.
public struct MappingDraft: Sendable {
    /// A column that the mapping names and the file lacks.
    public struct Missing: Sendable, Hashable {
        public var header: String
        /// The header of the file that is most like it.
        public var nearest: String?
    }

    /// The mapping file, with comments. It reads back by `Mapping.parse`.
    public let yaml: String
    /// Columns of the given mapping that the file lacks, in the mapping's order.
    public let missing: [Missing]
    /// Columns of the file that a given mapping with columns does not name, in file order.
    public let unnamed: [String]

    /// - Parameters:
    ///   - map: the file's header, bound with `mapping`.
    ///   - mapping: the one to go on from; what it says is kept.
    ///   - statistics: one a column in file order; empty before the rows were read.
    /// - Complexity: O(columns · known names).
    public init(
        map: ColumnMap, configuration: SpaceConfiguration, mapping: Mapping? = nil,
        statistics: [ColumnStatistics] = []
    ) {
        let mapping = mapping ?? configuration.mapping ?? Mapping()
        let headers = map.columns.map { String(decoding: $0.header, as: UTF8.self) }
        let present = Set(map.columns.map(\.header))
        let named = Set(mapping.columns.map { Array($0.header.utf8) })
        missing = mapping.columns.filter { !present.contains(Array($0.header.utf8)) }.map {
            Missing(header: $0.header, nearest: NearestName.of($0.header, among: headers))
        }
        unnamed =
            mapping.columns.isEmpty
            ? []
            : map.columns.filter {
                !named.contains($0.header) && !HeaderSpaces.isBlank($0.header)
            }.map { String(decoding: $0.header, as: UTF8.self) }
        var writer = DraftWriter(
            map: map, configuration: configuration, mapping: mapping, statistics: statistics)
        yaml = writer.yaml()
    }
}

/// Writes one draft, a line a column.
private struct DraftWriter {
    let map: ColumnMap
    let configuration: SpaceConfiguration
    let mapping: Mapping
    let statistics: [ColumnStatistics]
    private var taken: Set<[UInt8]> = []
    /// Whether no header is, or was meant to be, an identifier that tells people apart.
    private var isNameless = true

    init(
        map: ColumnMap, configuration: SpaceConfiguration, mapping: Mapping,
        statistics: [ColumnStatistics]
    ) {
        self.map = map
        self.configuration = configuration
        self.mapping = mapping
        self.statistics = statistics
        for column in map.columns {
            switch column.meaning {
            case .identifier(let rule): taken.insert(Array(map.identifiers[rule].type.utf8))
            case .trait(let name): taken.insert(name)
            case .timestamp, .ignore: break
            }
        }
        isNameless = !map.columns.contains { column in
            switch column.meaning {
            case .identifier(let rule):
                !map.identifiers[rule].type.utf8.elementsEqual("group_id".utf8)
            case .trait:
                NearMiss(configuration, taken: taken).meant(by: column.header)?.isIdentifier == true
            case .timestamp, .ignore: false
            }
        }
    }

    mutating func yaml() -> String {
        var lines = [
            "# What the columns of this file become. Edit it, then: rollcall check FILE --mapping THIS_FILE",
            "# A column becomes an identifier or a trait by its name, timestamp, or ignore. Columns that are",
            "# not listed, or only in a comment, keep their name.",
        ]
        var entries: [String] = []
        var seen: Set<[UInt8]> = []
        for column in map.columns where !HeaderSpaces.isBlank(column.header) {
            guard seen.insert(column.header).inserted,
                UTF8Check.firstInvalidByte(in: column.header) == nil
            else { continue }
            entries.append("  " + line(column))
        }
        for entry in mapping.columns where !seen.contains(Array(entry.header.utf8)) {
            entries.append(
                "  # \(YAMLText.quoted(entry.header)): \(entry.yaml)   # this file lacks the column"
            )
        }
        if isNameless, !statistics.isEmpty,
            let first = configuration.identifiers.first(where: { !$0.type.utf8.elementsEqual("group_id".utf8) })
        {
            lines += [
                "# None of them tells people apart yet. Say of one which identifier it is, as in",
                "# \"Customer number\": \(YAMLText.scalar(first.type))",
            ]
        }
        lines.append("columns:")
        lines += entries
        let constants = Mapping(constants: mapping.constants)
        if !mapping.constants.isEmpty { lines.append(constants.yaml().dropLast().description) }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func line(_ column: ColumnMap.Column) -> String {
        let header = YAMLText.quoted(String(decoding: column.header, as: UTF8.self))
        if let entry = mapping.columns.first(where: { column.header.elementsEqual($0.header.utf8) })
        {
            return "\(header): \(entry.yaml)"
        }
        if case .identifier = column.meaning { return "# \(header) is an identifier as it stands" }
        // Asked anew for every column: nobody means a name that an earlier column was given.
        if let meant = NearMiss(configuration, taken: taken).meant(by: column.header) {
            taken.insert(Array(meant.name.utf8))
            return "\(header): "
                + (meant.isIdentifier
                    ? YAMLText.scalar(meant.name) : "{trait: \(YAMLText.scalar(meant.name))}")
        }
        if let kind = RegulatedHeaders.kind(of: column.header) {
            return "\(header): ignore   # \(Self.regulated[kind] ?? kind)"
        }
        return comment(column, header)
    }

    private static let regulated = [
        "card": "payment cards do not belong into a profile",
        "ssn": "social security numbers do not belong into a profile",
        "health": "data on health does not belong into a profile",
    ]

    /// What the values suggest, for somebody to decide.
    private mutating func comment(_ column: ColumnMap.Column, _ header: String) -> String {
        guard statistics.indices.contains(column.index), column.type == .string else {
            return
                "# \(header) is \(column.type == .string ? "a trait" : column.type.name) as it stands"
        }
        let figures = statistics[column.index]
        guard figures.filled > 0 else { return "# \(header): ignore   # no row has a value" }
        switch figures.looksLike {
        case .number: return "# \(header): {type: number}   # its values look like numbers"
        case .boolean: return "# \(header): {type: boolean}   # its values are true and false"
        case .date: return "# \(header): {type: date}   # its values look like dates"
        case .json: return "# \(header): {type: json}   # its values look like JSON"
        case .email: return identifier(.email, header, "its values look like e-mail addresses")
        case .phone: return identifier(.phone, header, "its values look like phone numbers")
        case .string: return "# \(header) is a trait as it stands"
        }
    }

    /// What the values would be, where the space knows people by it and no other column is it.
    private mutating func identifier(_ shape: ValueShape, _ header: String, _ reason: String) -> String {
        guard let type = configuration.identifier(for: shape), configuration.isIdentifier(type),
            !taken.contains(Array(type.utf8))
        else { return "# \(header) is a trait as it stands   # \(reason)" }
        let line = "\(header): \(YAMLText.scalar(type))   # \(reason)"
        guard isNameless else { return "# " + line }
        isNameless = false
        taken.insert(Array(type.utf8))
        return line + "; nothing else tells people apart"
    }
}
