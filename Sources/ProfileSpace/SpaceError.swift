/// Why a space cannot be opened, read or written.
public struct SpaceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened. Cases may be added.
    public enum Code: String, Sendable, Hashable {
        /// Another process holds the space longer than the busy time-out.
        case busy
        /// There is no space, and none was to be made.
        case missing
        /// The database is damaged or was written by a newer version.
        case unreadable
        /// Something with this name is there already.
        case exists
        /// What was asked for would destroy something else.
        case refused
        /// The operating system refused, or the disk is full.
        case io
    }

    public var code: Code
    public var detail: String

    public init(_ code: Code, detail: String) {
        self.code = code
        self.detail = detail
    }

    public var description: String { detail }
}
