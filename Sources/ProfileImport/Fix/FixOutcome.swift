public import ProfileCSV

/// What became of a corrected copy.
public struct FixOutcome: Sendable {
    /// A problem that the copy still has for its target, and why it was left.
    public struct Remainder: Sendable, Hashable {
        public var code: ProblemCode
        /// Places in the copy.
        public var count: Int
        /// For people.
        public var reason: String
    }

    /// The source's report.
    public var before: Report
    /// The copy's report; `nil` where no copy could be made, because the source cannot be read
    /// whole.
    public var after: Report?
    /// The copy, as it was named.
    public var file: String
    /// The list of changes, one JSON object a line; `nil` where nobody keeps it.
    public var changesFile: String?
    /// How often each rule changed something: codes of problems, else names of mends.
    public var changes: [String: Int] = [:]

    /// Whether the copy was made and its target takes it.
    public var isOK: Bool { after?.isOK ?? false }

    /// Changes in all.
    public var changeCount: Int { changes.values.reduce(0, +) }

    /// The errors that the copy still has for its target, the headline first.
    public var remaining: [Remainder] {
        guard let after else { return [] }
        let counts = Dictionary(after.counts.map { ($0.code, $0.count) }) { first, _ in first }
        return after.verdict(of: after.target).codes.map {
            Remainder(code: $0, count: counts[$0] ?? 0, reason: FixReason.text($0, after.target))
        }
    }
}

/// Why a corrected copy leaves a problem as it is.
enum FixReason {
    static func text(_ code: ProblemCode, _ target: Target) -> String {
        switch code {
        case .tooManyRows, .fileTooLarge:
            "a copy has as many rows; rollcall split cuts it into parts"
        case .tooManyColumns: "which columns can go is for you to say, with ignore in a mapping"
        case .invalidCharacter:
            "the letters of names are never changed unasked, and for some signs the list has nothing "
                + "that could stand for them"
        case .invisibleCharacter, .edgeSpaceIdentifier:
            "identifiers are changed only with --fix-with identifiers"
        case .noIdentifier: "whom the row is about is for you to say"
        case .missingIdentifier, .nearMissHeader:
            "a column becomes an identifier only with --fix-with identifiers or a mapping"
        case .missingColumn: "the column is not in the file"
        case .emptyHeader: "the column has values, and what they are is for you to say"
        case .duplicateHeader:
            "both columns have values, and which of them counts is for you to say"
        case .headerSpaces: "without the spaces it would have the name of another column"
        case .parseError: "what was meant cannot be told from the row"
        case .invalidValue, .requiredValue: "the right value cannot be guessed"
        case .messageTooLarge: "a shorter text is for you to write"
        case .fileType: "the copy's own name does not end in .csv"
        case .emptyFile: "there is nobody in the file"
        default: "it cannot be mended without knowing what was meant"
        }
    }
}
