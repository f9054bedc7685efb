/// Why a space.yaml or a mapping cannot be used; the command ends with status 78 (design §5).
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of fault it is.
    public enum Reason: String, Sendable, Hashable {
        /// Not YAML, or not a mapping of keys to values at its top.
        case notYAML
        case unknownKey
        case wrongType
        case invalidValue
        case duplicate
        case unknownName
        case missing
        /// Anchors, aliases, merge keys or tags, or far too large.
        case unsupported
    }

    public var reason: Reason
    /// One sentence for people, without the place.
    public var message: String
    /// The file as the user named it; `nil` when the text did not come from a file.
    public var file: String?
    /// 1-based; `nil` when no line is at fault.
    public var line: Int?
    /// The known name most like the one that was found.
    public var nearest: String?

    public init(
        _ reason: Reason, _ message: String, file: String? = nil, line: Int? = nil,
        nearest: String? = nil
    ) {
        self.reason = reason
        self.message = message
        self.file = file
        self.line = line
        self.nearest = nearest
    }

    /// `space.yaml, line 4: … Did you mean "limit"?`
    public var description: String {
        let place = [file, line.map { "line \($0)" }].compactMap { $0 }.joined(separator: ", ")
        let hint = nearest.map { " Did you mean “\($0)”?" } ?? ""
        return (place.isEmpty ? "" : "\(place): ") + message + hint
    }
}
