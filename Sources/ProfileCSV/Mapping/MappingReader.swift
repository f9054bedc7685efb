internal import IdentityResolution

/// Reads the entries of one mapping and sees to it that no two of them end on one name.
struct MappingReader {
    let configuration: SpaceConfiguration
    /// Which entry took a name: an identifier's, a trait's, or `timestamp`'s.
    private var takenBy: [[UInt8]: String] = [:]

    init(configuration: SpaceConfiguration) { self.configuration = configuration }

    private static let words = ["timestamp", "ignore"]

    private var types: [String] { configuration.identifiers.map(\.type) }

    private func isIdentifier(_ name: String) -> Bool {
        types.contains { $0.utf8.elementsEqual(name.utf8) }
    }

    private func isKnownTrait(_ name: String) -> Bool {
        configuration.traits.contains { $0.name.utf8.elementsEqual(name.utf8) }
    }

    // MARK: Columns

    mutating func column(
        _ name: YAMLValue, _ value: YAMLValue
    ) throws(ConfigurationError) -> Mapping.Column {
        let header = value.key
        guard !header.isEmpty else { throw name.error(.invalidValue, "A column needs its header.") }
        var column = Mapping.Column(header: header, meaning: .header, line: name.line ?? 0)
        if value.isMapping {
            try readLongForm(value, into: &column)
        } else {
            column.meaning = try shortForm(value)
        }
        try take(column, at: name)
        return column
    }

    /// `email`, `timestamp`, `ignore`, or a trait's name.
    private func shortForm(_ value: YAMLValue) throws(ConfigurationError) -> Mapping.Meaning {
        guard !value.isList else {
            throw value.error(
                .wrongType,
                "The column “\(value.key)” needs the name of an identifier or trait, timestamp, ignore, "
                    + "or a form such as {trait: ltv, type: number}.")
        }
        let word = try value.text()
        switch word {
        case "timestamp": return .timestamp
        case "ignore": return .ignore
        default: break
        }
        if isIdentifier(word) { return .identifier(word) }
        // A slip in an identifier's name would make a trait of it and lose the people; a slip in one of
        // the two words would keep what should go.
        if !isKnownTrait(word), let nearest = NearestName.of(word, among: types + Self.words) {
            throw value.error(
                .unknownName,
                "“\(word)” is no identifier of this space. For a trait of that name write "
                    + "{trait: \(YAMLText.scalar(word))}.", nearest: nearest)
        }
        return .trait(word)
    }

    private func readLongForm(
        _ value: YAMLValue, into column: inout Mapping.Column
    ) throws(ConfigurationError) {
        let fields = try value.fields([
            "identifier", "trait", "timestamp", "ignore", "type", "format", "blank", "null_values",
            "required",
        ])
        let meanings = ["identifier", "trait", "timestamp", "ignore"].filter { fields[$0] != nil }
        guard meanings.count <= 1 else {
            throw value.error(
                .invalidValue,
                "The column “\(value.key)” can only become one thing, not \(meanings.joined(separator: " and "))."
            )
        }
        if let identifier = fields["identifier"] {
            let type = try identifier.text()
            guard isIdentifier(type) else {
                throw identifier.error(
                    .unknownName, "“\(type)” is no identifier of this space.",
                    nearest: NearestName.of(type, among: types))
            }
            column.meaning = .identifier(type)
        }
        if let trait = fields["trait"] { column.meaning = .trait(try trait.text()) }
        if let timestamp = fields["timestamp"], try timestamp.truth() {
            column.meaning = .timestamp
        }
        if let ignore = fields["ignore"], try ignore.truth() { column.meaning = .ignore }
        column.type = try Mapping.type(fields["type"], format: fields["format"])
        if let blank = fields["blank"] { column.blank = try blankRule(blank) }
        for item in try fields["null_values"]?.items() ?? [] {
            column.nullValues.append(try item.literalText())
        }
        if let required = fields["required"] { column.isRequired = try required.truth() }
        try checkLongForm(column, fields)
    }

    /// `blank: null` means the word, quoted or not.
    private func blankRule(_ value: YAMLValue) throws(ConfigurationError) -> BlankRule {
        if value.isNothing, try value.literalText() == "null" { return .null }
        let word = try value.choice(BlankRule.allCases.map(\.rawValue))
        return BlankRule(rawValue: word) ?? .omit
    }

    /// Keys that mean nothing for what the column becomes are slips, not wishes to be dropped quietly.
    private func checkLongForm(
        _ column: Mapping.Column, _ fields: [String: YAMLValue]
    ) throws(ConfigurationError) {
        var isIdentifier = false
        switch column.meaning {
        case .trait: return
        case .identifier: isIdentifier = true
        case .header:
            guard self.isIdentifier(column.header) else { return }
            isIdentifier = true
        case .timestamp, .ignore: break
        }
        let what =
            isIdentifier
            ? "an identifier" : column.meaning == .ignore ? "an ignored column" : "the timestamp"
        if let type = fields["type"], column.type != .string,
            !(column.meaning == .timestamp && column.type?.name == "date")
        {
            throw type.error(
                .invalidValue, "“type” cannot be set for \(what) in “\(column.header)”.")
        }
        if let blank = fields["blank"], column.blank != .omit {
            throw blank.error(
                .invalidValue, "“blank” can only be omit for \(what) in “\(column.header)”.")
        }
        if let required = fields["required"], column.isRequired, column.meaning == .ignore {
            throw required.error(
                .invalidValue, "An ignored column cannot be “required”: “\(column.header)”.")
        }
    }

    private mutating func take(
        _ column: Mapping.Column, at name: YAMLValue
    ) throws(ConfigurationError) {
        let taken: String
        switch column.meaning {
        case .identifier(let type): taken = type
        case .trait(let trait): taken = trait
        case .header: taken = column.header
        case .timestamp:
            // A trait may well be called timestamp; the prefix keeps the two apart.
            taken = "\u{0}timestamp"
        case .ignore: return
        }
        if case .trait(let trait) = column.meaning, isIdentifier(trait) {
            throw name.error(
                .invalidValue,
                "“\(trait)” is an identifier of this space; write {identifier: \(YAMLText.scalar(trait))}."
            )
        }
        if let first = takenBy[Array(taken.utf8)] {
            let shown = column.meaning == .timestamp ? "timestamp" : taken
            throw name.error(
                .duplicate,
                "“\(first)” and “\(column.header)” both become “\(shown)”. Only one column can; "
                    + "give the other another name or set it to ignore.")
        }
        takenBy[Array(taken.utf8)] = column.header
    }

    // MARK: Constants

    mutating func constant(
        _ name: YAMLValue, _ value: YAMLValue
    ) throws(ConfigurationError) -> ColumnMap.Constant {
        let trait = value.key
        guard !trait.isEmpty else { throw name.error(.invalidValue, "A constant needs its name.") }
        guard !isIdentifier(trait) else {
            throw name.error(
                .invalidValue,
                "“\(trait)” is an identifier: one value for every row would make one person of all of them."
            )
        }
        if let first = takenBy[Array(trait.utf8)] {
            throw name.error(
                .duplicate,
                "The column “\(first)” becomes “\(trait)” already; it cannot be constant too.")
        }
        takenBy[Array(trait.utf8)] = trait
        return ColumnMap.Constant(name: Array(trait.utf8), json: try json(value))
    }

    /// Numbers, true and false stand without quotes; everything else is text.
    private func json(_ value: YAMLValue) throws(ConfigurationError) -> [UInt8] {
        let text = try value.text()
        if value.isPlain, text == "true" || text == "false" || JSONText.isNumber(Array(text.utf8)) {
            return Array(text.utf8)
        }
        return JSONText.string(text)
    }
}
