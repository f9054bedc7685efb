internal import HTTPTypes
internal import IdentifyMessages

/// One request to the Tracking API, read: its messages as the space takes them, and what was dropped.
struct TrackingRequest: Sendable {
    /// What a route takes.
    enum Kind: Sendable {
        case single(MessageType)
        case batch

        var maxBytes: Int {
            switch self {
            case .single: TrackingLimits.maxMessageBytes
            case .batch: TrackingLimits.maxBatchBytes
            }
        }
    }

    /// A message that is not kept.
    struct Dropped: Sendable {
        /// Its place in the request, 1-based.
        var row: Int
        var code: DiscardCode
        /// The message as it came.
        var json: [UInt8]
    }

    /// `writeKey` of the body.
    var writeKey: String?
    var messages: MessageBuffer?
    var dropped: [Dropped] = []
    /// Messages of the request, dropped ones included.
    var count = 0

    /// - Parameters:
    ///   - text: the body, inflated.
    ///   - receivedAt: milliseconds since 1970.
    /// - Throws: 400 where the body is no JSON of the route's form, or a message is too large.
    init(_ kind: Kind, _ text: UnsafeRawBufferPointer, receivedAt: Int) throws(ServerError) {
        guard text.count <= kind.maxBytes else { throw Self.tooLarge }
        do throws(MalformedJSON) {
            switch kind {
            case .single(let type): try readSingle(type, text, receivedAt)
            case .batch: try readBatch(text, receivedAt)
            }
        } catch {
            if error.reason == .tooLarge { throw Self.tooLarge }
            throw ServerError(.badRequest, "invalid_json", "Invalid JSON: \(error.description).")
        }
    }

    static let tooLarge = ServerError(
        .badRequest, "payload_too_large", "Exceed payload limit")

    private mutating func readSingle(
        _ type: MessageType, _ text: UnsafeRawBufferPointer, _ receivedAt: Int
    ) throws(MalformedJSON) {
        var members = MessageMembers()
        try members.read(text, 0..<text.count)
        writeKey = Self.text(members.writeKey, text)
        count = 1
        var normalizer = MessageNormalizer(.init(), receivedAt: receivedAt, capacity: text.count + 512)
        let start = text.firstIndex { $0 > 0x20 } ?? 0
        if let code = try normalizer.add(text, start..<text.count, type: type, row: 1) {
            dropped.append(Dropped(row: 1, code: code, json: [UInt8](text)))
        }
        messages = normalizer.take()
    }

    private mutating func readBatch(
        _ text: UnsafeRawBufferPointer, _ receivedAt: Int
    ) throws(MalformedJSON) {
        let body = try BatchBody(text)
        writeKey = Self.text(body.writeKey, text)
        count = body.messages.count
        if count == 0 { dropped.append(Dropped(row: 0, code: .emptyBatch, json: [UInt8](text))) }
        var normalizer = MessageNormalizer(
            .init(context: body.context, integrations: body.integrations, sentAt: body.sentAt),
            receivedAt: receivedAt, capacity: text.count + text.count / 2 + 512)
        for (index, message) in body.messages.enumerated() {
            let row = index + 1
            guard message.count <= UInt32(TrackingLimits.maxMessageBytes) else {
                throw MalformedJSON(.tooLarge, byte: Int(message.offset))
            }
            guard row <= TrackingLimits.maxMessages, message.kind == .object else {
                dropped.append(Dropped(row: row, code: .badRequest, json: [UInt8](message.json(in: text))))
                continue
            }
            let start = Int(message.offset)
            let range = start..<start + Int(message.count)
            if let code = try normalizer.add(text, range, type: nil, row: row) {
                dropped.append(
                    Dropped(row: row, code: code, json: [UInt8](message.json(in: text))))
            }
        }
        messages = normalizer.take()
    }

    private static func text(_ value: JSONValue, _ text: UnsafeRawBufferPointer) -> String? {
        value.isString ? String(decoding: value.text(in: text), as: UTF8.self) : nil
    }
}
