internal import Hummingbird
internal import IdentifyMessages
internal import ProfileSpace

/// Account profiles, addressed by `group_id`, and the links between users and accounts.
extension ProfileRequest {
    /// - Throws: 404 where nothing is known of the account, or it is addressed by something else.
    func account() throws -> SpaceAccount {
        guard collection == .accounts, type == "group_id",
            let account = try space.account(groupID: String(decoding: value, as: UTF8.self))
        else { throw Self.missing }
        return account
    }

    func accountFacts(_ account: SpaceAccount) -> Facts {
        let traits = account.traits.withUnsafeBytes { text in
            let object = JSONValue(
                offset: 0, count: UInt32(clamping: text.count), kind: .object)
            return object.members(in: text).map { member in
                Facts.Trait(
                    name: member.name.text(in: text), json: [UInt8](member.value.json(in: text)),
                    updatedAt: account.updatedAt, source: account.lastOrigin?.source ?? "")
            }
        }
        return Facts(id: "group_id:" + String(decoding: account.groupID, as: UTF8.self), traits: traits)
    }

    func accountIDs(_ account: SpaceAccount, limit: Int) -> Response {
        var json = ResponseJSON()
        json.object { json in
            json.array("data") { json in
                json.object { json in
                    Self.writeGroup(
                        &json, account.groupID, at: account.createdAt,
                        source: account.firstOrigin?.source ?? "")
                    json.member("first_message_id", account.firstOrigin?.messageID ?? "")
                }
            }
            writeCursor(&json, path(of: accountFacts(account).id, "external_ids"), next: [], limit: limit)
        }
        return json.response()
    }

    func accountMetadata(_ account: SpaceAccount) -> Response {
        var json = ResponseJSON()
        json.object { json in
            json.object("metadata") { json in
                Self.writeMetadata(
                    &json, created: account.createdAt, updated: account.updatedAt,
                    first: account.firstOrigin, last: account.lastOrigin)
            }
        }
        return json.response()
    }

    /// `…/links` (§4.5): the accounts of a user, or the users of an account.
    func links() throws -> Response {
        let limit = try call.query.number("limit", in: 1...20, or: 20)
        var json = ResponseJSON()
        if collection == .users {
            let profile = try profile(.relations)
            json.object { json in
                json.array("data") { json in
                    for link in profile.links.prefix(limit) {
                        Self.writeLink(&json, to: .accounts) { json in
                            json.object { Self.writeGroup(&$0, link.groupID, at: link.at, source: "") }
                        }
                    }
                }
            }
        } else {
            let users = try space.profiles(numbers: Array(try account().users.prefix(limit)))
            json.object { json in
                json.array("data") { json in
                    for user in users {
                        Self.writeLink(&json, to: .users) { json in
                            for identity in user.identities { json.object { write(identity, into: &$0) } }
                        }
                    }
                }
            }
        }
        return json.response()
    }

    private static func writeLink(
        _ json: inout ResponseJSON, to collection: Collection, _ ids: (inout ResponseJSON) -> Void
    ) {
        json.object { json in
            json.member("to_collection", collection.rawValue)
            json.array("external_ids", ids)
        }
    }

    private static func writeGroup(
        _ json: inout ResponseJSON, _ id: [UInt8], at time: Int, source: String
    ) {
        json.member("id", id)
        json.member("type", "group_id")
        json.member("source_id", source)
        json.member("collection", "accounts")
        json.member("created_at", Self.time(time))
        json.member("encoding", "none")
    }
}
