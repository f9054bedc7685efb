/// A person in a space, with everything that is known of them.
public struct Profile: Sendable, Hashable {
    /// How much of a profile is read; each level has what those before it have.
    public enum Detail: Int, Sendable, Hashable, Comparable {
        /// Identifiers and traits: what its own row holds.
        case row
        /// Merges and links, which cost a query each.
        case relations
        /// Where everything came from: a query for each identifier, trait and merge.
        case origins

        public static func < (one: Detail, other: Detail) -> Bool { one.rawValue < other.rawValue }
    }

    /// Where something came from.
    public struct Origin: Sendable, Hashable {
        /// The name of the row's file, or that of the source that sent the message.
        public var source: String
        /// Of the message; of a row that became several messages, without the part. Empty where the
        /// message had none.
        public var messageID: String
        /// When the space got it, milliseconds since 1970; `nil`: it was not noted.
        public var receivedAt: Int?
        /// Of a row of a run; `nil` for a message outside of runs.
        public var run: String?
        /// The file's place in the run's list, 1-based.
        public var file: Int?
        /// 1-based, data rows after the header.
        public var row: Int?
    }

    /// An identifier that the person is known by.
    public struct Identity: Sendable, Hashable {
        public var type: String
        public var value: [UInt8]
        /// Milliseconds since 1970.
        public var addedAt: Int
        /// Counts the rows of the space; the larger of two is the newer.
        public var mark: Int
        public var origin: Origin?

        /// One that no space has counted yet.
        public init(type: String, value: [UInt8], addedAt: Int) {
            self.init(type: type, value: value, addedAt: addedAt, mark: 0)
        }

        init(type: String, value: [UInt8], addedAt: Int, mark: Int) {
            self.type = type
            self.value = value
            self.addedAt = addedAt
            self.mark = mark
        }
    }

    /// A named fact.
    public struct Trait: Sendable, Hashable {
        public var name: [UInt8]
        /// The value as JSON, a string with its quotes.
        public var json: [UInt8]
        /// Milliseconds since 1970.
        public var updatedAt: Int
        public var mark: Int
        public var origin: Origin?

        /// One that no space has counted yet.
        public init(name: [UInt8], json: [UInt8], updatedAt: Int) {
            self.init(name: name, json: json, updatedAt: updatedAt, mark: 0)
        }

        init(name: [UInt8], json: [UInt8], updatedAt: Int, mark: Int) {
            self.name = name
            self.json = json
            self.updatedAt = updatedAt
            self.mark = mark
        }
    }

    /// A profile that was merged into this one, or into one that was.
    public struct Merge: Sendable, Hashable {
        public var merged: String
        public var survivor: String
        /// Milliseconds since 1970.
        public var at: Int
        public var mark: Int
        public var origin: Origin?

        /// One that no space has counted yet.
        public init(merged: String, survivor: String, at: Int) {
            self.init(merged: merged, survivor: survivor, at: at, mark: 0, origin: nil)
        }

        init(merged: String, survivor: String, at: Int, mark: Int, origin: Origin?) {
            self.merged = merged
            self.survivor = survivor
            self.at = at
            self.mark = mark
            self.origin = origin
        }
    }

    /// The account that the person belongs to.
    public struct Link: Sendable, Hashable {
        public var groupID: [UInt8]
        /// Milliseconds since 1970.
        public var at: Int
        public var mark: Int

        /// One that no space has counted yet.
        public init(groupID: [UInt8], at: Int) { self.init(groupID: groupID, at: at, mark: 0) }

        init(groupID: [UInt8], at: Int, mark: Int) {
            self.groupID = groupID
            self.at = at
            self.mark = mark
        }
    }

    /// `use_…`; a merge leaves the survivor's as it is.
    public var segmentID: String
    /// Rises with creation; profiles are listed in this order.
    public var number: Int
    /// Milliseconds since 1970.
    public var createdAt: Int
    public var updatedAt: Int
    public var firstOrigin: Origin?
    /// Of the last message that changed the profile; later events are not looked at.
    public var lastOrigin: Origin?
    /// In order of arrival.
    public var identities: [Identity]
    /// In order of first arrival.
    public var traits: [Trait]
    /// In order.
    public var merges: [Merge]
    public var links: [Link]

    /// One that no space has counted yet.
    public init(segmentID: String, createdAt: Int, updatedAt: Int) {
        self.init(segmentID: segmentID, number: 0, createdAt: createdAt, updatedAt: updatedAt)
    }

    init(segmentID: String, number: Int, createdAt: Int, updatedAt: Int) {
        self.segmentID = segmentID
        self.number = number
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        identities = []
        traits = []
        merges = []
        links = []
    }
}

/// What `profiles` looks for.
public enum ProfileFilter: Sendable, Hashable {
    /// Profiles that hold this identifier: one at most.
    case identifier(type: String, value: [UInt8])
    /// Profiles with this value of a trait: a string's content, or another value as it is written.
    case trait(name: [UInt8], value: [UInt8])
}

/// A part of a list of profiles.
public struct ProfilePage: Sendable {
    public var profiles: [Profile]
    /// The number to go on after; `nil` at the end.
    public var next: Int?
}
