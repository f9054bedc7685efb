internal import Hummingbird
internal import IdentifyMessages
internal import ProfileSpace

extension ProfileRequest {
    static let standardItems = 10
    static let maxItems = 100

    static func timestamp(_ milliseconds: Int) -> String { Timestamp.text(milliseconds: milliseconds) }

    /// `…/external_ids` (§4.2): in order of arrival; `next` counts them.
    func externalIDs() throws -> Response {
        let query = call.query
        let limit = try query.number("limit", in: 1...Self.maxItems, or: Self.standardItems)
        _ = try query.flag("verbose")
        let include = query.list("include").map { Set($0.map { Array($0.utf8) }) }
        let start = try position(query["next"], prefix: "map_")
        let profile = try profile(withHistory: true)
        let all = profile.identities.enumerated().filter { place, identity in
            place >= start && include?.contains(Array(identity.type.utf8)) != false
        }
        let isCut = all.count > limit
        var json = ResponseJSON()
        json.object { json in
            json.array("data") { json in
                for (_, identity) in all.prefix(limit) {
                    json.object { write(identity, into: &$0) }
                }
            }
            writeCursor(
                &json, path(of: profile, "external_ids"),
                next: isCut ? Array("map_\(all[limit].offset)".utf8) : [], limit: limit)
        }
        return json.response()
    }

    private func write(_ identity: Profile.Identity, into json: inout ResponseJSON) {
        json.member("source_id", identity.origin?.source ?? "")
        json.member("collection", "users")
        json.member("id", identity.value)
        json.member("type", identity.type)
        json.member("created_at", Self.time(identity.addedAt))
        json.member("encoding", "none")
        json.member("first_message_id", identity.origin?.messageID ?? "")
    }

    /// `…/metadata` (§4.4).
    func metadata() throws -> Response {
        _ = try call.query.flag("verbose")
        let profile = try profile(withHistory: true)
        var json = ResponseJSON()
        json.object { json in
            json.object("metadata") { json in
                json.member("created_at", Self.time(profile.createdAt))
                json.member("updated_at", Self.time(profile.updatedAt))
                json.member("expires_at", orNull: nil)
                json.member("first_message_id", profile.firstOrigin?.messageID ?? "")
                json.member("first_source_id", profile.firstOrigin?.source ?? "")
                json.member("last_message_id", profile.lastOrigin?.messageID ?? "")
                json.member("last_source_id", profile.lastOrigin?.source ?? "")
            }
        }
        return json.response()
    }

    /// `…/links` (§4.5): the accounts of a user.
    func links() throws -> Response {
        let limit = try call.query.number("limit", in: 1...20, or: Self.standardItems)
        let profile = try profile(withHistory: true)
        var json = ResponseJSON()
        json.object { json in
            json.array("data") { json in
                for link in profile.links.prefix(limit) {
                    json.object { json in
                        json.member("to_collection", "accounts")
                        json.array("external_ids") { json in
                            json.object { json in
                                json.member("id", link.groupID)
                                json.member("type", "group_id")
                                json.member("source_id", "")
                                json.member("collection", "accounts")
                                json.member("created_at", Self.time(link.at))
                                json.member("encoding", "none")
                            }
                        }
                    }
                }
            }
        }
        return json.response()
    }

    /// `…/events` (§4.3).
    func events() throws -> Response {
        let limit = try call.query.number("limit", in: 1...Self.maxItems, or: Self.standardItems)
        let profile = try profile(withHistory: false)
        var json = ResponseJSON()
        json.object { json in
            json.array("data") { _ in }
            writeCursor(&json, path(of: profile, "events"), next: [], limit: limit)
        }
        return json.response()
    }

    /// All profiles, in order of creation: an extension of ours.
    static func list(_ call: Call) throws -> Response {
        guard try check(call) == .users else { throw missing }
        let query = call.query
        let limit = try query.number("limit", in: 1...maxItems, or: standardItems)
        let after = try query.number("next", in: 0...Int.max, or: 0)
        let page = try call.server.space.profiles(after: after, limit: limit)
        var json = ResponseJSON()
        json.object { json in
            json.array("data") { json in
                for profile in page.profiles {
                    json.object { json in
                        json.member("id", profile.segmentID)
                        json.member("created_at", time(profile.createdAt))
                        json.member("updated_at", time(profile.updatedAt))
                    }
                }
            }
            json.object("cursor") { json in
                json.member("url", call.request.uri.path)
                json.member("has_more", page.next != nil)
                json.member("next", page.next.map { "\($0)" } ?? "")
                json.member("limit", limit)
            }
        }
        return json.response()
    }

    /// A cursor of ours: its prefix and a number.
    private func position(_ cursor: String?, prefix: String) throws(ServerError) -> Int {
        guard let cursor, !cursor.isEmpty else { return 0 }
        guard cursor.hasPrefix(prefix), let number = Int(cursor.dropFirst(prefix.count)), number >= 0 else {
            throw .validation("The parameter `next` is no cursor of this list.")
        }
        return number
    }
}
