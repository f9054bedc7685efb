internal import ByteSources
internal import ProfileCSV

/// What the first bytes say about a file that cannot be read as CSV at all: one problem, which names the
/// way on, in place of one for each row.
enum ContentHints {
    /// - Parameters:
    ///   - head: the first bytes of the text, unpacked and decoded.
    ///   - place: of the first byte.
    static func problems(
        _ facts: InputFacts, head: [UInt8], _ place: Problem.Place, _ catalogue: ProblemCatalogue
    ) -> [Problem] {
        if facts.isGzipTwice {
            return catalogue.problems(.notCSV, place: place, arguments: ["kind": "gzip"])
        }
        if let kind = ContentSniffer.kind(ofFileBeginning: head) {
            return catalogue.problems(.notCSV, place: place, arguments: ["kind": kind.rawValue])
        }
        guard let encoding = facts.looksLike else { return [] }
        return catalogue.problems(
            .parseError, in: .header, place: place,
            arguments: ["kind": ParseErrorKind.invalidUTF8.rawValue, "encoding": encoding])
    }
}
