/// How the values of a trait column are written (design §3). Anything else than its grammar allows is
/// the problem `invalid_value`.
public enum ValueType: Sendable, Hashable {
    case string
    /// The grammar of RFC 8259, copied byte for byte.
    case number
    /// `true` or `false`.
    case boolean
    /// `YYYY-MM-DD` or ISO 8601 with a zone, sent as text; with a format, values of that form are
    /// turned into these.
    case date(DateFormat?)
    /// One JSON value of depth ≤ 32.
    case json

    /// As in a mapping, space.yaml and problem arguments.
    public var name: String {
        switch self {
        case .string: "string"
        case .number: "number"
        case .boolean: "boolean"
        case .date: "date"
        case .json: "json"
        }
    }

    /// The type of this name, without a format.
    public init?(name: String) {
        switch name {
        case "string": self = .string
        case "number": self = .number
        case "boolean": self = .boolean
        case "date": self = .date(nil)
        case "json": self = .json
        default: return nil
        }
    }

    /// Every name that `init(name:)` knows.
    public static let names = ["string", "number", "boolean", "date", "json"]
}

/// What a blank field of a trait column becomes.
public enum BlankRule: String, Sendable, Hashable, CaseIterable {
    /// The trait is left out of the message; the default.
    case omit
    /// `null`, which removes the trait from the profile.
    case null
    /// The empty string.
    case empty
}
