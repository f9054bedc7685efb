/// Finds the configured identifiers of a message in the places that `identifiers-and-traits` §1 and §2
/// name. It knows types by their index in the list it was made with.
public struct IdentifierExtractor: Sendable {
    /// A value found, as a place in the message's text.
    public struct Found: Sendable, Hashable {
        /// Index of the type.
        public var rule: Int
        /// A string that is not empty.
        public var value: JSONValue

        public init(rule: Int, value: JSONValue) {
            self.rule = rule
            self.value = value
        }
    }

    private struct TraitName: Sendable {
        var name: [UInt8]
        var rule: Int
    }

    private let userID: Int?
    private let anonymousID: Int?
    private let googleClientID: Int?
    private let group: Int?
    private let android: Platform
    private let ios: Platform
    /// `email` and the custom types in both spellings.
    private let traitNames: [TraitName]
    /// Bit n: some trait name has n bytes (63: or more).
    private let traitNameLengths: UInt64
    private let rules: [[UInt8]: Int]

    private struct Platform: Sendable {
        var id: Int?
        var idfa: Int?
        var token: Int?
    }

    private static let fixedTypes: Set<String> = [
        "user_id", "anonymous_id", "ga_client_id", "group_id", "android.id", "android.idfa",
        "android.push_token", "ios.id", "ios.idfa", "ios.push_token",
    ]

    /// - Parameter types: the configured types; the index of one is its `rule`.
    public init(types: [String]) {
        var rules: [[UInt8]: Int] = [:]
        var names: [TraitName] = []
        for (index, type) in types.enumerated() where rules[Array(type.utf8)] == nil {
            let snake = Array(type.utf8)
            rules[snake] = index
            guard !Self.fixedTypes.contains(type) else { continue }
            let camel = Self.camelCase(snake)
            if camel != snake { names.append(TraitName(name: camel, rule: index)) }
            names.append(TraitName(name: snake, rule: index))
        }
        func rule(_ type: String) -> Int? { rules[Array(type.utf8)] }
        userID = rule("user_id")
        anonymousID = rule("anonymous_id")
        googleClientID = rule("ga_client_id")
        group = rule("group_id")
        android = Platform(
            id: rule("android.id"), idfa: rule("android.idfa"), token: rule("android.push_token"))
        ios = Platform(id: rule("ios.id"), idfa: rule("ios.idfa"), token: rule("ios.push_token"))
        traitNames = names
        traitNameLengths = names.reduce(0) { $0 | 1 << UInt64(min($1.name.count, 63)) }
        self.rules = rules
    }

    /// `app_id` → `appId`.
    static func camelCase(_ snake: [UInt8]) -> [UInt8] {
        var camel: [UInt8] = []
        var raises = false
        for byte in snake {
            if byte == UInt8(ascii: "_"), !camel.isEmpty {
                raises = true
            } else if raises, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
                camel.append(byte - 32)
                raises = false
            } else {
                camel.append(byte)
                raises = false
            }
        }
        return camel
    }

    /// Appends what a message holds, user-level identifiers only: `group_id` is account-level (design
    /// §4) and is told by `group(of:)`. Values may repeat. Order: `userId`, `anonymousId`, traits or
    /// properties, device, Google, `externalIds`, `context.traits`.
    ///
    /// - Parameters:
    ///   - text: what `fields` was read from.
    ///   - found: appended to, not cleared.
    public func extract(
        _ fields: borrowing MessageFields, in text: UnsafeRawBufferPointer,
        into found: inout [Found]
    ) {
        add(userID, fields.userID, &found)
        add(anonymousID, fields.anonymousID, &found)
        addMembers(fields.traitMembers, text, &found)
        addMembers(fields.propertyMembers, text, &found)
        addDevice(fields.device, text, &found)
        add(googleClientID, fields.googleClientID, &found)
        for id in fields.externalIDs where id.encoding.names("none", text) {
            guard id.collection.names("users", text), id.type.isString else { continue }
            let rule = rules[id.type.text(in: text)]
            if rule != group { add(rule, id.id, &found) }
        }
        addMembers(fields.contextTraitMembers, text, &found)
    }

    /// The account that a message names: `groupId`, else `context.groupId`, else an account-level
    /// `group_id` of `externalIds`. `nil` where there is none.
    public func group(
        of fields: borrowing MessageFields, in text: UnsafeRawBufferPointer
    ) -> JSONValue? {
        for value in [fields.groupID, fields.contextGroupID] where value.isString && value.count > 0 {
            return value
        }
        for id in fields.externalIDs
        where id.collection.names("accounts", text) && id.encoding.names("none", text)
            && id.type.names("group_id", text) && id.id.isString && id.id.count > 0
        {
            return id.id
        }
        return nil
    }

    @inline(__always)
    private func add(_ rule: Int?, _ value: JSONValue, _ found: inout [Found]) {
        guard let rule, value.isString, value.count > 0 else { return }
        found.append(Found(rule: rule, value: value))
    }

    private func addMembers(
        _ members: [JSONMember], _ text: UnsafeRawBufferPointer, _ found: inout [Found]
    ) {
        for member in members where member.value.isString {
            guard member.name.kind == .string else {
                // A name with escapes is rare: undo them and compare.
                let name = member.name.text(in: text)
                for known in traitNames where known.name == name { add(known.rule, member.value, &found) }
                continue
            }
            let length = Int(member.name.count)
            guard traitNameLengths & (1 << UInt64(min(length, 63))) != 0 else { continue }
            let name = member.name.raw(in: text)
            for known in traitNames where known.name.count == length && known.name.elementsEqual(name) {
                add(known.rule, member.value, &found)
            }
        }
    }

    private func addDevice(
        _ device: MessageFields.Device, _ text: UnsafeRawBufferPointer, _ found: inout [Found]
    ) {
        guard device.type.kind != .absent else { return }
        let platform: Platform
        if device.type.names("android", text) {
            platform = android
        } else if device.type.names("ios", text) {
            platform = ios
        } else {
            return
        }
        add(platform.id, device.id, &found)
        if device.adTrackingEnabled.kind == .true { add(platform.idfa, device.advertisingID, &found) }
        add(platform.token, device.token, &found)
    }
}
