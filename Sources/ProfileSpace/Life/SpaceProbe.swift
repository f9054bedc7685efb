internal import GRDB
internal import IdentifyMessages
internal import IdentityResolution

/// What became of a message that a space was tested with (`observability` §7).
public struct SpaceProbe: Sendable, Hashable {
    public static let source = "rollcall-check"

    /// The message was stored on a profile.
    public var isStored: Bool
    /// Why not, where it was not.
    public var reason: String
    /// The debugger shows it.
    public var isShown: Bool
    /// Its profile is found by its identifier.
    public var isFound: Bool
    /// Nothing of it is left.
    public var isRemoved: Bool
}

extension Space {
    /// Sends one Identify call of a person who does not exist through the space, looks for it where it
    /// must be seen, and removes every trace of it.
    public func probe() async throws(SpaceError) -> SpaceProbe {
        guard let rule = rules.rules.indices.first(where: { $0 != rules.groupRule }) else {
            return SpaceProbe(
                isStored: false, reason: "no identifier is configured", isShown: false, isFound: false,
                isRemoved: true)
        }
        let type = rules.rules[rule].type
        let id = "rollcall-check-" + String(options.random(), radix: 36) + String(options.random(), radix: 36)
        var buffer = JSONBuffer(capacity: 1_024)
        buffer.append(#"{"type":"identify","messageId":""#)
        buffer.append(Array(id.utf8))
        buffer.append(#"","context":{"externalIds":[{"collection":"users","encoding":"none","type":"#)
        buffer.appendString(Array(type.utf8))
        buffer.append(#","id":"#)
        buffer.appendString(Array(id.utf8))
        buffer.append("}]}}")
        buffer.endMessage(row: 1)
        guard let messages = buffer.take() else {
            throw SpaceError(.io, detail: "the space \(directory) cannot be probed")
        }
        let verdicts = try await receive(
            ReceivedMessages(messages, source: SpaceProbe.source, receivedAt: options.now()))
        let shown = try debugger(source: SpaceProbe.source, text: id)
        let found = try profile(type: type, value: id)
        _ = try await deleteProfile(type: type, value: Array(id.utf8))
        try await removeProbes()
        let isStillFound = try profile(type: type, value: id) != nil
        let isStillShown = try !debugger(source: SpaceProbe.source).isEmpty
        return SpaceProbe(
            isStored: verdicts == [.stored], reason: verdicts.first?.code ?? "", isShown: !shown.isEmpty,
            isFound: found != nil, isRemoved: !isStillFound && !isStillShown)
    }

    private func removeProbes() async throws(SpaceError) {
        try await rewrite { database in
            let source = SpaceProbe.source
            let own = "(SELECT id FROM sources WHERE name = ?)"
            let run = "(SELECT id FROM runs WHERE run = 'source:' || ?)"
            for sql in [
                "DELETE FROM debugger WHERE source = \(own)",
                "DELETE FROM counts WHERE source = \(own)",
                """
                DELETE FROM message_ids WHERE EXISTS (SELECT 1 FROM arrivals WHERE run = \(run)
                    AND mark BETWEEN first_mark AND first_mark + last_row - first_row)
                """,
                "DELETE FROM arrivals WHERE run = \(run)",
                "DELETE FROM runs WHERE run = 'source:' || ?",
                """
                DELETE FROM sources WHERE name = ?
                    AND NOT EXISTS (SELECT 1 FROM keys WHERE source = sources.id)
                """,
            ] {
                try database.execute(sql: sql, arguments: [source])
            }
        }
    }

    /// Looks through the whole database.
    ///
    /// - Returns: what is wrong with it; empty: nothing.
    public func findDamage() throws(SpaceError) -> [String] {
        try read { database in
            try String.fetchAll(database, sql: "PRAGMA quick_check(20)").filter { $0 != "ok" }
        }
    }
}
