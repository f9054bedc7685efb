public import IdentifyMessages

/// A profile as a Profile API tells it.
public struct RemoteProfile: Sendable, Hashable {
    /// An identifier that the profile holds.
    public struct Identity: Sendable, Hashable {
        public var id: ExternalID
        /// Milliseconds since 1970; `nil` where the answer does not say.
        public var createdAt: Int?

        public init(id: ExternalID, createdAt: Int? = nil) {
            self.id = id
            self.createdAt = createdAt
        }
    }

    /// A trait and its value as JSON, as the answer has it.
    public struct Trait: Sendable, Hashable {
        public var name: [UInt8]
        public var json: [UInt8]
        /// Milliseconds since 1970; `nil` where it was not asked for or the answer does not say.
        public var updatedAt: Int?

        public init(name: [UInt8], json: [UInt8], updatedAt: Int? = nil) {
            self.name = name
            self.json = json
            self.updatedAt = updatedAt
        }
    }

    /// `use_…`, where an answer named it.
    public var id: String?
    /// Of the collection `users`; in the order of the answer.
    public var identities: [Identity]
    /// In the order of the answer; empty where they were not asked for.
    public var traits: [Trait]

    public init(id: String? = nil, identities: [Identity] = [], traits: [Trait] = []) {
        self.id = id
        self.identities = identities
        self.traits = traits
    }
}
