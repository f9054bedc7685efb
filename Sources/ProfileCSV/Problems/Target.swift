/// Who takes the file (design §4).
public enum Target: String, Sendable, Hashable, CaseIterable {
    /// The uploader of Unify and Engage.
    case unify
    /// The guided setup of a Unified Profiles workspace.
    case unifiedProfiles = "unified-profiles"
    /// The Tracking API; always that of `import`.
    case api
}

/// A set of targets.
public struct TargetSet: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let unify = TargetSet(rawValue: 1)
    public static let unifiedProfiles = TargetSet(rawValue: 2)
    public static let api = TargetSet(rawValue: 4)
    /// The two upload pages, which judge the file as it stands.
    public static let uploaders: TargetSet = [.unify, .unifiedProfiles]
    public static let all: TargetSet = [.unify, .unifiedProfiles, .api]

    public init(_ target: Target) {
        self =
            switch target {
            case .unify: .unify
            case .unifiedProfiles: .unifiedProfiles
            case .api: .api
            }
    }
}
