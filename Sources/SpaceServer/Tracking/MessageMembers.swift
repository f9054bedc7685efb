internal import IdentifyMessages

/// The top level of one message: the members that the server looks at, and all the others in order.
struct MessageMembers {
    var type = JSONValue.absent
    var messageID = JSONValue.absent
    var userID = JSONValue.absent
    var anonymousID = JSONValue.absent
    var groupID = JSONValue.absent
    var previousID = JSONValue.absent
    var event = JSONValue.absent
    var name = JSONValue.absent
    var category = JSONValue.absent
    var properties = JSONValue.absent
    var traits = JSONValue.absent
    var context = JSONValue.absent
    var integrations = JSONValue.absent
    var timestamp = JSONValue.absent
    var sentAt = JSONValue.absent
    var writeKey = JSONValue.absent
    /// Members that pass as they are: all but those that the server writes anew.
    var kept: [JSONMember] = []

    /// Reads the object that lies in `range`. Of members that stand twice the last counts.
    ///
    /// - Returns: where the object lies, without the space around it.
    /// - Throws: where it is no object, or nested too deeply.
    /// - Complexity: O(bytes).
    @discardableResult
    mutating func read(
        _ text: UnsafeRawBufferPointer, _ range: Range<Int>
    ) throws(MalformedJSON) -> JSONValue {
        var kept = self.kept
        kept.removeAll(keepingCapacity: true)
        self = MessageMembers()
        var scanner = try JSONScanner(text, range)
        scanner.skipSpace()
        let start = scanner.at
        guard scanner.nextIs(UInt8(ascii: "{")) else {
            throw MalformedJSON(.notAnObject, byte: start)
        }
        if try scanner.openObject() {
            repeat {
                let name = try scanner.name()
                let value = try scanner.value(depth: MessageReader.maxDepth - 1)
                if note(name, value, text) { kept.append(JSONMember(name: name, value: value)) }
            } while try scanner.anotherMember()
        }
        let end = scanner.at
        try scanner.end()
        self.kept = kept
        return JSONValue(
            offset: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: end - start),
            kind: .object)
    }

    /// - Returns: whether the member passes as it is.
    private mutating func note(
        _ name: JSONValue, _ value: JSONValue, _ text: UnsafeRawBufferPointer
    ) -> Bool {
        switch String(decoding: name.raw(in: text), as: UTF8.self) {
        case "userId": userID = value
        case "anonymousId": anonymousID = value
        case "groupId": groupID = value
        case "previousId": previousID = value
        case "event": event = value
        case "name": self.name = value
        case "category": category = value
        case "properties": properties = value
        case "traits": traits = value
        case "type": type = value; return false
        case "messageId": messageID = value; return false
        case "context": context = value; return false
        case "integrations": integrations = value; return false
        case "timestamp": timestamp = value; return false
        case "sentAt": sentAt = value; return false
        case "writeKey": writeKey = value; return false
        case "receivedAt", "originalTimestamp", "version": return false
        default: break
        }
        return true
    }
}
