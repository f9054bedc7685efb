public import ProfileCSV

/// Problems of one file gathered in bounded memory: exact counts, and the first examples of each code
/// (design §6).
public struct ProblemTally: Sendable {
    /// What is counted apart: the same finding may be an error for one target and a warning for another.
    public struct Key: Sendable, Hashable {
        public var code: ProblemCode
        public var severity: Problem.Severity
        public var targets: TargetSet

        public init(_ code: ProblemCode, severity: Problem.Severity, targets: TargetSet) {
            self.code = code
            self.severity = severity
            self.targets = targets
        }
    }

    /// Examples are shared out among these: codes, and the kinds of `parse_error`.
    private struct Group: Hashable {
        var code: ProblemCode
        var kind: String?
    }

    /// How many problems of each key the whole file has.
    public private(set) var counts: [Key: Int] = [:]
    private var examples: [Group: [Problem]] = [:]
    /// Most examples kept of each group, and shown in all.
    public let maxProblems: Int

    public init(maxProblems: Int) {
        self.maxProblems = max(0, maxProblems)
    }

    /// Counts `problem` and keeps it as an example while there is room for its code.
    public mutating func add(_ problem: Problem) {
        count(Key(problem.code, severity: problem.severity, targets: problem.targets), 1)
        keep(problem)
    }

    /// Counts problems whose examples come through ``keep(_:)``.
    public mutating func count(_ key: Key, _ number: Int) {
        counts[key, default: 0] += number
    }

    /// Keeps an already counted problem as an example while there is room for its code. To get the same
    /// report each time, call it in file order.
    public mutating func keep(_ problem: Problem) {
        let group = Group(code: problem.code, kind: problem.arguments["kind"])
        guard examples[group]?.count ?? 0 < maxProblems else { return }
        examples[group, default: []].append(problem)
    }

    /// How often each code was met, in ``order``. A finding that makes one problem for some targets and
    /// another for the rest is one occurrence.
    public var occurrences: [(code: ProblemCode, count: Int)] {
        var byCode: [ProblemCode: [Target: Int]] = [:]
        for (key, count) in counts {
            for target in Target.allCases where key.targets.contains(TargetSet(target)) {
                byCode[key.code, default: [:]][target, default: 0] += count
            }
        }
        return Self.sorted(byCode.keys).compactMap { code in
            byCode[code]?.values.max().map { (code, $0) }
        }
    }

    /// Codes that are of `severity` for `target`, in ``order``.
    public func codes(_ severity: Problem.Severity, for target: Target) -> [ProblemCode] {
        let codes = counts.keys.filter {
            $0.severity == severity && $0.targets.contains(TargetSet(target))
        }
        return Self.sorted(Set(codes.map(\.code)))
    }

    /// At most ``maxProblems`` examples, shared fairly: every group gets the same number as long as it
    /// has that many, and what one leaves over goes to the others. File-level problems first, then by
    /// place.
    public func fairExamples() -> [Problem] {
        var left = maxProblems
        var chosen: [Problem] = []
        // The smallest group first, so that what it leaves over is known when the larger ones are served.
        let groups = examples.sorted {
            ($0.value.count, $0.key.code.rawValue, $0.key.kind ?? "")
                < ($1.value.count, $1.key.code.rawValue, $1.key.kind ?? "")
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

    /// The uploader's order of checks (`csv-upload` §10, 16): the first code of a file is its headline.
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
