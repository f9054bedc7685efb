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
        let start = try Self.position(query["next"], prefix: "map_")
        if collection == .accounts { return accountIDs(try account(), limit: limit) }
        let profile = try profile(.origins)
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
                &json, path(of: profile.segmentID, "external_ids"),
                next: isCut ? Array("map_\(all[limit].offset)".utf8) : [], limit: limit)
        }
        return json.response()
    }

    func write(_ identity: Profile.Identity, into json: inout ResponseJSON) {
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
        if collection == .accounts { return accountMetadata(try account()) }
        let profile = try profile(.origins)
        var json = ResponseJSON()
        json.object { json in
            json.object("metadata") { json in
                Self.writeMetadata(
                    &json, created: profile.createdAt, updated: profile.updatedAt,
                    first: profile.firstOrigin, last: profile.lastOrigin)
            }
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

    static func writeMetadata(
        _ json: inout ResponseJSON, created: Int, updated: Int, first: Profile.Origin?,
        last: Profile.Origin?
    ) {
        json.member("created_at", time(created))
        json.member("updated_at", time(updated))
        json.member("expires_at", orNull: nil)
        json.member("first_message_id", first?.messageID ?? "")
        json.member("first_source_id", first?.source ?? "")
        json.member("last_message_id", last?.messageID ?? "")
        json.member("last_source_id", last?.source ?? "")
    }

    /// A cursor of ours: its prefix and a number.
    private static func position(_ cursor: String?, prefix: String) throws(ServerError) -> Int {
        guard let cursor, !cursor.isEmpty else { return 0 }
        guard cursor.hasPrefix(prefix), let number = Int(cursor.dropFirst(prefix.count)), number >= 0 else {
            throw .validation("The parameter `next` is no cursor of this list.")
        }
        return number
    }
}
