/// One JSON value of a text: where it lies and what it is. Values are never copied while reading.
public struct JSONValue: Sendable, Hashable {
    /// What kind of value it is.
    public enum Kind: UInt8, Sendable {
        /// There is no such member.
        case absent
        /// A string without escapes: its bytes are its content.
        case string
        /// A string with at least one escape: `text(in:)` undoes it.
        case escapedString
        case number, `true`, `false`, null, object, array
    }

    /// Byte offset in the text; a string's begins after its quote.
    public var offset: UInt32
    /// Bytes; a string's without its quotes.
    public var count: UInt32
    public var kind: Kind

    public static let absent = JSONValue(offset: 0, count: 0, kind: .absent)

    @inlinable public init(offset: UInt32, count: UInt32, kind: Kind) {
        self.offset = offset
        self.count = count
        self.kind = kind
    }

    @inlinable public var isString: Bool { kind == .string || kind == .escapedString }

    /// The bytes between the quotes of a string, or the whole of another value.
    ///
    /// - Parameter text: what was read; the value's range is inside it.
    @inlinable public func raw(in text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let start = Int(offset)
        return UnsafeRawBufferPointer(rebasing: text[start..<start &+ Int(count)])
    }

    /// The value as JSON, quotes included.
    @inlinable public func json(in text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard isString else { return raw(in: text) }
        let start = Int(offset) &- 1
        return UnsafeRawBufferPointer(rebasing: text[start..<start &+ Int(count) &+ 2])
    }

    /// Lends a string's content, or the raw bytes of another value: copied only where escapes must be
    /// undone.
    @inlinable public func withText<Result>(
        in text: UnsafeRawBufferPointer, _ use: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        guard kind == .escapedString else { return use(raw(in: text)) }
        return self.text(in: text).withUnsafeBytes(use)
    }

    /// A string's content, escapes undone; the raw bytes of another value. Complexity: O(bytes).
    public func text(in text: UnsafeRawBufferPointer) -> [UInt8] {
        guard kind == .escapedString else { return [UInt8](raw(in: text)) }
        var content: [UInt8] = []
        JSONText.unescape(raw(in: text), into: &content)
        return content
    }
}

/// A member of a JSON object.
public struct JSONMember: Sendable, Hashable {
    /// Always a string.
    public var name: JSONValue
    public var value: JSONValue

    @inlinable public init(name: JSONValue, value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// Why bytes are no JSON, or no message, and where.
public struct MalformedJSON: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with it.
    public enum Reason: Sendable, Hashable {
        case unexpectedEnd
        /// A byte that cannot stand there.
        case unexpectedByte(UInt8)
        /// Not one of `\" \\ \/ \b \f \n \r \t \uXXXX`.
        case badEscape
        /// A byte below 0x20 inside a string.
        case controlCharacter(UInt8)
        case badNumber
        /// Values nested deeper than `MessageReader.maxDepth`.
        case tooDeep
        case invalidUTF8
        /// Something after the value's end.
        case trailingBytes
        /// The text is another JSON value than an object, or `batch` is no list of objects.
        case notAnObject
        case noBatch
        /// 4 GiB or more.
        case tooLarge
    }

    public var reason: Reason
    /// 0-based, in the text that was read.
    public var byte: Int

    public init(_ reason: Reason, byte: Int) {
        self.reason = reason
        self.byte = byte
    }

    public var description: String {
        switch reason {
        case .unexpectedEnd: "the JSON ends too early, at byte \(byte)"
        case .unexpectedByte(let value):
            value > 0x20 && value < 0x7F
                ? "“\(Character(UnicodeScalar(value)))” cannot stand at byte \(byte) of the JSON"
                : "byte value \(value) cannot stand at byte \(byte) of the JSON"
        case .badEscape: "no escape of JSON at byte \(byte)"
        case .controlCharacter(let value):
            "control character \(value) must be escaped inside a JSON string, at byte \(byte)"
        case .badNumber: "no number of JSON at byte \(byte)"
        case .tooDeep: "JSON nested deeper than \(MessageReader.maxDepth) levels at byte \(byte)"
        case .invalidUTF8: "invalid UTF-8 in the JSON at byte \(byte)"
        case .trailingBytes: "something follows the end of the JSON, at byte \(byte)"
        case .notAnObject: "a JSON object was expected at byte \(byte)"
        case .noBatch: "the JSON has no member “batch” that is a list"
        case .tooLarge: "the JSON is larger than 4 GiB"
        }
    }
}
