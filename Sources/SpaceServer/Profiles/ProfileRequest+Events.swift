internal import Hummingbird
internal import IdentifyMessages
internal import ProfileSpace

extension ProfileRequest {
    /// Milliseconds that events are looked back on: 14 days.
    static let lookBack = 14 * 24 * 3_600_000

    /// `…/events` (§4.3): Track calls of the last 14 days.
    func events() throws -> Response {
        let query = call.query
        let limit = try query.number("limit", in: 1...Self.maxItems, or: Self.standardItems)
        var wanted = EventQuery()
        wanted.types = ["track"]
        wanted.include = query.list("include") ?? []
        wanted.exclude = query.list("exclude") ?? []
        wanted.start = try moment(query, "start")
        wanted.end = try moment(query, "end")
        let oldest = call.server.now() - Self.lookBack
        wanted.start = max(wanted.start ?? oldest, oldest)
        switch query["sort"] {
        case nil, "desc": break
        case "asc": wanted.ascending = true
        default: throw ServerError.validation("The parameter `sort` must be asc or desc.")
        }
        wanted.after = try Self.cursor(query["next"])
        // One more than asked for says whether there are more.
        wanted.limit = limit + 1
        guard collection == .users else {
            let id = accountFacts(try account()).id
            return list([], id: id, limit: limit)
        }
        let profile = try profile(.row)
        return list(try space.events(of: profile.number, wanted), id: profile.segmentID, limit: limit)
    }

    private func list(_ events: [SpaceEvent], id: String, limit: Int) -> Response {
        let shown = events.prefix(limit)
        let next = events.count > limit ? shown.last.map { Array("\($0.at)_\($0.number)".utf8) } : nil
        var json = ResponseJSON()
        json.object { json in
            json.array("data") { json in
                for event in shown { json.object { Self.write(event, of: id, into: &$0) } }
            }
            writeCursor(&json, path(of: id, "events"), next: next ?? [], limit: limit)
        }
        return json.response()
    }

    private static func write(_ event: SpaceEvent, of id: String, into json: inout ResponseJSON) {
        event.message.withUnsafeBytes { text in
            var members = MessageMembers()
            // The space took it in, so it can be read; members are absent otherwise.
            _ = try? members.read(text, 0..<text.count)
            let ids = [("user_id", members.userID), ("anonymous_id", members.anonymousID)]
            json.array("external_ids") { json in
                for (type, value) in ids where value.isText {
                    json.object { json in
                        json.member("collection", "users")
                        json.member("type", type)
                        json.member("id", value.text(in: text))
                        json.member("encoding", "none")
                    }
                }
            }
            json.key("context")
            json.raw(members.context.kind == .object ? [UInt8](members.context.json(in: text)) : Array("{}".utf8))
            json.member("type", event.type)
            json.member(
                "message_id", members.messageID.isString ? members.messageID.text(in: text) : [])
            json.member("source_id", event.origin?.source ?? "")
            json.member("timestamp", time(event.at))
            json.key("properties")
            let properties = members.properties
            json.raw(properties.kind == .object ? [UInt8](properties.json(in: text)) : Array("{}".utf8))
            json.member("event", event.name)
            json.object("related") { $0.member("users", id) }
        }
    }

    private func moment(_ query: QueryString, _ name: String) throws(ServerError) -> Int? {
        guard let text = query[name] else { return nil }
        guard let time = Timestamp.milliseconds(Array(text.utf8)) else {
            throw .validation("The parameter `\(name)` must be a date or time of ISO 8601.")
        }
        return time
    }

    private static func cursor(_ text: String?) throws(ServerError) -> SpaceEvent.Cursor? {
        guard let text, !text.isEmpty else { return nil }
        let parts = text.split(separator: "_").compactMap { Int($0) }
        guard parts.count == 2 else {
            throw .validation("The parameter `next` is no cursor of this list.")
        }
        return SpaceEvent.Cursor(at: parts[0], number: parts[1])
    }
}
