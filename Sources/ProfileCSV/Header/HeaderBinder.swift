internal import IdentityResolution

/// Works out what each column of one header becomes.
struct HeaderBinder {
    let header: HeaderRecord
    let configuration: SpaceConfiguration
    let mapping: Mapping
    /// Where each identifier stands in the configuration, by its bytes.
    private let rules: [[UInt8]: Int]
    private let traitTypes: [[UInt8]: ValueType]
    private let entries: [[UInt8]: Mapping.Column]

    init(_ header: HeaderRecord, _ configuration: SpaceConfiguration, _ mapping: Mapping) {
        self.header = header
        self.configuration = configuration
        self.mapping = mapping
        func table<Value>(_ pairs: [(String, Value)]) -> [[UInt8]: Value] {
            Dictionary(pairs.map { (Array($0.utf8), $1) }) { first, _ in first }
        }
        rules = table(configuration.identifiers.enumerated().map { ($1.type, $0) })
        traitTypes = table(
            configuration.traits.compactMap { trait in trait.type.map { (trait.name, $0) } })
        entries = table(mapping.columns.map { ($0.header, $0) })
    }

    /// The columns that a run's `errors.csv` adds to the ones of the file.
    static let errorColumns: [[UInt8]] =
        ["row_number", "error_message", "error_code"].map { Array($0.utf8) }

    /// Where the added columns of an errors.csv begin; the header's end when it has none.
    var endOfOwnColumns: Int {
        let names = header.names
        let end = names.count - Self.errorColumns.count
        return end > 0 && names.suffix(Self.errorColumns.count).elementsEqual(Self.errorColumns)
            ? end : names.count
    }

    /// Whether the mapping names the column.
    func isMapped(_ index: Int) -> Bool { entries[header.names[index]] != nil }

    /// - Throws: when two columns, or a column and a constant, end on one name through the mapping.
    func columns() throws(ConfigurationError) -> [ColumnMap.Column] {
        let end = endOfOwnColumns
        let columns = header.names.indices.map { column($0, isAdded: $0 >= end) }
        try refuseSharedNames(columns)
        return columns
    }

    private func column(_ index: Int, isAdded: Bool) -> ColumnMap.Column {
        let name = header.names[index]
        let standing = meaning(of: name)
        var column = ColumnMap.Column(
            index: index, header: name, meaning: standing, uploadMeaning: standing)
        guard let entry = entries[name] else {
            if isAdded { column.meaning = .ignore }
            column.type = type(of: column.meaning)
            return column
        }
        switch entry.meaning {
        case .identifier(let type): column.meaning = meaning(of: Array(type.utf8))
        case .trait(let trait): column.meaning = .trait(name: Array(trait.utf8))
        case .timestamp: column.meaning = .timestamp
        case .ignore: column.meaning = .ignore
        case .header: break
        }
        column.type = entry.type ?? type(of: column.meaning)
        column.blank = entry.blank
        column.nullValues = entry.nullValues.map { Array($0.utf8) }
        column.isRequired = entry.isRequired
        return column
    }

    private func meaning(of name: [UInt8]) -> ColumnMap.Meaning {
        rules[name].map { .identifier(rule: $0) } ?? .trait(name: name)
    }

    private func type(of meaning: ColumnMap.Meaning) -> ValueType {
        switch meaning {
        case .trait(let name): traitTypes[name] ?? .string
        case .timestamp: .date(nil)
        case .identifier, .ignore: .string
        }
    }

    /// Columns of equal headers are a problem of the file; anything else that meets is a fault of the
    /// mapping (design §3: two columns on one name).
    private func refuseSharedNames(_ columns: [ColumnMap.Column]) throws(ConfigurationError) {
        var takenBy: [[UInt8]: [UInt8]] = [:]
        for column in columns {
            guard let name = self.name(column.meaning) else { continue }
            guard let first = takenBy.updateValue(column.header, forKey: name),
                first != column.header
            else { continue }
            throw fault(
                "The columns “\(text(first))” and “\(text(column.header))” both become “\(text(name))”. "
                    + "Only one can; give the other another name or set it to ignore.",
                at: entries[column.header] ?? entries[first])
        }
        for constant in mapping.constants {
            guard let column = takenBy[constant.name] else { continue }
            throw fault(
                "The column “\(text(column))” becomes “\(text(constant.name))”; it cannot be constant too.",
                at: nil)
        }
    }

    private func name(_ meaning: ColumnMap.Meaning) -> [UInt8]? {
        switch meaning {
        case .identifier(let rule): Array(configuration.identifiers[rule].type.utf8)
        case .trait(let name): name
        case .timestamp, .ignore: nil
        }
    }

    private func fault(_ message: String, at entry: Mapping.Column?) -> ConfigurationError {
        ConfigurationError(.duplicate, message, line: entry.flatMap { $0.line > 0 ? $0.line : nil })
    }

    private func text(_ name: [UInt8]) -> String { ShownName.text(name) }
}
