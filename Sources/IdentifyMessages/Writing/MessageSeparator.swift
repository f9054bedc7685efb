/// What a message in a buffer is followed by.
public enum MessageSeparator: UInt8, Sendable, Hashable {
    /// Messages of one request body. The default everywhere.
    case comma = 0x2C
    /// Messages that are lines of their own.
    case lineFeed = 0x0A
}
