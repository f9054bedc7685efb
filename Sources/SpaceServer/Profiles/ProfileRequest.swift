internal import Hummingbird
internal import ProfileCSV
internal import ProfileSpace

/// One request for a profile: the space and collection checked, the identifier taken apart.
struct ProfileRequest {
    /// What is asked for.
    enum Collection: String {
        case users, accounts
    }

    let call: Call
    let collection: Collection
    let type: String
    let value: [UInt8]
    var space: Space { call.server.space }

    /// - Throws: 429, 400 or 404 as `profile-api` §6 has them.
    init(_ call: Call) throws(ServerError) {
        self.call = call
        collection = try Self.check(call)
        let id = try call.parameter("id")
        let parts = id.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            type = String(parts[0])
            value = Array(parts[1].utf8)
        } else {
            // Cursors and links name the profile by its own ID.
            type = "segment_id"
            value = Array(id.utf8)
        }
        guard !type.isEmpty, !value.isEmpty, !value.contains(0) else {
            throw .validation("The profile must be named as `type:value`.")
        }
    }

    /// The checks that all routes share.
    static func check(_ call: Call) throws(ServerError) -> Collection {
        if let limit = call.server.profileRate, !limit.take() {
            throw .tooMany("Too many requests.")
        }
        let name = try call.parameter("space")
        let configuration = call.server.configuration
        guard name == configuration.id || name == configuration.slug else {
            throw .notFound("The space was not found.")
        }
        let collection = try call.parameter("collection")
        if let bad = collection.unicodeScalars.first(where: {
            !("a"..."z").contains($0) && !("A"..."Z").contains($0) && $0 != "_"
        }) {
            throw .validation("The parameter `collection` has invalid character(s) `\(bad)`")
        }
        guard let known = Collection(rawValue: collection) else {
            throw .notFound("The collection was not found.")
        }
        return known
    }

    static let missing = ServerError.notFound("Profile was not found.")

    /// The user's profile.
    ///
    /// - Parameter detail: how much of it is read.
    func profile(_ detail: Profile.Detail) throws -> Profile {
        guard collection == .users,
            let profile = try space.profile(type: type, value: value, detail: detail)
        else { throw Self.missing }
        return profile
    }

    /// The path that cursors name.
    func path(of id: String, _ part: String) -> String {
        "/v1/spaces/\(PercentEncoding.encode(call.server.configuration.id ?? ""))"
            + "/collections/\(collection.rawValue)/profiles/\(PercentEncoding.encode(id))/\(part)"
    }
}
