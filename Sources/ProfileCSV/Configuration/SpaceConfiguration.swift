public import IdentityResolution

/// What `space.yaml` says: the space's names, its rules, and how its files are read (design §3).
public struct SpaceConfiguration: Sendable, Hashable {
    /// A workspace's ID and slug, as the guided setup of Unified Profiles asks for them.
    public struct Workspace: Sendable, Hashable {
        public var id: String?
        public var slug: String?

        public init(id: String? = nil, slug: String? = nil) {
            self.id = id
            self.slug = slug
        }
    }

    /// A custom trait that the space has.
    public struct KnownTrait: Sendable, Hashable {
        public var name: String
        /// Holds for its column unless the mapping says otherwise; `nil` means text.
        public var type: ValueType?

        public init(name: String, type: ValueType? = nil) {
            self.name = name
            self.type = type
        }
    }

    /// Where the published list of characters binds (design §4).
    public enum CharacterScope: String, Sendable, Hashable, CaseIterable {
        /// Headers and every field; the default.
        case all
        case headers
    }

    /// Where Segment keeps the space.
    public enum Region: Sendable, Hashable {
        case us, eu
        /// The base of a Tracking API.
        case url(String)

        /// As in space.yaml.
        public var text: String {
            switch self {
            case .us: "us"
            case .eu: "eu"
            case .url(let url): url
            }
        }
    }

    public var name: String
    public var slug: String
    /// `spa_…`; given by Segment, or made when the space is served.
    public var id: String?
    public var workspace: Workspace
    /// The target that `check` judges by unless a flag says otherwise.
    public var target: Target
    public var characters: CharacterScope
    public var region: Region
    /// In priority order.
    public var identifiers: [IdentifierRule]
    public var traits: [KnownTrait]
    /// The mapping of files that come without one of their own.
    public var mapping: Mapping?
    /// Path of the file that holds the write key, as written; relative ones start at space.yaml.
    public var writeKeyFile: String?
    /// Path of the file that holds the token of the Profile API.
    public var profileTokenFile: String?

    /// Segment's defaults: the 11 identifiers with their limits, priorities and suggested blocked
    /// values, target `unify`, region `us`.
    public init(
        name: String = "My space", slug: String = "my-space", id: String? = nil,
        workspace: Workspace = Workspace(), target: Target = .unify,
        characters: CharacterScope = .all, region: Region = .us,
        identifiers: [IdentifierRule] = IdentifierRule.defaults, traits: [KnownTrait] = [],
        mapping: Mapping? = nil, writeKeyFile: String? = nil, profileTokenFile: String? = nil
    ) {
        self.name = name
        self.slug = slug
        self.id = id
        self.workspace = workspace
        self.target = target
        self.characters = characters
        self.region = region
        self.identifiers = identifiers
        self.traits = traits
        self.mapping = mapping
        self.writeKeyFile = writeKeyFile
        self.profileTokenFile = profileTokenFile
    }

    /// Whether `anonymous_id` is among the identifiers; some verdicts depend on it (design §5).
    ///
    /// - Complexity: O(identifiers).
    public var isAnonymousIDConfigured: Bool {
        identifiers.contains { $0.type.utf8.elementsEqual("anonymous_id".utf8) }
    }
}
