extension Mapping {
    /// What a mapping file says (design §3). A file without content says nothing.
    ///
    /// - Parameters:
    ///   - file: the file's name for error messages.
    ///   - configuration: whose identifiers and traits the names are looked up in.
    /// - Throws: for anything that is not exactly of the documented forms, with line and nearest name.
    public static func parse(
        _ yaml: String, file: String? = nil, for configuration: SpaceConfiguration
    ) throws(ConfigurationError) -> Mapping {
        guard let root = try YAMLValue.parse(yaml, file: file), !root.isNothing else {
            return Mapping()
        }
        return try read(root, for: configuration)
    }

    static func read(
        _ root: YAMLValue, for configuration: SpaceConfiguration
    ) throws(ConfigurationError) -> Mapping {
        let fields = try root.fields(["columns", "constants"])
        var mapping = Mapping()
        var reader = MappingReader(configuration: configuration)
        if let columns = fields["columns"], !columns.isNothing {
            for (name, value) in try columns.pairs() {
                mapping.columns.append(try reader.column(name, value))
            }
        }
        if let constants = fields["constants"], !constants.isNothing {
            for (name, value) in try constants.pairs() {
                mapping.constants.append(try reader.constant(name, value))
            }
        }
        return mapping
    }

    /// A type by its name and the format that only dates have.
    static func type(
        _ name: YAMLValue?, format: YAMLValue?
    ) throws(ConfigurationError) -> ValueType? {
        guard let name else {
            if let format {
                throw format.error(.missing, "A “format” belongs to “type: date”.")
            }
            return nil
        }
        let word = try name.choice(ValueType.names)
        guard let format else { return ValueType(name: word) }
        guard word == "date" else {
            throw format.error(.invalidValue, "Only dates have a “format”, “\(word)” has none.")
        }
        let text = try format.text()
        do {
            return .date(try DateFormat(text))
        } catch {
            throw format.error(
                .invalidValue, "The format “\(text)” cannot be used: \(error.reason).")
        }
    }
}
