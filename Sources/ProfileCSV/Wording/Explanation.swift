/// What a code means at length: `rollcall explain CODE`.
public struct Explanation: Sendable, Hashable {
    public var code: ProblemCode
    /// A line that says it all.
    public var title: String
    public var meaning: String
    /// Why it matters.
    public var reason: String
    public var mend: String
    /// A few lines of a file that has the problem.
    public var before: String
    /// The same lines mended.
    public var after: String

    /// The explanation of one of our codes; `nil` for any other.
    public static func of(_ code: ProblemCode) -> Explanation? { table[code] }

    /// All of them, in the order of design §6.
    public static var all: [Explanation] { ProblemCode.known.compactMap(of) }

    /// The code among ours that a text most likely means, letter case and dashes aside: the only one
    /// that holds it, else the nearest one.
    public static func nearestCode(to text: String) -> ProblemCode? {
        let name = String(text.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
        let holding = ProblemCode.known.filter { !name.isEmpty && $0.rawValue.contains(name) }
        if holding.count == 1 { return holding.first }
        return NearestName.of(name, among: ProblemCode.known.map(\.rawValue)).map(ProblemCode.init)
    }

    private static let table: [ProblemCode: Explanation] = {
        let all = ofFiles + ofParsing + ofHeaders + ofRows + ofIdentifiers
        return Dictionary(all.map { ($0.code, $0) }) { first, _ in first }
    }()

    init(
        _ code: ProblemCode, _ title: String, meaning: String, reason: String, mend: String,
        before: String, after: String
    ) {
        self.code = code
        self.title = title
        self.meaning = meaning
        self.reason = reason
        self.mend = mend
        self.before = before
        self.after = after
    }

    /// How much it weighs where, for Segment's default identifiers: one line a destination that it
    /// concerns.
    public var weights: [String] {
        let local = ProblemCatalogue()
        let remote = ProblemCatalogue(isDestinationRemote: true)
        let strict = ProblemCatalogue(isAnonymousIDConfigured: false)
        let parts: [FilePart] =
            code == .invisibleCharacter ? [.identifier, .trait] : [.whole]
        return Target.allCases.flatMap { target in
            parts.compactMap { part -> String? in
                func severity(_ catalogue: ProblemCatalogue) -> Problem.Severity? {
                    catalogue.verdicts(for: code, in: part)
                        .first { $0.targets.contains(TargetSet(target)) }?.severity
                }
                let name = Wording.name(of: target)
                guard let here = severity(local) else {
                    return severity(strict).map {
                        "\(name): \($0.rawValue) where anonymous_id is not configured"
                    }
                }
                let place =
                    part == .identifier
                    ? " in headers and identifiers" : part == .trait ? " elsewhere" : ""
                var there = ""
                if let severity = severity(remote), severity != here {
                    there = ", and an \(severity.rawValue) when the rows leave this machine"
                } else if let severity = severity(strict), severity != here {
                    there = ", and an \(severity.rawValue) where anonymous_id is not configured"
                }
                return "\(name): \(here.rawValue)\(place)\(there)"
            }
        }
    }
}
