/// How the rows of one person fare, row by row: `plan --explain` (design §5).
public struct PlanExplanation: Sendable, Hashable {
    /// What is to be explained.
    public enum Subject: Sendable, Hashable {
        /// A row of a file, both 1-based.
        case row(file: Int, row: Int)
        /// All that has to do with an identifier.
        case identifier(type: String, value: [UInt8])
    }

    /// An identifier of a row and the profile that held it before.
    public struct Found: Sendable, Hashable {
        public var identifier: Plan.Identifier
        /// `use_…`, or `new profile 1` for one that an earlier row has made; `nil`: nobody.
        public var holder: String?
    }

    /// A rule that the row runs into.
    public struct Rule: Sendable, Hashable {
        /// Segment's words.
        public var reason: String
        /// The identifier that is left off; `nil`: none is.
        public var identifier: Plan.Identifier?
        public var limitedType: String?
        public var limit: Int?
        public var window: String?
    }

    /// What one row does.
    public struct Step: Sendable, Hashable {
        public var place: Plan.Place
        /// In the order of the message.
        public var identifiers: [Found] = []
        public var violations: [Rule] = []
        /// The profile that gets the row; `nil`: none.
        public var profile: String?
        /// Whether the row makes it.
        public var isNew = false
        /// Identifiers that it gets by the row.
        public var added: [Plan.Identifier] = []
        /// Profiles that become part of it.
        public var merged: [String] = []

        init(place: Plan.Place) { self.place = place }
    }

    public var basis: PlanBasis
    public var subject: Subject
    /// The rows of the person, in the order in which they take effect.
    public var steps: [Step]
}
