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

    /// `writeKey` of the body.
    private(set) var writeKey: String?
    /// All messages, dropped ones as they came; `nil` where there are none.
    private(set) var messages: MessageBuffer?
    /// Why messages are dropped, by their index in the buffer.
    private(set) var discards: [Int: String] = [:]
    /// The first message that is dropped, 1-based; 0 for a batch without any.
    private(set) var firstDropped: (row: Int, code: DiscardCode)?
    /// Messages of the request, dropped ones included.
    private(set) var count = 0

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
        let value = try members.read(text, 0..<text.count)
        writeKey = Self.text(members.writeKey, text)
        count = 1
        var normalizer = MessageNormalizer(.init(), receivedAt: receivedAt, capacity: text.count + 512)
        note(try normalizer.add(value, in: text, type: type, row: 1), row: 1)
        discards = normalizer.discards
        messages = normalizer.take()
    }

    private mutating func readBatch(
        _ text: UnsafeRawBufferPointer, _ receivedAt: Int
    ) throws(MalformedJSON) {
        let body = try BatchBody(text)
        writeKey = Self.text(body.writeKey, text)
        count = body.messages.count
        if count == 0 { note(.emptyBatch, row: 0) }
        var normalizer = MessageNormalizer(
            .init(context: body.context, integrations: body.integrations, sentAt: body.sentAt),
            receivedAt: receivedAt, capacity: text.count + text.count / 2 + 512)
        for (index, message) in body.messages.enumerated() {
            guard message.count <= UInt32(TrackingLimits.maxMessageBytes) else {
                throw MalformedJSON(.tooLarge, byte: Int(message.offset))
            }
            let code = try normalizer.add(
                message, in: text, type: nil, row: index + 1,
                isBeyond: index >= TrackingLimits.maxMessages)
            note(code, row: index + 1)
        }
        discards = normalizer.discards
        messages = normalizer.take()
    }

    private mutating func note(_ code: DiscardCode?, row: Int) {
        if let code, firstDropped == nil { firstDropped = (row, code) }
    }

    private static func text(_ value: JSONValue, _ text: UnsafeRawBufferPointer) -> String? {
        value.isString ? String(decoding: value.text(in: text), as: UTF8.self) : nil
    }
}
