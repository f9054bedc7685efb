internal import IdentifyMessages

/// A message as the call that a source's library would make of it (`observability` §1).
enum PrettyCall {
    /// - Parameter message: one message as JSON.
    /// - Returns: `nil` for what is no message.
    static func text(_ message: [UInt8]) -> String? {
        message.withUnsafeBytes { bytes -> String? in
            var members = MessageMembers()
            guard (try? members.read(bytes, 0..<bytes.count)) != nil else { return nil }
            func raw(_ value: JSONValue) -> String? {
                let text = String(decoding: value.raw(in: bytes), as: UTF8.self)
                return switch value.kind {
                case .absent: nil
                case .string, .escapedString: "\"\(text)\""
                default: text
                }
            }
            func block(_ value: JSONValue) -> String? {
                raw(value).map { JSONView.indented(Array($0.utf8)) }
            }
            let type = raw(members.type)?.filter { $0 != "\"" } ?? "message"
            let arguments: [String?] =
                switch type {
                case "identify": [raw(members.userID), block(members.traits)]
                case "track": [raw(members.event), block(members.properties)]
                case "page", "screen": [raw(members.category), raw(members.name), block(members.properties)]
                case "group": [raw(members.groupID), block(members.traits)]
                case "alias": [raw(members.userID), raw(members.previousID)]
                default: [raw(members.userID)]
                }
            return "analytics.\(type)(\(arguments.compactMap { $0 }.joined(separator: ", ")))"
        }
    }

    /// Both views of a message, one of them folded away.
    static func views(_ message: [UInt8]) -> HTML {
        let pretty: HTML = text(message).map { "<p><strong>Pretty</strong></p><pre>\($0)</pre>" } ?? .none
        return """
            <div class='stack'>\(pretty)<details><summary>Raw</summary>\(JSONView.block(message))</details></div>
            """
    }
}
