import IdentityResolution

/// Profiles in memory: carries out what the resolver decides, as plainly as can be.
struct MemoryProfiles: ProfileLookup {
    struct Profile {
        var identifiers: [(identifier: Int, held: HeldIdentifier)] = []
        var merges = 0
        var mergedInto: Int?
        var traits: [String: String] = [:]
        var traitOrder: [String: Int] = [:]
    }

    var profiles: [Profile] = []
    var holders: [Int: Int] = [:]
    private var messages = 0

    func profile(holding identifier: Int) -> Int? { holders[identifier] }
    func identifiers(of profile: Int) -> [HeldIdentifier] { profiles[profile].identifiers.map(\.held) }
    func mergeCount(of profile: Int) -> Int { profiles[profile].merges }

    /// Carries a resolution out and returns the profile that got the message.
    ///
    /// - Parameter writes: traits in order; `nil` removes one.
    mutating func apply(
        _ resolution: Resolution, at time: Int, writes: [(name: String, value: String?)] = []
    ) -> Int? {
        messages += 1
        let target: Int
        switch resolution.target {
        case .none: return nil
        case .new:
            target = profiles.count
            profiles.append(Profile())
        case .existing(let profile): target = profile
        }
        for merged in resolution.merged {
            for (identifier, _) in profiles[merged].identifiers { holders[identifier] = target }
            profiles[target].identifiers += profiles[merged].identifiers
            profiles[merged].identifiers = []
            for (name, order) in profiles[merged].traitOrder
            where order > profiles[target].traitOrder[name, default: 0] {
                profiles[target].traits[name] = profiles[merged].traits[name]
                profiles[target].traitOrder[name] = order
            }
            profiles[merged].mergedInto = target
            profiles[target].merges += 1
        }
        for added in resolution.added {
            profiles[target].identifiers.append(
                (added.identifier, HeldIdentifier(rule: added.rule, addedAt: time)))
            holders[added.identifier] = target
        }
        for (name, value) in writes {
            profiles[target].traits[name] = value
            profiles[target].traitOrder[name] = messages
        }
        return target
    }
}
