public import IdentityResolution

/// What a file's values say about its columns, once they have been seen: the findings that a header
/// alone cannot give.
public struct ColumnAdvice: Sendable {
    let header: HeaderRecord
    let map: ColumnMap
    let configuration: SpaceConfiguration
    let mapping: Mapping
    let catalogue: ProblemCatalogue
    let survey: ProfileSurvey?

    /// - Parameters:
    ///   - mapping: the one that the header was bound with; the configuration's own by default.
    ///   - catalogue: what the problems weigh.
    ///   - survey: of the profiles that the file is compared with, for the types of traits that the
    ///     configuration gives none.
    public init(
        header: HeaderRecord, map: ColumnMap, configuration: SpaceConfiguration,
        mapping: Mapping? = nil, catalogue: ProblemCatalogue = ProblemCatalogue(),
        survey: ProfileSurvey? = nil
    ) {
        self.survey = survey
        self.header = header
        self.map = map
        self.configuration = configuration
        self.mapping = mapping ?? configuration.mapping ?? Mapping()
        self.catalogue = catalogue
    }

    /// Warnings for columns whose values look like an identifier that no column is, whose type is
    /// another than the space has, or that the space does not have at all. Of a column that the
    /// mapping names only the type is compared.
    ///
    /// - Parameters:
    ///   - statistics: one a column, in file order.
    ///   - known: the traits that the space has already; the configuration's by default. Where there
    ///     are none nothing is new.
    /// - Complexity: O(columns).
    public func problems(
        statistics: [ColumnStatistics], known: [SpaceConfiguration.KnownTrait]? = nil
    ) -> [Problem] {
        let traits = known ?? configuration.traits
        let types = Dictionary(traits.map { (Array($0.name.utf8), $0.type) }) { first, _ in first }
        let mapped = Set(mapping.columns.map { Array($0.header.utf8) })
        let nearMiss = NearMiss(configuration, taken: taken)
        var problems: [Problem] = []
        // One column of each shape is enough to say so.
        var named: Set<ValueShape> = []
        for column in map.columns {
            guard case .trait(let name) = column.meaning, statistics.indices.contains(column.index),
                statistics[column.index].filled > 0, !HeaderSpaces.isBlank(column.header)
            else { continue }
            let isMapped = mapped.contains(column.header)
            let figures = statistics[column.index]
            let isSlip = nearMiss.meant(by: column.header) != nil
            if !isMapped, !isSlip, named.insert(figures.looksLike).inserted {
                problems += lookalike(column, figures)
            }
            if let known = types[name] {
                problems += typeChange(column, name, known)
            } else if !traits.isEmpty, !isMapped, !isSlip {
                problems += self.problems(.newTrait, column, .header, [:])
            }
        }
        return problems
    }

    /// A column whose values are sent as something else than the space has.
    private func typeChange(
        _ column: ColumnMap.Column, _ name: [UInt8], _ listed: ValueType?
    ) -> [Problem] {
        // What profiles have is JSON: a date is text there.
        let to = listed == nil ? column.type.sentAs : column.type
        guard let from = listed ?? survey?.type(ofTrait: name), let to, from.name != to.name else {
            return []
        }
        return problems(.typeChange, column, .header, ["from": from.name, "to": column.type.name])
    }

    /// A column full of addresses or numbers while no column is the identifier that they would be.
    private func lookalike(
        _ column: ColumnMap.Column, _ figures: ColumnStatistics
    ) -> [Problem] {
        guard let type = configuration.identifier(for: figures.looksLike) else { return [] }
        let isConfigured = configuration.isIdentifier(type)
        guard !isConfigured || !taken.contains(Array(type.utf8)) else { return [] }
        return problems(
            .nearMissHeader, column, .trait,
            [
                "name": type, "what": isConfigured ? "identifier" : "configuration", "by": "values",
                "percent": String(figures.looksLikePercent),
            ])
    }

    /// The names that the file's columns end on.
    private var taken: Set<[UInt8]> {
        Set(
            map.columns.compactMap { column in
                switch column.meaning {
                case .identifier(let rule): Array(map.identifiers[rule].type.utf8)
                case .trait(let name): name
                case .timestamp, .ignore: nil
                }
            })
    }

    private func problems(
        _ code: ProblemCode, _ column: ColumnMap.Column, _ part: FilePart,
        _ arguments: [String: String]
    ) -> [Problem] {
        catalogue.problems(
            code, in: part, place: header.place(column.index),
            header: ShownName.text(column.header), arguments: arguments)
    }
}

extension SpaceConfiguration {
    /// The identifier that values of a shape would be, whether or not it is configured.
    func identifier(for shape: ValueShape) -> String? {
        switch shape {
        case .email: return "email"
        case .phone:
            let types = identifiers.map(\.type)
            return types.first { ["phone", "phone_number", "phonenumber"].contains($0) } ?? "phone"
        case .string, .number, .boolean, .date, .json: return nil
        }
    }

    func isIdentifier(_ type: String) -> Bool {
        identifiers.contains { $0.type.utf8.elementsEqual(type.utf8) }
    }
}
