internal import IdentifyMessages

/// Writes messages as the space stores them: type, message ID and times set, the batch's `context` and
/// `integrations` merged into each item, the write key left out.
struct MessageNormalizer: ~Copyable {
    /// What stands beside the messages of a batch; all absent for a single call.
    struct Envelope {
        var context = JSONValue.absent
        var integrations = JSONValue.absent
        var sentAt = JSONValue.absent
    }

    private let envelope: Envelope
    /// Milliseconds since 1970.
    private let receivedAt: Int
    private let receivedAtText: [UInt8]
    private var members = MessageMembers()
    /// Why messages are dropped, by their index in the buffer.
    private(set) var discards: [Int: String] = [:]
    private var buffer: JSONBuffer

    init(_ envelope: Envelope, receivedAt: Int, capacity: Int) {
        self.envelope = envelope
        self.receivedAt = receivedAt
        receivedAtText = Array(Timestamp.text(milliseconds: receivedAt).utf8)
        buffer = JSONBuffer(capacity: capacity)
    }

    /// Takes one message in. One that is dropped is written as it came, for the debugger.
    ///
    /// - Parameters:
    ///   - value: where the message lies.
    ///   - type: the route's; `nil`: the message's own.
    ///   - row: the message's place in the request, 1-based.
    ///   - isBeyond: whether there are more messages before it than a batch may hold.
    /// - Returns: why it is dropped; `nil` where it is kept.
    /// - Throws: for what is no JSON.
    mutating func add(
        _ value: JSONValue, in text: UnsafeRawBufferPointer, type routeType: MessageType?, row: Int,
        isBeyond: Bool = false
    ) throws(MalformedJSON) -> DiscardCode? {
        let code = try discard(value, text, routeType, isBeyond)
        if let code {
            discards[buffer.messageCount] = code.rawValue
            buffer.append(value.json(in: text))
        }
        buffer.endMessage(row: row)
        return code
    }

    private mutating func discard(
        _ value: JSONValue, _ text: UnsafeRawBufferPointer, _ routeType: MessageType?, _ isBeyond: Bool
    ) throws(MalformedJSON) -> DiscardCode? {
        guard value.kind == .object, !isBeyond else { return .badRequest }
        let start = Int(value.offset)
        try members.read(text, start..<start + Int(value.count))
        guard let type = routeType ?? MessageType(members.type, in: text) else { return .badRequest }
        if let code = MessageRules.discard(type, members, in: text) { return code }
        write(type, text)
        return nil
    }

    /// The messages written so far; `nil` where there are none.
    mutating func take() -> MessageBuffer? { buffer.take() }

    // MARK: Writing

    private mutating func write(_ type: MessageType, _ text: UnsafeRawBufferPointer) {
        buffer.append("{\"type\":\"")
        buffer.append(Array(type.rawValue.utf8))
        buffer.append("\",\"messageId\":\"")
        if members.messageID.isText {
            buffer.append(members.messageID.raw(in: text))
        } else {
            buffer.append(Array(("api-" + Secrets.random(bits: 132)).utf8))
        }
        buffer.append(UInt8(ascii: "\""))
        for member in members.kept {
            buffer.append(UInt8(ascii: ","))
            buffer.append(member.name.json(in: text))
            buffer.append(UInt8(ascii: ":"))
            buffer.append(member.value.json(in: text))
        }
        writeMerged("context", envelope.context, members.context, text)
        writeMerged("integrations", envelope.integrations, members.integrations, text)
        writeTimes(text)
        buffer.append(UInt8(ascii: "}"))
    }

    /// `timestamp = receivedAt − (sentAt − originalTimestamp)` (`tracking-api` §7).
    private mutating func writeTimes(_ text: UnsafeRawBufferPointer) {
        let original = Self.milliseconds(members.timestamp, text)
        let sentAt = members.sentAt.isNothing ? envelope.sentAt : members.sentAt
        var time = original ?? receivedAt
        if let original, let sent = Self.milliseconds(sentAt, text) {
            time = receivedAt - (sent - original)
        }
        buffer.append(",\"timestamp\":\"")
        buffer.append(Array(Timestamp.text(milliseconds: time).utf8))
        if !members.timestamp.isNothing {
            buffer.append("\",\"originalTimestamp\":")
            buffer.append(members.timestamp.json(in: text))
            buffer.append(",\"receivedAt\":\"")
        } else {
            buffer.append("\",\"receivedAt\":\"")
        }
        buffer.append(receivedAtText)
        buffer.append(UInt8(ascii: "\""))
        if !sentAt.isNothing {
            buffer.append(",\"sentAt\":")
            buffer.append(sentAt.json(in: text))
        }
    }

    private static func milliseconds(_ value: JSONValue, _ text: UnsafeRawBufferPointer) -> Int? {
        value.isString ? Timestamp.milliseconds(value.text(in: text)) : nil
    }

    private mutating func writeMerged(
        _ name: StaticString, _ base: JSONValue, _ item: JSONValue, _ text: UnsafeRawBufferPointer
    ) {
        guard !base.isNothing || !item.isNothing else { return }
        buffer.append(",\"")
        buffer.append(name)
        buffer.append("\":")
        writeMerged(base, item, text, depth: MessageReader.maxDepth)
    }

    /// Deep: of objects on both sides every member is kept, of anything else the item's wins.
    private mutating func writeMerged(
        _ base: JSONValue, _ item: JSONValue, _ text: UnsafeRawBufferPointer, depth: Int
    ) {
        guard base.kind == .object, item.kind == .object, depth > 0 else {
            return buffer.append((item.isNothing ? base : item).json(in: text))
        }
        let own = item.members(in: text)
        let shared = base.members(in: text)
        var names: Set<[UInt8]> = []
        buffer.append(UInt8(ascii: "{"))
        var isFirst = true
        for member in shared {
            let name = member.name.text(in: text)
            guard names.insert(name).inserted else { continue }
            writeName(member.name, text, &isFirst)
            let match = own.last { $0.name.text(in: text) == name }
            writeMerged(member.value, match?.value ?? .absent, text, depth: depth - 1)
        }
        for member in own where !names.contains(member.name.text(in: text)) {
            writeName(member.name, text, &isFirst)
            buffer.append(member.value.json(in: text))
        }
        buffer.append(UInt8(ascii: "}"))
    }

    private mutating func writeName(
        _ name: JSONValue, _ text: UnsafeRawBufferPointer, _ isFirst: inout Bool
    ) {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
        buffer.append(name.json(in: text))
        buffer.append(UInt8(ascii: ":"))
    }
}
