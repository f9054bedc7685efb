internal import IdentifyMessages

/// The calls of the Tracking API.
enum MessageType: String, Sendable, CaseIterable {
    case identify, track, page, screen, group, alias

    /// `nil` for any other text, and for what is no text.
    init?(_ value: JSONValue, in text: UnsafeRawBufferPointer) {
        guard value.isString else { return nil }
        self.init(rawValue: String(decoding: value.text(in: text), as: UTF8.self))
    }
}
