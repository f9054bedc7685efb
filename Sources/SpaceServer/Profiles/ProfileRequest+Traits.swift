internal import Hummingbird
internal import ProfileSpace

extension ProfileRequest {
    static let standardTraits = 10
    static let maxTraits = 200

    /// `…/traits` (`profile-api` §4.1): by key; `next` is the key to go on with.
    func traits() throws -> Response {
        let query = call.query
        let limit = try query.number("limit", in: 1...Self.maxTraits, or: Self.standardTraits)
        let isVerbose = try query.flag("verbose")
        let include = query.list("include").map { Set($0.map { Array($0.utf8) }) }
        let isOfClass = try isOfClass(query["class"])
        let isUser = collection == .users
        let found = isUser
            ? try userFacts(isVerbose: isVerbose) : accountFacts(try account())
        var traits = isOfClass ? found.traits : []
        if let include { traits.removeAll { !include.contains($0.name) } }
        traits.sort { $0.name.lexicographicallyPrecedes($1.name) }
        if let next = query["next"], !next.isEmpty {
            let key = Array(next.utf8)
            traits.removeAll { $0.name.lexicographicallyPrecedes(key) }
        }
        // Whoever names traits gets all of them.
        let count = include == nil || query["limit"] != nil ? limit : traits.count
        let next = traits.count > count ? traits[count].name : nil
        var json = ResponseJSON()
        json.object { json in
            json.object("traits") { json in
                for trait in traits.prefix(count) {
                    json.key(trait.name)
                    guard isVerbose else {
                        json.raw(trait.json)
                        continue
                    }
                    json.object { json in
                        json.key("value")
                        json.raw(trait.json)
                        json.member("source_id", trait.source)
                        json.member("updated_at", Self.time(trait.updatedAt))
                    }
                }
            }
            writeCursor(&json, path(of: found.id, "traits"), next: next ?? [], limit: count)
        }
        return json.response()
    }

    /// What the traits of users and accounts have in common.
    struct Facts {
        struct Trait {
            var name: [UInt8]
            var json: [UInt8]
            /// Milliseconds since 1970.
            var updatedAt: Int
            var source: String
        }

        /// The profile's, for cursors.
        var id: String
        var traits: [Trait]
    }

    private func userFacts(isVerbose: Bool) throws -> Facts {
        let profile = try profile(isVerbose ? .origins : .row)
        return Facts(
            id: profile.segmentID,
            traits: profile.traits.map {
                .init(
                    name: $0.name, json: $0.json, updatedAt: $0.updatedAt,
                    source: $0.origin?.source ?? "")
            })
    }

    /// Computed traits and audiences are none of this server's, so a class of them is empty.
    private func isOfClass(_ name: String?) throws(ServerError) -> Bool {
        switch name {
        case nil: return true
        case "audience", "computed_trait": return false
        default: throw .validation("The parameter `class` must be audience or computed_trait.")
        }
    }

    func writeCursor(_ json: inout ResponseJSON, _ url: String, next: [UInt8], limit: Int) {
        json.object("cursor") { json in
            json.member("url", url)
            json.member("has_more", !next.isEmpty)
            json.member("next", next)
            json.member("limit", limit)
        }
    }

    /// RFC 3339 in UTC, zeros at the end of the fraction left out.
    static func time(_ milliseconds: Int) -> String {
        var text = timestamp(milliseconds)
        if let dot = text.firstIndex(of: ".") {
            var fraction = text[dot...].dropLast()
            while fraction.last == "0" { fraction.removeLast() }
            if fraction == "." { fraction = "" }
            text = text[..<dot] + fraction + "Z"
        }
        return text
    }
}
