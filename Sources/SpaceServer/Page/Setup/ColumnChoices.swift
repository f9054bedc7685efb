internal import IdentityResolution
internal import ProfileCSV

/// What the form of the columns says, and what it is filled with: one choice a column.
struct ColumnChoices {
    /// Columns that can be chosen one by one; wider files are mapped by the text of the mapping.
    static let maxColumns = 250

    /// The choice of one column, by the values of its form fields.
    struct Choice: Sendable, Hashable {
        /// `header`, `identifier:TYPE`, `trait`, `timestamp` or `ignore`.
        var meaning = "header"
        /// The trait's name.
        var name = ""
        /// A type's name; empty: the space's, else text.
        var type = ""
        /// Of dates.
        var format = ""
        var blank = BlankRule.omit
        /// Further values that count as blank, parted by commas.
        var nulls = ""
        var isRequired = false

        init() {}

        init(_ column: Mapping.Column) {
            switch column.meaning {
            case .identifier(let type): meaning = "identifier:" + type
            case .trait(let name): (meaning, self.name) = ("trait", name)
            case .header: meaning = "header"
            case .timestamp: meaning = "timestamp"
            case .ignore: meaning = "ignore"
            }
            type = column.type?.name ?? ""
            if case .date(let format?)? = column.type { self.format = format.text }
            blank = column.blank
            nulls = column.nullValues.joined(separator: ", ")
            isRequired = column.isRequired
        }

        /// - Parameter number: the column's, which its fields end in.
        init(_ form: QueryString, _ number: Int) {
            meaning = form["m\(number)"] ?? "header"
            name = form["n\(number)"] ?? ""
            type = form["t\(number)"] ?? ""
            format = form["f\(number)"] ?? ""
            blank = form["b\(number)"].flatMap(BlankRule.init(rawValue:)) ?? .omit
            nulls = form["v\(number)"] ?? ""
            isRequired = form["r\(number)"] == "on"
        }

        /// - Returns: `nil` where the column is to be what its header says.
        /// - Throws: 400 for a format that is none.
        func column(_ header: String) throws(ServerError) -> Mapping.Column? {
            guard self != Choice() else { return nil }
            var column = Mapping.Column(header: header, meaning: .header)
            switch meaning {
            case "trait": column.meaning = name.isEmpty ? .header : .trait(name)
            case "timestamp": column.meaning = .timestamp
            case "ignore": column.meaning = .ignore
            case _ where meaning.hasPrefix("identifier:"):
                column.meaning = .identifier(String(meaning.dropFirst("identifier:".count)))
            default: break
            }
            if case .ignore = column.meaning { return column }
            if case .identifier = column.meaning {
            } else {
                column.type = ValueType(name: type)
                if type == "date", !format.isEmpty { column.type = .date(try dateFormat(header)) }
                column.blank = blank
            }
            column.nullValues = nulls.split(separator: ",").map { part in
                String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }.filter { !$0.isEmpty }
            column.isRequired = isRequired
            return column
        }

        private func dateFormat(_ header: String) throws(ServerError) -> DateFormat {
            do {
                return try DateFormat(format)
            } catch {
                throw .invalid("The format of column “\(header)” cannot be used: \(error.reason).")
            }
        }
    }

    /// The mapping that a form asks for.
    ///
    /// - Parameters:
    ///   - headers: of the file, in order.
    ///   - old: what stands for columns that the form does not show.
    /// - Throws: 400 with what cannot be.
    static func mapping(
        _ form: QueryString, headers: [String], old: Mapping, _ configuration: SpaceConfiguration
    ) throws(ServerError) -> Mapping {
        var mapping = Mapping(constants: old.constants)
        var seen: Set<[UInt8]> = []
        for (number, header) in headers.prefix(maxColumns).enumerated()
        where seen.insert(Array(header.utf8)).inserted {
            if let column = try Choice(form, number).column(header) { mapping.columns.append(column) }
        }
        mapping.columns += old.columns.filter { !seen.contains(Array($0.header.utf8)) }
        // Read back by the reader of mapping files: one set of rules for what a mapping may say.
        return try parse(mapping.yaml(), configuration)
    }

    /// The mapping of a text.
    static func parse(
        _ yaml: String, _ configuration: SpaceConfiguration
    ) throws(ServerError) -> Mapping {
        do {
            return try Mapping.parse(yaml, for: configuration)
        } catch {
            throw .invalid(error.description)
        }
    }
}
