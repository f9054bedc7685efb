internal import ProfileSpace

/// The first keys of a space that is served: made on its first start, or as the environment presets them.
struct ServerKeys {
    /// Those to show, because they are new and nobody has them yet. Who presets one knows it, and what is
    /// printed may be kept in a log.
    private(set) var newWriteKey: String?
    private(set) var newToken: String?

    private static let writeKeyName = "first write key"
    private static let tokenName = "first token"
    /// The source that the first write key stands for.
    static let source = "api"

    init(_ space: Space, _ environment: Environment) throws {
        let known = try space.listKeys()
        newWriteKey = try Self.key(
            .write, Self.writeKeyName, preset: environment["ROLLCALL_WRITE_KEY"], known, space)
        newToken = try Self.key(
            .profile, Self.tokenName, preset: environment["ROLLCALL_PROFILE_TOKEN"], known, space)
    }

    /// - Returns: the secret where it was drawn.
    private static func key(
        _ kind: SpaceKey.Kind, _ name: String, preset: String?, _ known: [SpaceKey], _ space: Space
    ) throws -> String? {
        let source = kind == .write ? Self.source : nil
        guard let preset else {
            if known.contains(where: { $0.kind == kind }) { return nil }
            return try space.createKey(kind, name: name, source: source)
        }
        let isKnown = kind == .write
            ? try space.source(ofWriteKey: preset) != nil : try space.isProfileToken(preset)
        if isKnown { return nil }
        // The environment says another one than last time: that one holds no more.
        _ = try space.revokeKey(name)
        _ = try space.createKey(kind, name: name, source: source, secret: preset)
        return nil
    }
}
