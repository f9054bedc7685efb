extension ColumnMap {
    /// Reads a header through a space's configuration and a mapping, and finds everything that is
    /// wrong with it, for every target at once.
    ///
    /// Problems of the quotes in the header record (`text_after_quote` …) are the reader's findings
    /// and not looked for here; invalid UTF-8 and NUL in names are.
    ///
    /// - Parameters:
    ///   - mapping: the configuration's own by default.
    ///   - catalogue: what the problems weigh; it should know the destination.
    /// - Throws: when the mapping puts two columns on one name in this file.
    /// - Complexity: O(columns · known names) for headers that are neither identifiers nor known.
    public static func bind(
        _ header: HeaderRecord, configuration: SpaceConfiguration, mapping: Mapping? = nil,
        catalogue: ProblemCatalogue? = nil
    ) throws(ConfigurationError) -> (map: ColumnMap, problems: [Problem]) {
        let mapping = mapping ?? configuration.mapping ?? Mapping()
        var catalogue = catalogue ?? ProblemCatalogue()
        catalogue.isAnonymousIDConfigured = configuration.isAnonymousIDConfigured
        let binder = HeaderBinder(header, configuration, mapping)
        let map = ColumnMap(
            columns: try binder.columns(), identifiers: configuration.identifiers,
            constants: mapping.constants)
        let rules = HeaderRules(binder: binder, map: map, catalogue: catalogue)
        return (map, rules.problems())
    }
}
