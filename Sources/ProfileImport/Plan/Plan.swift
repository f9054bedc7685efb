/// What an import of files would do to the profiles that it was compared with (design §5, `plan`).
///
/// All counts are exact, whatever the size; lists are the first of their kind in file order, up to a
/// limit. Values are as they stand in the files: whoever shows a plan masks them.
public struct Plan: Sendable {
    /// The `v` of its JSON.
    public static let version = 1

    /// What the files were compared with.
    public var basis: PlanBasis
    public var files: [File] = []
    /// Data rows of all files.
    public var rows = 0
    /// Rows with an error, which an import would not send.
    public var rejectedRows = 0
    /// People in the files: rows connected by an identifier (design §2).
    public var people = 0
    public var totals = Totals()
    public var merges: [Merge] = []
    public var leftOff: [LeftOff] = []
    /// Blocked values in rows that would be sent, the first ones.
    public var blocked: [Blocked] = []
    /// Profiles that rows of the files end in together.
    public var groupCount = 0
    /// The largest of them, by rows.
    public var groups: [Group] = []
    /// Rows that would fare differently if their person's rows came in reverse order.
    public var orderRowCount = 0
    public var orderRows: [OrderRow] = []
    /// By trait, the most changed first.
    public var traitChanges: [TraitChange] = []
    /// Traits that no profile has and no configuration names; `nil` where that is not known.
    public var newTraits: [String]?
    /// What the reading of each file found.
    public var reports: [Report] = []

    /// Whether something is wrong with a file as a whole, so that an import would send nothing.
    public var isRefused = false

    init(basis: PlanBasis) { self.basis = basis }

    /// Profiles that there would be afterwards.
    public var profilesAfter: Int { basis.profiles + totals.created - totals.merges }
}

extension Plan {
    /// One input.
    public struct File: Sendable, Hashable {
        public var name: String
        public var rows: Int
        public var rejectedRows: Int
    }

    /// Counts, each exact.
    public struct Totals: Sendable, Hashable {
        /// Profiles that would be made, those that the same run merges into others again included.
        public var created = 0
        /// Profiles that are there and would be changed: a trait, an identifier, another merged into it.
        public var updated = 0
        /// Profiles that are there and that rows lead to without changing anything.
        public var unchanged = 0
        /// Profiles that would be merged away, one each, those made by earlier rows included.
        public var merges = 0
        /// Identifiers of rows that would be left off, once for each row.
        public var leftOff = 0
        /// Identifiers of rows that are blocked values, once for each row.
        public var blocked = 0

        mutating func add(_ other: Totals) {
            created += other.created
            updated += other.updated
            unchanged += other.unchanged
            merges += other.merges
            leftOff += other.leftOff
            blocked += other.blocked
        }
    }

    /// Where a row stands.
    public struct Place: Sendable, Hashable {
        /// Place of the file, 1-based.
        public var file: Int
        /// 1-based.
        public var row: Int
        /// The row that a spreadsheet shows, where that is known.
        public var sheetRow: Int?
    }

    /// A value of an identifier type.
    public struct Identifier: Sendable, Hashable {
        public var type: String
        public var value: [UInt8]

        /// The value as text.
        public var text: String { String(decoding: value, as: UTF8.self) }

        /// Whether it looks like an ID made from another identifier: people need not see it.
        public var looksMade: Bool {
            guard type == "anonymous_id", value.count > 41 else { return false }
            let digits = value.suffix(40)
            return value[value.count - 41] == UInt8(ascii: "_")
                && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
    }

    /// A profile, as far as it is shown.
    public struct Side: Sendable, Hashable {
        /// `use_…`; `nil`: it is new.
        public var id: String?
        /// The row that makes a new one.
        public var madeBy: Place?
        /// The first ones.
        public var identifiers: [Identifier]
        public var identifierCount: Int

        public init(
            id: String?, madeBy: Place?, identifiers: [Identifier], identifierCount: Int
        ) {
            self.id = id
            self.madeBy = madeBy
            self.identifiers = identifiers
            self.identifierCount = identifierCount
        }

        /// Those that people know, and how many more there are.
        public func shown(_ limit: Int) -> (identifiers: [Identifier], more: Int) {
            let real = identifiers.filter { !$0.looksMade }
            let known = real.isEmpty ? identifiers : real
            let made = identifiers.count - known.count
            return (Array(known.prefix(limit)), max(0, identifierCount - made - min(limit, known.count)))
        }
    }

    /// Two profiles that become one.
    public struct Merge: Sendable, Hashable {
        public var survivor: Side
        public var merged: Side
        /// The row that causes it.
        public var place: Place
        /// The identifiers of the row, which lead to both.
        public var identifiers: [Identifier]
    }

    /// An identifier that a rule keeps off a profile.
    public struct LeftOff: Sendable, Hashable {
        public var place: Place
        public var identifier: Identifier
        /// Segment's words.
        public var reason: String
        /// The type whose limit would have been exceeded, and the limit; `nil`: a system limit.
        public var limitedType: String?
        public var limit: Int?
        /// `ever`, `daily` …
        public var window: String?
    }

    /// A value that identifies nobody.
    public struct Blocked: Sendable, Hashable {
        public var place: Place
        public var type: String
        public var value: String
    }

    /// Rows that end in one profile.
    public struct Group: Sendable, Hashable {
        /// Which profile, as it is after all rows.
        public var profile: Side
        public var rows: Int
        /// The first ones.
        public var places: [Place]
        /// The identifiers that most of the rows have, with the number of rows; up to a dozen.
        public var links: [Link]
    }

    /// An identifier of a group and how many of its rows have it.
    public struct Link: Sendable, Hashable {
        public var identifier: Identifier
        public var rows: Int
    }

    /// A row whose fate depends on the order of the rows.
    public struct OrderRow: Sendable, Hashable {
        public var place: Place
        public var inOrder: Fate
        public var reversed: Fate
    }

    /// Where a row ends.
    public struct Fate: Sendable, Hashable {
        /// `nil`: in no profile.
        public var profile: Side?
        public var leftOff: [Identifier]
    }

    /// What would become of one trait of profiles that are there.
    public struct TraitChange: Sendable, Hashable {
        public var name: String
        /// Profiles that get it.
        public var added = 0
        /// Profiles whose value changes.
        public var changed = 0
        /// Profiles that lose it.
        public var removed = 0
        /// The first changes of a value.
        public var samples: [Sample] = []

        /// One change.
        public struct Sample: Sendable, Hashable {
            /// `use_…`.
            public var profile: String
            /// JSON.
            public var from: String
            /// JSON; `nil`: the trait is removed.
            public var to: String?
        }
    }
}

/// What files are compared with.
public struct PlanBasis: Sendable, Hashable {
    /// Which kind it is.
    public enum Kind: String, Sendable, Hashable {
        /// The files alone.
        case none
        case space
        case profileAPI = "profile-api"
        case export
    }

    public var kind: Kind
    /// Profiles that stand there.
    public var profiles: Int
    /// For people: `this file alone`, `the local space: 12 profiles, last import 2026-11-21`.
    public var words: String

    public init(_ kind: Kind, profiles: Int, words: String) {
        self.kind = kind
        self.profiles = profiles
        self.words = words
    }
}
