public import IdentifyMessages
public import IdentityResolution

/// Profiles that were read from a Profile API, as the resolver asks for them.
///
/// The resolver cannot wait for a network, so whoever plans reads the profiles that a file's
/// identifiers lead to first, adds them here, and then resolves. Profiles are numbered by age.
public struct FetchedProfiles: ProfileLookup, Sendable {
    /// The caller's number of an identifier and the index of its type among the rules; `nil` for a
    /// type that is none of them.
    public typealias Numbering = (ExternalID) -> (identifier: Int, rule: Int)?

    private struct Entry: Sendable {
        var profile: RemoteProfile
        var held: [HeldIdentifier]
        var numbers: [Int]
        var createdAt: Int
    }

    private var entries: [Entry] = []
    private var holders: [Int: Int] = [:]
    /// The rank of each entry by age, and the entry of each rank; made when first asked for.
    private var ranks: [Int] = []
    private var order: [Int] = []

    public init() {}

    /// How many profiles there are.
    public var count: Int { entries.count }

    /// Whether an identifier is known already, so that it need not be asked for.
    public func knows(_ identifier: Int) -> Bool { holders[identifier] != nil }

    /// Adds profiles; one that shares an identifier with a known one is that one. Call it before the
    /// first look-up: profiles are numbered anew by each call.
    ///
    /// - Complexity: O(all profiles × log).
    public mutating func add(_ profiles: [RemoteProfile], numbering: Numbering) {
        for profile in profiles {
            var held: [HeldIdentifier] = []
            var numbers: [Int] = []
            for identity in profile.identities {
                guard let known = numbering(identity.id) else { continue }
                held.append(HeldIdentifier(rule: known.rule, addedAt: identity.createdAt ?? 0))
                numbers.append(known.identifier)
            }
            guard !numbers.contains(where: { holders[$0] != nil }) else { continue }
            for number in numbers { holders[number] = entries.count }
            let age = profile.identities.compactMap(\.createdAt).min() ?? 0
            entries.append(Entry(profile: profile, held: held, numbers: numbers, createdAt: age))
        }
        order = entries.indices.sorted {
            (entries[$0].createdAt, $0) < (entries[$1].createdAt, $1)
        }
        ranks = Array(repeating: 0, count: entries.count)
        for (rank, entry) in order.enumerated() { ranks[entry] = rank }
    }

    /// A profile by its number.
    public func profile(number: Int) -> RemoteProfile? {
        order.indices.contains(number) ? entries[order[number]].profile : nil
    }

    /// By age: 0 is the oldest.
    public func profile(holding identifier: Int) -> Int? { holders[identifier].map { ranks[$0] } }

    /// With the times at which the profile got them.
    public func identifiers(of profile: Int) -> [HeldIdentifier] {
        order.indices.contains(profile) ? entries[order[profile]].held : []
    }

    /// A Profile API does not tell how often others were merged into a profile.
    public func mergeCount(of profile: Int) -> Int { 0 }
}
