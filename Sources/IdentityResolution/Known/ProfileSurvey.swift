/// What the profiles of a space are like, as far as a check of a file compares with it: the form of their
/// identifiers, and of their traits the names and what values they have.
///
/// Whoever holds profiles fills one, from all of them or a fair sample: nine in ten decide. Memory: the
/// identifiers' bytes, up to ``maxIdentifierBytes``, and a little for each trait's name. What a sample
/// cannot answer is asked of ``known``.
public struct ProfileSurvey: Sendable {
    /// What a trait's value is as JSON.
    public enum Kind: Int, Sendable, CaseIterable {
        case string, number, boolean
        /// A list or an object.
        case nested
    }

    /// The values of one identifier type.
    public struct Values: Sendable {
        public let type: String
        /// One after another.
        public fileprivate(set) var bytes: [UInt8] = []
        /// For each value where it ends in `bytes`.
        public fileprivate(set) var ends: [Int] = []
    }

    /// Identifiers beyond these are left out.
    public static let maxIdentifierBytes = 32 << 20
    /// Names of traits beyond these are left out.
    public static let maxTraits = 5_000

    /// Profiles that stand, in all.
    public let profiles: Int
    /// Profiles that were looked at; where they are fewer, they are spread evenly over all.
    public private(set) var surveyed = 0
    /// By type, in the order in which they were met.
    public private(set) var identifiers: [Values] = []
    /// For each name how often it has a value of each kind, by ``Kind``'s raw value.
    public private(set) var traits: [[UInt8]: [Int]] = [:]
    private var identifierBytes = 0
    /// Where all identifiers are, to look for other spellings of a file's; `nil`: that is not looked for.
    public let known: (any KnownIdentifiers)?

    /// A survey of nothing yet.
    ///
    /// - Parameters:
    ///   - profiles: that stand, in all.
    ///   - known: all their identifiers. Default: nobody has them.
    public init(profiles: Int, known: (any KnownIdentifiers)? = nil) {
        self.profiles = profiles
        self.known = known
    }

    /// Counts a profile, whose identifiers and traits are added beside.
    public mutating func addProfile() { surveyed += 1 }

    /// Adds one identifier of a profile. Complexity: O(bytes + types).
    public mutating func addIdentifier(_ type: String, _ value: UnsafeRawBufferPointer) {
        guard identifierBytes + value.count <= Self.maxIdentifierBytes else { return }
        identifierBytes += value.count
        var index = identifiers.firstIndex { $0.type.utf8.elementsEqual(type.utf8) } ?? -1
        if index < 0 {
            index = identifiers.count
            identifiers.append(Values(type: type))
        }
        identifiers[index].bytes.append(contentsOf: value)
        identifiers[index].ends.append(identifiers[index].bytes.count)
    }

    /// Adds one trait of a profile; one that was removed (`null`) is none.
    public mutating func addTrait(_ name: [UInt8], _ kind: Kind) {
        guard traits.count < Self.maxTraits || traits[name] != nil else { return }
        traits[name, default: [Int](repeating: 0, count: Kind.allCases.count)][kind.rawValue] += 1
    }

    /// Adds the name of a trait whose values were not looked at.
    public mutating func addTraitName(_ name: [UInt8]) {
        guard traits.count < Self.maxTraits, traits[name] == nil else { return }
        traits[name] = [Int](repeating: 0, count: Kind.allCases.count)
    }

    /// The kind that at least nine in ten values of a trait have; `nil` where there is none.
    public func kind(ofTrait name: [UInt8]) -> Kind? {
        guard let counts = traits[name] else { return nil }
        let all = counts.reduce(0, +)
        guard all > 0 else { return nil }
        return Kind.allCases.first { counts[$0.rawValue] * 10 >= all * 9 }
    }
}
