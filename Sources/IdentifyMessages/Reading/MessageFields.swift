/// What identity resolution and a space need of one message, as places in the text it was read from.
///
/// The reader judges grammar, not meaning: a `userId` that is a number is a value of that kind here.
/// Of members that stand twice the last counts. One value is reused for many messages.
public struct MessageFields: Sendable {
    /// `context.device`.
    public struct Device: Sendable, Hashable {
        public var type = JSONValue.absent
        public var id = JSONValue.absent
        public var advertisingID = JSONValue.absent
        public var adTrackingEnabled = JSONValue.absent
        public var token = JSONValue.absent
    }

    /// One element of `context.externalIds`; all four members are needed for it to count.
    public struct ExternalIDFields: Sendable, Hashable {
        public var id = JSONValue.absent
        public var type = JSONValue.absent
        public var collection = JSONValue.absent
        public var encoding = JSONValue.absent
    }

    /// The whole message.
    public var message = JSONValue.absent
    public var type = JSONValue.absent
    public var messageID = JSONValue.absent
    public var userID = JSONValue.absent
    public var anonymousID = JSONValue.absent
    public var groupID = JSONValue.absent
    /// Of a Track call.
    public var event = JSONValue.absent
    /// Of a Page or Screen call.
    public var name = JSONValue.absent
    public var timestamp = JSONValue.absent
    /// The whole of `traits`, whatever it is; its members are in `traitMembers` when it is an object.
    public var traits = JSONValue.absent
    public var traitMembers: [JSONMember] = []
    /// The whole of `properties`, as `traits`.
    public var properties = JSONValue.absent
    public var propertyMembers: [JSONMember] = []
    public var context = JSONValue.absent
    public var contextTraitMembers: [JSONMember] = []
    public var contextGroupID = JSONValue.absent
    public var device = Device()
    public var externalIDs: [ExternalIDFields] = []
    /// `context.integrations["Google Analytics"].clientId`.
    public var googleClientID = JSONValue.absent
    /// The whole of the top-level `integrations`.
    public var integrations = JSONValue.absent
    /// `integrations.Personas`; `false` keeps the message out of the space (`tracking-api` §3).
    public var personas = JSONValue.absent

    public init() {}

    /// Empties the fields and keeps their memory.
    public mutating func clear() {
        var lists = (traitMembers, propertyMembers, contextTraitMembers, externalIDs)
        self = MessageFields()
        lists.0.removeAll(keepingCapacity: true)
        lists.1.removeAll(keepingCapacity: true)
        lists.2.removeAll(keepingCapacity: true)
        lists.3.removeAll(keepingCapacity: true)
        (traitMembers, propertyMembers, contextTraitMembers, externalIDs) = lists
    }
}
