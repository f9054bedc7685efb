internal import ProfileCSV

/// The upload pages take only names that end in `.csv` (`csv-upload` §2, design §5).
enum FileNameRule {
    /// `file_type`, unless the name ends in `.csv` in any case. For a `.gz` the inner name counts.
    static func problems(name: String, _ catalogue: ProblemCatalogue) -> [Problem] {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        let plain = last.lowercased()
        let inner = plain.hasSuffix(".gz") ? String(plain.dropLast(3)) : plain
        if inner.hasSuffix(".csv") { return [] }
        let ending = inner.lastIndex(of: ".").map { String(inner[$0...]) } ?? ""
        return catalogue.problems(.fileType, arguments: ["found": ending])
    }
}
