/// How often one finding was made: exact for all that was read, whatever the examples show.
public struct ProblemCount: Sendable, Hashable {
    public var code: ProblemCode
    /// For `parse_error`.
    public var kind: ParseErrorKind?
    public var part: FilePart
    /// How it weighs for whom; the targets of all entries are those that it concerns.
    public var verdicts: [ProblemCatalogue.Verdict]
    /// Places, each counted once however many targets it concerns.
    public var count: Int

    public init(
        code: ProblemCode, kind: ParseErrorKind? = nil, part: FilePart = .whole,
        verdicts: [ProblemCatalogue.Verdict], count: Int
    ) {
        self.code = code
        self.kind = kind
        self.part = part
        self.verdicts = verdicts
        self.count = count
    }

    /// Whether another count is of the same finding, so that the two add up.
    public func isSameFinding(as other: ProblemCount) -> Bool {
        code == other.code && kind == other.kind && part == other.part && verdicts == other.verdicts
    }
}

/// Counts of a chunk, a file or a run.
public struct ProblemCounts: Sendable, Hashable {
    /// One a finding, in the order in which the first of each was added.
    public private(set) var entries: [ProblemCount]

    public init(_ entries: [ProblemCount] = []) { self.entries = entries }

    /// Complexity: O(entries²); they are as few as there are codes.
    public mutating func add(_ other: ProblemCounts) {
        for entry in other.entries { add(entry) }
    }

    public mutating func add(_ entry: ProblemCount) {
        if let same = entries.firstIndex(where: { $0.isSameFinding(as: entry) }) {
            entries[same].count += entry.count
        } else {
            entries.append(entry)
        }
    }

    /// Counts of one problem that is not the pass's, such as one of the header.
    public mutating func add(_ problem: Problem) {
        add(
            ProblemCount(
                code: problem.code,
                kind: problem.arguments["kind"].flatMap(ParseErrorKind.init(rawValue:)),
                part: problem.arguments["part"].flatMap(FilePart.init(rawValue:)) ?? .whole,
                verdicts: [ProblemCatalogue.Verdict(problem.severity, problem.targets)], count: 1))
    }

    /// Places of a code, whatever their weight.
    public func count(of code: ProblemCode) -> Int {
        entries.reduce(0) { $1.code == code ? $0 + $1.count : $0 }
    }

    /// The codes that are of this severity for a target.
    public func codes(_ severity: Problem.Severity, for target: Target) -> [ProblemCode] {
        var codes: [ProblemCode] = []
        for entry in entries where !codes.contains(entry.code) {
            let weighs = entry.verdicts.contains {
                $0.severity == severity && $0.targets.contains(TargetSet(target))
            }
            if weighs { codes.append(entry.code) }
        }
        return codes
    }
}
