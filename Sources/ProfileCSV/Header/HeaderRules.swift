internal import IdentityResolution

/// Finds what is wrong with a header, in the order in which the findings are best read
/// (`csv-upload` §10 no. 16).
struct HeaderRules {
    let binder: HeaderBinder
    let map: ColumnMap
    let catalogue: ProblemCatalogue

    private var header: HeaderRecord { binder.header }

    func problems() -> [Problem] {
        let suspected = WrongDelimiter.suspected(in: header.names, delimiter: header.delimiter)
        var problems = delimiterProblems(suspected)
        problems += textProblems()
        // Names that are several names in one say nothing about themselves.
        guard suspected == nil else { return problems + missingIdentifier(suspected, nearest: nil) }
        problems += emptyHeaders()
        problems += duplicates()
        problems += spaces()
        problems += HeaderCharacters(rules: self).problems()
        problems += regulated()
        problems += NearMissRules(binder: binder, map: map, catalogue: catalogue).problems()
        problems += catalogue.columnCountProblems(
            columns: header.names.count, place: header.place(UploadLimits.maxColumns))
        problems += missingIdentifier(
            suspected,
            nearest: problems.first {
                $0.code == .nearMissHeader && $0.arguments["what"] == "identifier"
            })
        problems += missingColumns()
        return problems
    }

    /// The targets for which the header itself becomes a name: a mapping that gives the column another
    /// one takes the header's flaws away from `api`.
    func targetsOfName(_ index: Int) -> TargetSet {
        let column = map.columns[index]
        if case .trait(let name) = column.meaning, name == column.header { return .all }
        if case .identifier = column.meaning, column.meaning == column.uploadMeaning { return .all }
        return .uploaders
    }

    // MARK: The header as a whole

    private func delimiterProblems(_ suspected: UInt8?) -> [Problem] {
        let comma = UInt8(ascii: ",")
        guard let delimiter = suspected ?? (header.delimiter == comma ? nil : header.delimiter)
        else {
            return []
        }
        var arguments = ["delimiter": WrongDelimiter.flagValue(delimiter)]
        if suspected == nil { arguments["given"] = "true" }
        return catalogue.problems(.wrongDelimiter, place: header.place(), arguments: arguments)
    }

    /// - Parameter nearest: the first header that was meant to be one.
    private func missingIdentifier(_ suspected: UInt8?, nearest: Problem?) -> [Problem] {
        var targets: TargetSet = []
        if !map.hasIdentifierColumn { targets.formUnion(.api) }
        if !map.hasUploadIdentifierColumn { targets.formUnion(.uploaders) }
        var arguments = [
            "identifiers": map.identifiers.indices.filter { !map.isGroup(rule: $0) }
                .map { map.identifiers[$0].type }.joined(separator: ",")
        ]
        if let suspected { arguments["delimiter"] = WrongDelimiter.flagValue(suspected) }
        if let nearest {
            arguments["nearest"] = nearest.header
            arguments["name"] = nearest.arguments["name"]
        }
        return catalogue.problems(
            .missingIdentifier, among: targets, place: header.place(), arguments: arguments)
    }

    private func missingColumns() -> [Problem] {
        let names = Set(header.names)
        return binder.mapping.columns.flatMap { entry -> [Problem] in
            guard !names.contains(Array(entry.header.utf8)) else { return [] }
            let near = NearestName.of(
                entry.header, among: header.names.indices.map(header.text))
            return catalogue.problems(
                .missingColumn, place: Problem.Place(file: header.file), header: entry.header,
                arguments: near.map { ["nearest": $0] } ?? [:])
        }
    }

    // MARK: Single names

    func problems(
        _ code: ProblemCode, at index: Int, among targets: TargetSet = .all,
        in part: FilePart = .header, byteInName: Int = 0, arguments: [String: String] = [:]
    ) -> [Problem] {
        var place = header.place(index)
        place.byte = place.byte.map { $0 + byteInName }
        return catalogue.problems(
            code, among: targets, in: part, place: place, header: header.text(index),
            arguments: arguments)
    }

    /// Bytes that no JSON text can carry. An ignored column's name is never sent, but it makes the
    /// file unreadable for the upload pages all the same.
    private func textProblems() -> [Problem] {
        header.names.indices.flatMap { index -> [Problem] in
            let name = header.names[index]
            if let nul = name.firstIndex(of: 0) {
                return problems(
                    .parseError, at: index, byteInName: nul,
                    arguments: ["kind": ParseErrorKind.nulByte.rawValue])
            }
            guard let invalid = UTF8Check.firstInvalidByte(in: name) else { return [] }
            var arguments = ["kind": ParseErrorKind.invalidUTF8.rawValue]
            arguments["encoding"] = EncodingGuess.encodingName(
                for: Array(header.names.joined(separator: [0x2C])))
            return problems(.parseError, at: index, byteInName: invalid, arguments: arguments)
        }
    }

    private func emptyHeaders() -> [Problem] {
        header.names.indices.flatMap { index -> [Problem] in
            guard HeaderSpaces.isBlank(header.names[index]) else { return [] }
            let found = header.names[index].isEmpty ? "nothing" : "spaces"
            return problems(.emptyHeader, at: index, arguments: ["found": found])
        }
    }

    /// Equal after NFC (`csv-upload` §10 no. 18).
    private func duplicates() -> [Problem] {
        var first: [[UInt8]: Int] = [:]
        return header.names.indices.flatMap { index -> [Problem] in
            guard !HeaderSpaces.isBlank(header.names[index]) else { return [] }
            let name = NFC.normalized(header.names[index])
            guard let earlier = first[name] else {
                first[name] = index
                return []
            }
            return problems(
                .duplicateHeader, at: index, arguments: ["first_column": String(earlier + 1)])
        }
    }

    /// What nobody should load into a profile, by the name of its column. One that is left out is not.
    private func regulated() -> [Problem] {
        header.names.indices.flatMap { index -> [Problem] in
            guard let kind = RegulatedHeaders.kind(of: header.names[index]) else { return [] }
            let targets: TargetSet = map.columns[index].meaning == .ignore ? .uploaders : .all
            return problems(.regulatedData, at: index, among: targets, arguments: ["kind": kind])
        }
    }

    private func spaces() -> [Problem] {
        header.names.indices.flatMap { index -> [Problem] in
            let found = HeaderSpaces.found(in: header.names[index])
            guard !found.isEmpty else { return [] }
            let kinds = found.map(\.rawValue).joined(separator: ",")
            return problems(
                .headerSpaces, at: index, among: targetsOfName(index), arguments: ["kind": kinds])
        }
    }
}
