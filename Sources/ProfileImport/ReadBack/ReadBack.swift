public import IdentifyMessages

/// How what was delivered can be read again, to see whether it is there: the Profile API of the
/// place, or the space itself.
public struct ReadBack: Sendable {
    /// A trait as it is there.
    public struct Trait: Sendable, Hashable {
        public var name: [UInt8]
        /// The value as JSON.
        public var json: [UInt8]

        public init(name: [UInt8], json: [UInt8]) {
            self.name = name
            self.json = json
        }
    }

    /// For people: `the Profile API of HOST`.
    public var name: String
    /// People that can be read in a second; `nil`: as many as one likes.
    public var rate: Double?
    /// How long what was delivered may take to be seen there.
    public var patience: Duration
    /// All traits of the person who is known by an identifier; `nil` where nobody is.
    public var traits: @Sendable (ExternalID) async throws(ImportError) -> [Trait]?

    public init(
        name: String, rate: Double? = nil, patience: Duration = .zero,
        traits: @escaping @Sendable (ExternalID) async throws(ImportError) -> [Trait]?
    ) {
        self.name = name
        self.rate = rate
        self.patience = patience
        self.traits = traits
    }
}

/// What reading back has shown (`--verify`, `--canary`).
public struct ReadBackResult: Sendable, Hashable {
    /// People that were looked for.
    public var people: Int
    /// Nobody is known by their identifier.
    public var missing: Int
    /// They are there, with another value of some trait than was sent.
    public var different: Int
    /// Names of traits that differ, most frequent first, five at most.
    public var traits: [String]
    /// For people: what was read.
    public var place: String

    /// Whether all were found as they were sent.
    public var isConfirmed: Bool { missing == 0 && different == 0 }

    /// With 95 in 100 certainty no larger share of the people is missing or different; 0 to 1. By
    /// the rule of three where none was, else by the normal approximation.
    public var upperBound: Double {
        guard people > 0 else { return 1 }
        let bad = Double(missing + different)
        let share = bad / Double(people)
        if bad == 0 { return min(1, 3 / Double(people)) }
        return min(1, share + 1.96 * (share * (1 - share) / Double(people)).squareRoot() + 1 / Double(people))
    }
}
