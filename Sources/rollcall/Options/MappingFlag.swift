internal import ArgumentParser
internal import ProfileCSV

/// The mapping of a command that reads people.
struct MappingFlag: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A YAML file that says what columns become. Default: that of space.yaml.",
            valueName: "file"))
    var mapping: String?

    /// - Throws: status 66 when the file cannot be read, 78 when it cannot be used.
    func read(for configuration: SpaceConfiguration) throws -> Mapping? {
        guard let mapping else { return nil }
        return try Mapping.parse(try TextFile.text(mapping), file: mapping, for: configuration)
    }
}
