internal import IdentityResolution

/// `near_miss_header` and `confusable_header`: names that people take for another one.
struct NearMissRules {
    let binder: HeaderBinder
    let map: ColumnMap
    let catalogue: ProblemCatalogue

    /// Bytes beyond which a name is nobody's slip of another one. What is compared letter by letter
    /// must not grow with a header of megabytes.
    static let longestName = 256

    private var header: HeaderRecord { binder.header }

    func problems() -> [Problem] {
        // The upload pages know no mapping, so what a file has already differs between the two.
        let standing = NearMiss(binder.configuration, taken: Set(header.names))
        let mapped = NearMiss(
            binder.configuration, taken: Set(map.columns.compactMap(name)))
        var problems: [Problem] = []
        for index in header.names.indices where index < binder.endOfOwnColumns {
            let header = header.names[index]
            var targets: TargetSet = []
            var meant: NearMiss.Meant?
            if HeaderSpaces.isBlank(header) || header.count > Self.longestName { continue }
            if case .trait = map.columns[index].uploadMeaning,
                let found = standing.meant(by: header)
            {
                (meant, targets) = (found, .uploaders)
            }
            if !binder.isMapped(index), case .trait = map.columns[index].meaning,
                let found = mapped.meant(by: header)
            {
                meant = meant ?? found
                targets.formUnion(.api)
            }
            if let meant { problems += nearMissProblems(index, meant, targets) }
            problems += confusable(index, meant)
        }
        return problems
    }

    private func name(_ column: ColumnMap.Column) -> [UInt8]? {
        switch column.meaning {
        case .identifier(let rule): Array(map.identifiers[rule].type.utf8)
        case .trait(let name): name
        case .timestamp, .ignore: nil
        }
    }

    private func nearMissProblems(
        _ index: Int, _ meant: NearMiss.Meant, _ targets: TargetSet
    ) -> [Problem] {
        catalogue.problems(
            .nearMissHeader, among: targets, in: .header, place: header.place(index),
            header: header.text(index), arguments: arguments(meant))
    }

    private func arguments(_ meant: NearMiss.Meant) -> [String: String] {
        ["name": meant.name, "what": meant.isIdentifier ? "identifier" : "trait"]
    }

    /// A name with a letter of another script among Latin ones, or one that looks like a known name.
    private func confusable(_ index: Int, _ meant: NearMiss.Meant?) -> [Problem] {
        let name = header.names[index]
        guard let stray = meant?.lookalike ?? Homoglyphs.stray(in: name) else { return [] }
        var arguments = meant.map(arguments) ?? [:]
        arguments["code_point"] = CodePointName.code(stray)
        if let latin = Homoglyphs.latin(for: stray) { arguments["looks_like"] = String(latin) }
        return catalogue.problems(
            .confusableHeader, in: .header, place: header.place(index), header: header.text(index),
            arguments: arguments)
    }
}
