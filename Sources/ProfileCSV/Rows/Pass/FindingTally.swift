/// Counts what a pass finds, by finding and by the targets it concerns, and says which of it is to
/// be shown. Counting allocates nothing.
struct FindingTally: ~Copyable {
    private static let targetSets = 8

    private let counts: UnsafeMutablePointer<Int>
    private let shown: UnsafeMutablePointer<Int>
    /// Whether a finding for these targets is an error for `api`.
    private let rejects: UnsafeMutablePointer<Bool>
    private let verdicts: [[ProblemCatalogue.Verdict]]
    private let maxExamples: Int

    init(_ catalogue: ProblemCatalogue, maxExamples: Int) {
        let size = RowFinding.allCases.count * Self.targetSets
        counts = .allocate(capacity: size)
        counts.initialize(repeating: 0, count: size)
        shown = .allocate(capacity: RowFinding.allCases.count)
        shown.initialize(repeating: 0, count: RowFinding.allCases.count)
        rejects = .allocate(capacity: size)
        verdicts = (0..<size).map { index in
            RowFinding.allCases[index / Self.targetSets].verdicts(
                catalogue, among: TargetSet(rawValue: UInt8(index % Self.targetSets)))
        }
        for index in 0..<size {
            let isError = verdicts[index].contains {
                $0.severity == .error && $0.targets.contains(.api)
            }
            (rejects + index).initialize(to: isError)
        }
        self.maxExamples = maxExamples
    }

    deinit {
        counts.deallocate()
        shown.deallocate()
        rejects.deallocate()
    }

    private static func index(_ finding: RowFinding, _ targets: TargetSet) -> Int {
        finding.rawValue &* targetSets &+ Int(targets.rawValue & 7)
    }

    /// Counts one finding. Does nothing where no target minds it.
    ///
    /// - Returns: whether it is an error for `api`, and whether an example of it is wanted.
    mutating func count(_ finding: RowFinding, _ targets: TargetSet) -> (
        rejects: Bool, isShown: Bool
    ) {
        let index = Self.index(finding, targets)
        counts[index] &+= 1
        let isShown = shown[finding.rawValue] < maxExamples && !verdicts[index].isEmpty
        if isShown { shown[finding.rawValue] &+= 1 }
        return (rejects[index], isShown)
    }

    /// Whether a finding that is a warning for somebody would be shown.
    @inline(__always)
    func wantsExamples(of finding: RowFinding) -> Bool { shown[finding.rawValue] < maxExamples }

    /// Counts findings of which no example is wanted; not for errors, which reject the row.
    @inline(__always)
    mutating func add(_ count: Int, of finding: RowFinding, _ targets: TargetSet) {
        counts[Self.index(finding, targets)] &+= count
    }

    /// The weights of a finding for some targets.
    func verdicts(_ finding: RowFinding, _ targets: TargetSet) -> [ProblemCatalogue.Verdict] {
        verdicts[Self.index(finding, targets)]
    }

    /// What was counted since the last call.
    mutating func take() -> ProblemCounts {
        var taken = ProblemCounts()
        for finding in RowFinding.allCases {
            for set in 0..<Self.targetSets {
                let index = finding.rawValue * Self.targetSets + set
                guard counts[index] > 0 else { continue }
                if !verdicts[index].isEmpty {
                    taken.add(
                        ProblemCount(
                            code: finding.code, kind: finding.kind, part: finding.part,
                            verdicts: verdicts[index], count: counts[index]))
                }
                counts[index] = 0
            }
        }
        return taken
    }
}
