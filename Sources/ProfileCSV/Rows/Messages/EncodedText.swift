internal import IdentifyMessages

/// JSON text for the fixed parts of messages, made once a pass.
enum EncodedText {
    /// A string with its quotes.
    static func string(_ bytes: [UInt8]) -> [UInt8] {
        var buffer = JSONBuffer(capacity: bytes.count + 64)
        buffer.appendString(bytes)
        return buffer.withBytes { [UInt8]($0) }
    }

    static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }
}
