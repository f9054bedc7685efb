public import ProfileCSV

/// Problems of one file gathered in bounded memory: exact counts, and the first examples of each
/// code (design §6).
public struct ProblemTally: Sendable {
    /// Examples are shared out among these: codes, and the kinds of `parse_error`. Notes stand for
    /// themselves, so that many of them leave room for the warnings of their code.
    private struct Group: Hashable {
        var code: ProblemCode
        var kind: String?
        var isNote = false
    }

    /// How often each finding was made, exact for all that was read.
    public private(set) var counts = ProblemCounts()
    private var examples: [Group: [Problem]] = [:]
    /// Most examples kept of each group, and shown in all.
    public let maxProblems: Int

    public init(maxProblems: Int) {
        self.maxProblems = max(0, maxProblems)
    }

    /// Counts problems and keeps them as examples while there is room for their code. Those of one
    /// finding, which weighs differently for different targets, stand next to each other and count
    /// once.
    public mutating func add(_ problems: [Problem]) {
        var rest = problems[...]
        while let first = rest.first {
            let same = rest.prefix {
                $0.code == first.code && $0.place == first.place
                    && $0.arguments["kind"] == first.arguments["kind"]
            }
            counts.add(
                ProblemCount(
                    code: first.code,
                    kind: first.arguments["kind"].flatMap(ParseErrorKind.init(rawValue:)),
                    part: first.arguments["part"].flatMap(FilePart.init(rawValue:)) ?? .whole,
                    verdicts: same.map { ProblemCatalogue.Verdict($0.severity, $0.targets) },
                    count: 1))
            same.forEach { keep($0) }
            rest = rest.dropFirst(same.count)
        }
    }

    /// Adds what a pass found in a chunk. To get the same report each time, add chunks in file
    /// order.
    public mutating func add(_ outcome: ChunkOutcome) {
        counts.add(outcome.counts)
        outcome.examples.forEach { keep($0) }
    }

    /// Changes the examples of one code, for what becomes known later than the problems themselves.
    mutating func amend(
        _ code: ProblemCode, kind: ParseErrorKind?, _ change: (inout Problem) -> Void
    ) {
        let group = Group(code: code, kind: kind?.rawValue)
        for index in examples[group]?.indices ?? 0..<0 {
            if var problem = examples[group]?[index] {
                change(&problem)
                examples[group]?[index] = problem
            }
        }
    }

    /// The first example of a code that fits; by its row.
    func first(
        _ code: ProblemCode, kind: ParseErrorKind?, where fits: (Problem) -> Bool
    ) -> Problem? {
        examples[Group(code: code, kind: kind?.rawValue)]?.filter(fits)
            .min { $0.place.row ?? 0 < $1.place.row ?? 0 }
    }

    private mutating func keep(_ problem: Problem) {
        let group = Group(
            code: problem.code, kind: problem.arguments["kind"], isNote: problem.severity == .note)
        guard examples[group]?.count ?? 0 < maxProblems else { return }
        examples[group, default: []].append(problem)
    }

    /// How often each code was met, the headline first. A finding that makes one problem for some
    /// targets and another for the rest is one occurrence.
    public var occurrences: [(code: ProblemCode, count: Int)] {
        Self.sorted(Set(counts.entries.map(\.code))).map { ($0, counts.count(of: $0)) }
    }

    /// Codes that are of `severity` for `target`, the headline first.
    public func codes(_ severity: Problem.Severity, for target: Target) -> [ProblemCode] {
        Self.sorted(counts.codes(severity, for: target))
    }

    /// At most ``maxProblems`` examples, shared fairly: every group gets the same number as long as
    /// it has that many, and what one leaves over goes to the others. File-level problems first,
    /// then by place.
    public func fairExamples() -> [Problem] {
        var left = max(0, maxProblems)
        var chosen: [Problem] = []
        // Where there is not room for all groups, the gravest have it. The smallest group comes first,
        // so that what it leaves over is known when the larger ones are served.
        let groups = examples.sorted { Self.weight($0) < Self.weight($1) }.prefix(left).sorted {
            ($0.value.count, $0.key.code.rawValue, $0.key.kind ?? "", $0.key.isNote ? 1 : 0)
                < ($1.value.count, $1.key.code.rawValue, $1.key.kind ?? "", $1.key.isNote ? 1 : 0)
        }
        for (index, group) in groups.enumerated() {
            let remaining = groups.count - index
            let share = (left + remaining - 1) / remaining
            let taken = group.value.prefix(share)
            chosen += taken
            left -= taken.count
        }
        return chosen.sorted(by: Self.stands)
    }

    /// Errors before warnings before notes, and the headline before others.
    private static func weight(_ group: (key: Group, value: [Problem])) -> (Int, Int, String, String) {
        let severity = group.value.map { severityRank($0.severity) }.min() ?? severityRank(.note)
        return (severity, rank(group.key.code), group.key.code.rawValue, group.key.kind ?? "")
    }

    /// The uploader's order of checks (`csv-upload` §10, 16): the first code of a file is its
    /// headline.
    static let order: [String] = [
        "file_type", "file_too_large", "empty_file", "not_csv", "wrong_delimiter", "parse_error",
        "empty_header", "duplicate_header", "header_spaces", "invalid_character",
        "invisible_character", "too_many_columns", "missing_identifier", "missing_column",
        "too_many_rows", "no_identifier",
    ]

    private static func rank(_ code: ProblemCode) -> Int {
        order.firstIndex(of: code.rawValue) ?? order.count
    }

    private static func sorted(_ codes: some Sequence<ProblemCode>) -> [ProblemCode] {
        codes.sorted { (rank($0), $0.rawValue) < (rank($1), $1.rawValue) }
    }

    /// Whether `one` stands before `other` in a report.
    private static func stands(_ one: Problem, before other: Problem) -> Bool {
        func key(_ problem: Problem) -> (Int, Int, Int, Int, String) {
            let place = problem.place
            return (
                place.row ?? 0, place.row == nil ? rank(problem.code) : 0,
                place.column ?? 0, place.byte ?? 0,
                "\(problem.code.rawValue) \(severityRank(problem.severity)) \(problem.targets.rawValue)"
            )
        }
        return key(one) < key(other)
    }

    private static func severityRank(_ severity: Problem.Severity) -> Int {
        switch severity {
        case .error: 0
        case .warning: 1
        case .note: 2
        }
    }
}
