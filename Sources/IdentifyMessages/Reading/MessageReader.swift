/// Reads messages and batch bodies: one pass over the bytes, nothing copied, every byte checked.
///
/// It takes any message of the Tracking API; malformed JSON is an error with its byte, never a trap.
public enum MessageReader {
    /// Levels of objects and lists that a trait's value may have (design §3).
    public static let maxValueDepth = 32
    /// Levels that a message may have: a trait's value stands in `traits`, which stands in the message.
    public static let maxDepth = maxValueDepth + 2

    /// Reads one message.
    ///
    /// - Parameters:
    ///   - text: holds the message; offsets in `fields` are those of `text`.
    ///   - range: where the message lies in `text`; space around it is allowed.
    ///   - fields: cleared first.
    /// - Complexity: O(bytes).
    public static func read(
        _ text: UnsafeRawBufferPointer, _ range: Range<Int>, into fields: inout MessageFields
    ) throws(MalformedJSON) {
        fields.clear()
        var scanner = try JSONScanner(text, range)
        scanner.skipSpace()
        try readMessage(&scanner, text, &fields)
        try scanner.end()
    }

    /// Reads one message that is the whole of `text`.
    public static func read(
        _ text: UnsafeRawBufferPointer, into fields: inout MessageFields
    ) throws(MalformedJSON) {
        try read(text, 0..<text.count, into: &fields)
    }

    private static func readMessage(
        _ scanner: inout JSONScanner, _ text: UnsafeRawBufferPointer, _ fields: inout MessageFields
    ) throws(MalformedJSON) {
        let start = scanner.at
        if try scanner.openObject() {
            repeat { try readMember(&scanner, text, &fields) } while try scanner.anotherMember()
        }
        fields.message = JSONValue(
            offset: UInt32(truncatingIfNeeded: start),
            count: UInt32(truncatingIfNeeded: scanner.at - start), kind: .object)
    }

    private static func readMember(
        _ scanner: inout JSONScanner, _ text: UnsafeRawBufferPointer, _ fields: inout MessageFields
    ) throws(MalformedJSON) {
        let name = try scanner.name()
        let depth = maxDepth - 1
        switch Name(name, text) {
        case .type: fields.type = try scanner.value(depth: depth)
        case .messageID: fields.messageID = try scanner.value(depth: depth)
        case .userID: fields.userID = try scanner.value(depth: depth)
        case .anonymousID: fields.anonymousID = try scanner.value(depth: depth)
        case .groupID: fields.groupID = try scanner.value(depth: depth)
        case .event: fields.event = try scanner.value(depth: depth)
        case .name: fields.name = try scanner.value(depth: depth)
        case .timestamp: fields.timestamp = try scanner.value(depth: depth)
        case .traits: fields.traits = try readMembers(&scanner, depth, &fields.traitMembers)
        case .properties:
            fields.properties = try readMembers(&scanner, depth, &fields.propertyMembers)
        case .context: try readContext(&scanner, text, &fields)
        case .integrations: try readIntegrations(&scanner, text, &fields)
        case .other: _ = try scanner.value(depth: depth)
        }
    }

    /// An object with its members, or any other value without.
    private static func readMembers(
        _ scanner: inout JSONScanner, _ depth: Int, _ members: inout [JSONMember]
    ) throws(MalformedJSON) -> JSONValue {
        members.removeAll(keepingCapacity: true)
        return try readObject(&scanner, depth) { (scanner, name) throws(MalformedJSON) in
            members.append(JSONMember(name: name, value: try scanner.value(depth: depth - 1)))
        }
    }

    /// Hands each member's name of an object to `member`, which reads the value; reads any other
    /// value whole. Returns the value.
    @inline(__always)
    private static func readObject(
        _ scanner: inout JSONScanner, _ depth: Int,
        _ member: (inout JSONScanner, JSONValue) throws(MalformedJSON) -> Void
    ) throws(MalformedJSON) -> JSONValue {
        guard scanner.nextIs(UInt8(ascii: "{")) else { return try scanner.value(depth: depth) }
        guard depth > 0 else { throw MalformedJSON(.tooDeep, byte: scanner.at) }
        let start = scanner.at
        if try scanner.openObject() {
            repeat {
                let name = try scanner.name()
                try member(&scanner, name)
            } while try scanner.anotherMember()
        }
        return JSONValue(
            offset: UInt32(truncatingIfNeeded: start),
            count: UInt32(truncatingIfNeeded: scanner.at - start), kind: .object)
    }

    private static func readContext(
        _ scanner: inout JSONScanner, _ text: UnsafeRawBufferPointer, _ fields: inout MessageFields
    ) throws(MalformedJSON) {
        fields.contextTraitMembers.removeAll(keepingCapacity: true)
        fields.externalIDs.removeAll(keepingCapacity: true)
        fields.device = .init()
        fields.googleClientID = .absent
        fields.contextGroupID = .absent
        let depth = maxDepth - 1
        fields.context = try readObject(&scanner, depth) { (scanner, name) throws(MalformedJSON) in
            switch ContextName(name, text) {
            case .device: try readDevice(&scanner, text, depth - 1, &fields.device)
            case .externalIDs: try readExternalIDs(&scanner, text, depth - 1, &fields.externalIDs)
            case .traits:
                _ = try readMembers(&scanner, depth - 1, &fields.contextTraitMembers)
            case .groupID: fields.contextGroupID = try scanner.value(depth: depth - 1)
            case .integrations:
                fields.googleClientID = try readGoogle(&scanner, text, depth - 1)
            case .other: _ = try scanner.value(depth: depth - 1)
            }
        }
    }

    private static func readDevice(
        _ scanner: inout JSONScanner, _ text: UnsafeRawBufferPointer, _ depth: Int,
        _ device: inout MessageFields.Device
    ) throws(MalformedJSON) {
        device = .init()
        _ = try readObject(&scanner, depth) { (scanner, name) throws(MalformedJSON) in
            let value = try scanner.value(depth: depth - 1)
            if name.names("type", text) {
                device.type = value
            } else if name.names("id", text) {
                device.id = value
            } else if name.names("advertisingId", text) {
                device.advertisingID = value
            } else if name.names("adTrackingEnabled", text) {
                device.adTrackingEnabled = value
            } else if name.names("token", text) {
                device.token = value
            }
        }
    }

    private static func readExternalIDs(
        _ scanner: inout JSONScanner, _ text: UnsafeRawBufferPointer, _ depth: Int,
        _ list: inout [MessageFields.ExternalIDFields]
    ) throws(MalformedJSON) {
        list.removeAll(keepingCapacity: true)
        guard scanner.nextIs(UInt8(ascii: "[")) else {
            _ = try scanner.value(depth: depth)
            return
        }
        guard try scanner.openList() else { return }
        repeat {
            var fields = MessageFields.ExternalIDFields()
            _ = try readObject(&scanner, depth - 1) { (scanner, name) throws(MalformedJSON) in
                let value = try scanner.value(depth: depth - 2)
                if name.names("id", text) {
                    fields.id = value
                } else if name.names("type", text) {
                    fields.type = value
                } else if name.names("collection", text) {
                    fields.collection = value
                } else if name.names("encoding", text) {
                    fields.encoding = value
                }
            }
            list.append(fields)
        } while try scanner.anotherElement()
    }

    private static func readGoogle(
        _ scanner: inout JSONScanner, _ text: UnsafeRawBufferPointer, _ depth: Int
    ) throws(MalformedJSON) -> JSONValue {
        var clientID = JSONValue.absent
        _ = try readObject(&scanner, depth) { (scanner, name) throws(MalformedJSON) in
            guard name.names("Google Analytics", text) else {
                _ = try scanner.value(depth: depth - 1)
                return
            }
            clientID = .absent
            _ = try readObject(&scanner, depth - 1) { (scanner, name) throws(MalformedJSON) in
                let value = try scanner.value(depth: depth - 2)
                if name.names("clientId", text) { clientID = value }
            }
        }
        return clientID
    }

    private static func readIntegrations(
        _ scanner: inout JSONScanner, _ text: UnsafeRawBufferPointer, _ fields: inout MessageFields
    ) throws(MalformedJSON) {
        fields.personas = .absent
        let depth = maxDepth - 1
        fields.integrations = try readObject(&scanner, depth) { (scanner, name) throws(MalformedJSON) in
            let value = try scanner.value(depth: depth - 1)
            if name.names("Personas", text) { fields.personas = value }
        }
    }
}

/// The members of a message that are read.
private enum Name {
    case type, messageID, userID, anonymousID, groupID, event, name, timestamp, traits, properties
    case context, integrations, other

    /// By length first: most names are told apart by it.
    init(_ name: JSONValue, _ text: UnsafeRawBufferPointer) {
        let known: (StaticString, Name)
        switch (name.kind == .string ? Int(name.count) : name.text(in: text).count) {
        case 4:
            if name.names("type", text) {
                self = .type
                return
            }
            known = ("name", .name)
        case 5: known = ("event", .event)
        case 6:
            if name.names("userId", text) {
                self = .userID
                return
            }
            known = ("traits", .traits)
        case 7:
            if name.names("context", text) {
                self = .context
                return
            }
            known = ("groupId", .groupID)
        case 9:
            if name.names("messageId", text) {
                self = .messageID
                return
            }
            known = ("timestamp", .timestamp)
        case 10: known = ("properties", .properties)
        case 11: known = ("anonymousId", .anonymousID)
        case 12: known = ("integrations", .integrations)
        default:
            self = .other
            return
        }
        self = name.names(known.0, text) ? known.1 : .other
    }
}

/// The members of `context` that are read.
private enum ContextName {
    case device, externalIDs, traits, groupID, integrations, other

    init(_ name: JSONValue, _ text: UnsafeRawBufferPointer) {
        if name.names("device", text) {
            self = .device
        } else if name.names("externalIds", text) {
            self = .externalIDs
        } else if name.names("traits", text) {
            self = .traits
        } else if name.names("groupId", text) {
            self = .groupID
        } else if name.names("integrations", text) {
            self = .integrations
        } else {
            self = .other
        }
    }
}

extension JSONValue {
    /// Whether a string's content is `word`, byte for byte.
    @inline(__always)
    package func names(_ word: StaticString, _ text: UnsafeRawBufferPointer) -> Bool {
        if kind == .escapedString {
            return self.text(in: text).elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        }
        guard kind == .string, Int(count) == word.utf8CodeUnitCount else { return false }
        let start = Int(offset)
        for place in 0..<word.utf8CodeUnitCount
        where text[start &+ place] != word.utf8Start[place] {
            return false
        }
        return true
    }
}
