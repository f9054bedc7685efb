/// The service's limits, all in one place (`tracking-api` §4, `identifiers-and-traits` §9, design §8).
public enum Limits {
    /// Bytes of one Identify message as JSON.
    public static let maxMessageBytes = 32_000
    /// Traits of one Identify message.
    public static let maxTraitsPerMessage = 299
    /// Bytes of one request body, uncompressed.
    public static let maxBatchBytes = 475_000
    /// Messages of one request body.
    public static let maxMessagesPerBatch = 2_500
    /// Messages one row may become.
    public static let maxPartsPerRow = 14
    /// Bytes of a message ID.
    public static let maxMessageIDBytes = 100
    /// Characters of a `groupId`.
    public static let maxGroupIDCharacters = 500
}
