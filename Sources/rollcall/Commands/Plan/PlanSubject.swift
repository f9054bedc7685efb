internal import ArgumentParser
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport

/// What `--explain` names.
enum PlanSubject {
    /// `12`, `2:12` or `email:ann@example.org`.
    ///
    /// - Throws: status 64 where it is none of these, with the types that there are.
    static func parse(
        _ text: String, _ configuration: SpaceConfiguration
    ) throws -> PlanExplanation.Subject {
        if let row = Int(text), row > 0 { return .row(file: 1, row: row) }
        guard let colon = text.firstIndex(of: ":") else { throw refusal(text, configuration) }
        let head = String(text[..<colon])
        let value = text[text.index(after: colon)...]
        if configuration.identifiers.contains(where: { $0.type.utf8.elementsEqual(head.utf8) }) {
            return .identifier(type: head, value: Array(value.utf8))
        }
        if let file = Int(head), let row = Int(value), file > 0, row > 0 {
            return .row(file: file, row: row)
        }
        throw refusal(text, configuration)
    }

    private static func refusal(_ text: String, _ configuration: SpaceConfiguration) -> Failure {
        let types = Words.list(configuration.identifiers.map(\.type), and: "or")
        return Failure(
            .usage, "--explain takes a row number or TYPE:VALUE, not “\(Words.visible(text))”.",
            advice: "TYPE is one of \(types).")
    }
}
