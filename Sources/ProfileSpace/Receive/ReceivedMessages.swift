public import IdentifyMessages

/// Messages of any kind that a source sent, as a server hands them to a space.
public struct ReceivedMessages: Sendable {
    /// The messages; `messageId` and `timestamp` are what the server made of them.
    public var buffer: MessageBuffer
    /// Messages that the server found wanting, by index, with the discard code (`tracking-api` §5).
    /// They are only shown in the debugger and counted.
    public var discards: [Int: String]
    /// The source's name; it is made known to the space when it is new.
    public var source: String
    /// Milliseconds since 1970: also the time of messages that have none of their own.
    public var receivedAt: Int

    public init(
        _ buffer: MessageBuffer, discards: [Int: String] = [:], source: String, receivedAt: Int
    ) {
        self.buffer = buffer
        self.discards = discards
        self.source = source
        self.receivedAt = receivedAt
    }
}

/// What became of one message.
public enum MessageVerdict: Sendable, Hashable {
    case stored
    /// A message with this ID is in the space already; nothing was done.
    case duplicate
    /// `integrations.Personas: false` kept it out of the space.
    case filtered
    /// With a discard code, or in words: malformed, or `No matching identifiers on event`.
    case rejected(String)

    /// As the debugger and the counts name it.
    public var name: String {
        switch self {
        case .stored: "allowed"
        case .duplicate: "duplicate"
        case .filtered: "filtered"
        case .rejected: "rejected"
        }
    }

    /// Why it was rejected; empty otherwise.
    public var code: String {
        if case .rejected(let code) = self { code } else { "" }
    }
}
