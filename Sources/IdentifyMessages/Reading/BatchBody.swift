/// The body of a batch request (`tracking-api` §3): its messages and what stands beside them.
///
/// Two passes: the first checks all of the JSON and finds the members, in whatever order they stand;
/// then `forEachMessage` reads the messages one by one.
public struct BatchBody: Sendable {
    /// Where each message lies in the text; elements that are no objects included, so that a server
    /// can refuse them one by one.
    public private(set) var messages: [JSONValue] = []
    public private(set) var context = JSONValue.absent
    public private(set) var integrations = JSONValue.absent
    public private(set) var sentAt = JSONValue.absent
    public private(set) var writeKey = JSONValue.absent
    public private(set) var messageID = JSONValue.absent

    /// - Throws: where the text is no JSON object with a list `batch`.
    /// - Complexity: O(bytes).
    public init(_ text: UnsafeRawBufferPointer) throws(MalformedJSON) {
        var scanner = try JSONScanner(text, 0..<text.count)
        let depth = MessageReader.maxDepth + 1
        var hasBatch = false
        if try scanner.openObject() {
            repeat {
                let name = try scanner.name()
                if name.names("batch", text) {
                    messages = []
                    hasBatch = scanner.nextIs(UInt8(ascii: "["))
                    if !hasBatch {
                        _ = try scanner.value(depth: depth)
                    } else if try scanner.openList() {
                        repeat {
                            messages.append(try scanner.value(depth: depth - 1))
                        } while try scanner.anotherElement()
                    }
                    continue
                }
                let value = try scanner.value(depth: depth)
                if name.names("context", text) {
                    context = value
                } else if name.names("integrations", text) {
                    integrations = value
                } else if name.names("sentAt", text) {
                    sentAt = value
                } else if name.names("writeKey", text) {
                    writeKey = value
                } else if name.names("messageId", text) {
                    messageID = value
                }
            } while try scanner.anotherMember()
        }
        try scanner.end()
        if !hasBatch { throw MalformedJSON(.noBatch, byte: 0) }
    }

    /// Reads the messages in order, each into the same fields.
    ///
    /// - Throws: for an element that is no object, and what `use` throws.
    public func forEachMessage(
        in text: UnsafeRawBufferPointer,
        _ use: (Int, borrowing MessageFields) throws(MalformedJSON) -> Void
    ) throws(MalformedJSON) {
        var fields = MessageFields()
        for (index, message) in messages.enumerated() {
            guard message.kind == .object else {
                throw MalformedJSON(.notAnObject, byte: Int(message.offset))
            }
            let start = Int(message.offset)
            try MessageReader.read(text, start..<start + Int(message.count), into: &fields)
            try use(index, fields)
        }
    }
}
