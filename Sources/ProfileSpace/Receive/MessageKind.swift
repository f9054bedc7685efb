internal import IdentifyMessages

/// The kinds of calls of the Tracking API, as far as a space treats them differently.
enum MessageKind: String, Sendable {
    /// Also a message without a type, as only an import makes it.
    case identify
    case track, page, screen
    case group
    /// Merges nothing in Unify (`identity-resolution` §1).
    case alias
    case other

    init(_ type: JSONValue, _ text: Bytes) {
        if type.kind == .absent || type.names("identify", text) {
            self = .identify
        } else if type.names("track", text) {
            self = .track
        } else if type.names("page", text) {
            self = .page
        } else if type.names("screen", text) {
            self = .screen
        } else if type.names("group", text) {
            self = .group
        } else if type.names("alias", text) {
            self = .alias
        } else {
            self = .other
        }
    }

    /// Kept as an event of the profile; Identify calls never are (`observability` §5).
    var isEvent: Bool { self == .track || self == .page || self == .screen }
}
