internal import IdentityResolution

/// The CSV skeleton of a space: its identifier columns in priority order, then its traits by code point
/// (`csv-upload` §4).
public struct Template: Sendable, Hashable {
    /// A name that does not stand in the template, and why.
    public struct LeftOut: Sendable, Hashable {
        /// The reason, for whoever words it.
        public enum Reason: String, Sendable, Hashable {
            /// `group_id` names an account; it comes only when it is asked for.
            case accountIdentifier = "account_identifier"
            /// Another column has the name.
            case duplicate
            case spaces
            case characters
            case empty
            /// Beyond 299 columns.
            case tooManyColumns = "too_many_columns"
        }

        public var name: String
        public var reason: Reason

        public init(name: String, reason: Reason) {
            self.name = name
            self.reason = reason
        }

        /// Why, for people.
        public var sentence: String {
            let name = "“\(name)”"
            return switch reason {
            case .accountIdentifier:
                "\(name) is left out: it names accounts, not people. Ask for it with --identifiers."
            case .duplicate: "\(name) is left out: a column of that name stands in it already."
            case .spaces:
                "\(name) is left out: the upload pages refuse spaces at the ends of a header or two in a row."
            case .characters:
                "\(name) is left out: it has a character that the upload pages refuse in a header."
            case .empty: "A trait without a name is left out."
            case .tooManyColumns:
                "\(name) is left out: the upload pages take at most \(UploadLimits.maxColumns) columns."
            }
        }
    }

    /// A column of the template.
    public struct Column: Sendable, Hashable {
        public var name: String
        public var isIdentifier: Bool
        public var type: ValueType
    }

    public var columns: [Column]
    public var leftOut: [LeftOut]

    /// - Parameters:
    ///   - identifiers: only these, still in priority order; all but `group_id` by default.
    ///   - traits: these beside the known ones.
    /// - Throws: when an identifier is asked for that the space does not have.
    /// - Complexity: O(n log n) in the number of names.
    public init(
        for configuration: SpaceConfiguration, identifiers: [String]? = nil, traits: [String] = []
    ) throws(ConfigurationError) {
        columns = []
        leftOut = []
        let types = configuration.identifiers.map(\.type)
        for asked in identifiers ?? [] where !types.contains(where: { Self.same($0, asked) }) {
            throw ConfigurationError(
                .unknownName,
                "“\(asked)” is no identifier of this space; it has \(types.joined(separator: ", ")).",
                nearest: NearestName.of(asked, among: types))
        }
        var taken: Set<[UInt8]> = []
        for type in types {
            let isWanted =
                identifiers?.contains { Self.same($0, type) } ?? !Self.same(type, "group_id")
            guard isWanted else {
                if identifiers == nil {
                    leftOut.append(LeftOut(name: type, reason: .accountIdentifier))
                }
                continue
            }
            add(Column(name: type, isIdentifier: true, type: .string), &taken)
        }
        // A trait of an identifier's name would be that identifier's column, asked for or not.
        taken.formUnion(types.map { Array($0.utf8) })
        let known = configuration.traits.map {
            Column(name: $0.name, isIdentifier: false, type: $0.type ?? .string)
        }
        let asked = traits.map { Column(name: $0, isIdentifier: false, type: .string) }
            .filter { column in !known.contains { Self.same($0.name, column.name) } }
        // UTF-8 orders as code points do.
        let sorted = (known + asked).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for column in sorted { add(column, &taken) }
    }

    private mutating func add(_ column: Column, _ taken: inout Set<[UInt8]>) {
        if let reason = reason(against: column, taken) {
            leftOut.append(LeftOut(name: column.name, reason: reason))
        } else {
            taken.insert(Array(column.name.utf8))
            columns.append(column)
        }
    }

    /// The header rules of the upload pages, which Segment's own template keeps as well.
    private func reason(against column: Column, _ taken: Set<[UInt8]>) -> LeftOut.Reason? {
        let name = Array(column.name.utf8)
        if HeaderSpaces.isBlank(name) { return .empty }
        if taken.contains(name) { return .duplicate }
        if !HeaderSpaces.found(in: name).isEmpty { return .spaces }
        if AllowedCharacters.published.firstViolation(in: name) != nil { return .characters }
        if columns.count >= UploadLimits.maxColumns { return .tooManyColumns }
        return nil
    }

    private static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
}
