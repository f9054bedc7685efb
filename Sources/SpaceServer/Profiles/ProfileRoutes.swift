internal import HTTPTypes
internal import Hummingbird

extension SpaceServer {
    /// The Profile API with both of its addresses (`profile-api` §1, §4).
    var profileRoutes: [Route] {
        ["spaces", "namespaces"].flatMap { root in
            let base = "/v1/\(root)/:space/collections/:collection/profiles"
            let parts: [(String, @Sendable (ProfileRequest) throws -> Response)] = [
                ("traits", { try $0.traits() }), ("external_ids", { try $0.externalIDs() }),
                ("events", { try $0.events() }), ("metadata", { try $0.metadata() }),
                ("links", { try $0.links() }),
            ]
            return parts.map { name, answer in
                Route(.get, "\(base)/:id/\(name)", access: .token, errors: .api, isLogged: false) {
                    try answer(try ProfileRequest($0))
                }
            } + [
                Route(.get, base, access: .token, errors: .api, isLogged: false) {
                    try ProfileRequest.list($0)
                }
            ]
        }
    }
}
