internal import ProfileSpace
internal import SpaceServer

/// The keys that the server takes, and those to show because they are new.
struct ServerKeys {
    let ring: KeyRing
    var newWriteKey: String?
    var newToken: String?

    init(_ space: Space, _ environment: Environment) throws {
        newWriteKey = environment["ROLLCALL_WRITE_KEY"] ?? KeyRing.newSecret()
        newToken = environment["ROLLCALL_PROFILE_TOKEN"] ?? KeyRing.newSecret()
        ring = KeyRing(writeKeys: ["api": newWriteKey ?? ""], tokens: [newToken ?? ""])
    }
}
