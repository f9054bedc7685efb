/// One identifier's value on a profile, as `context.externalIds` and the Profile API write it.
public struct ExternalID: Sendable, Hashable {
    /// Lower case: `email`, `phone`, `android.id` …
    public var type: String
    /// Compared byte for byte.
    public var value: [UInt8]
    /// `users` or `accounts`.
    public var collection: String
    /// Always `none`; another one is not understood.
    public var encoding: String

    public init(
        type: String, value: [UInt8], collection: String = "users", encoding: String = "none"
    ) {
        self.type = type
        self.value = value
        self.collection = collection
        self.encoding = encoding
    }

    public init(type: String, value: String) {
        self.init(type: type, value: Array(value.utf8))
    }
}
