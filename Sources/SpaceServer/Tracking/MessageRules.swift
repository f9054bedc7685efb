internal import IdentifyMessages

/// What Segment's ingest asks of one message, in the order of `tracking-api` §11.
enum MessageRules {
    /// - Returns: why the message is dropped; `nil` for one that is kept.
    static func discard(
        _ type: MessageType, _ members: borrowing MessageMembers, in text: UnsafeRawBufferPointer
    ) -> DiscardCode? {
        if members.messageID.isString,
            members.messageID.count > UInt32(Limits.maxMessageIDBytes)
        {
            return .badRequest
        }
        return ids(type, members) ?? content(type, members) ?? consent(members.context, text)
    }

    private static func ids(_ type: MessageType, _ members: borrowing MessageMembers) -> DiscardCode? {
        let (user, anonymous) = (members.userID, members.anonymousID)
        if user.isNothing, anonymous.isNothing, type != .alias { return .noUserAnonID }
        for id in [user, anonymous, members.groupID, members.previousID]
        where !id.isNothing && !id.isText {
            return .idNotString
        }
        switch type {
        case .group where members.groupID.isNothing: return .idRequired
        case .alias where members.previousID.isNothing || user.isNothing: return .idRequired
        default: return nil
        }
    }

    private static func content(
        _ type: MessageType, _ members: borrowing MessageMembers
    ) -> DiscardCode? {
        func isObject(_ value: JSONValue) -> Bool { value.isNothing || value.kind == .object }
        switch type {
        case .identify, .group:
            return isObject(members.traits) ? nil : .traitsNotObject
        case .track:
            if members.event.isNothing { return .eventNotDefined }
            if !members.event.isText { return .eventNotString }
            return isObject(members.properties) ? nil : .propertiesNotObject
        case .page, .screen:
            if !members.name.isNothing, !members.name.isText { return .nameNotString }
            if !members.category.isNothing, !members.category.isText { return .categoryNotString }
            return isObject(members.properties) ? nil : .propertiesNotObject
        case .alias: return nil
        }
    }

    private static func consent(_ context: JSONValue, _ text: UnsafeRawBufferPointer) -> DiscardCode? {
        guard context.kind == .object else { return nil }
        if let device = context.member("device", in: text), device.kind == .object,
            let id = device.member("advertisingId", in: text), !id.isNothing, !id.isString
        {
            return .advertisingIDNotString
        }
        guard let consent = context.member("consent", in: text), !consent.isNothing else { return nil }
        guard consent.kind == .object else { return .consentNotObject }
        guard let categories = consent.member("categoryPreferences", in: text), !categories.isNothing
        else { return .consentPreferencesMissing }
        guard categories.kind == .object else { return .consentPreferencesNotObject }
        for member in categories.members(in: text)
        where member.value.kind != .true && member.value.kind != .false {
            return .consentPreferencesNotBool
        }
        if let version = consent.member("version", in: text), version.kind != .number {
            return .consentVersionNotNumber
        }
        return nil
    }
}

extension JSONValue {
    /// Not there, or `null`, which the official clients write for what they do not have.
    var isNothing: Bool { kind == .absent || kind == .null }

    /// A string that is not empty.
    var isText: Bool { isString && count > 0 }

    /// The members of an object that was read before; none of any other value.
    func members(in text: UnsafeRawBufferPointer) -> [JSONMember] {
        guard kind == .object else { return [] }
        var members: [JSONMember] = []
        let start = Int(offset)
        do throws(MalformedJSON) {
            var scanner = try JSONScanner(text, start..<start + Int(count))
            guard try scanner.openObject() else { return [] }
            repeat {
                let name = try scanner.name()
                members.append(
                    JSONMember(name: name, value: try scanner.value(depth: MessageReader.maxDepth)))
            } while try scanner.anotherMember()
        } catch {
            return []
        }
        return members
    }

    /// The last member of a name.
    func member(_ name: StaticString, in text: UnsafeRawBufferPointer) -> JSONValue? {
        members(in: text).last { $0.name.names(name, text) }?.value
    }
}
