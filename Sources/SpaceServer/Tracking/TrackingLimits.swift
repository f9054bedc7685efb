/// What the Tracking API takes; both readings of “KB” are below these (`tracking-api` §4).
enum TrackingLimits {
    /// Bytes of a single call, and of each message of a batch.
    static let maxMessageBytes = 32_768
    /// Bytes of a batch, inflated.
    static let maxBatchBytes = 512_000
    /// Messages of a batch that are kept.
    static let maxMessages = 2_500
    /// A write key that is shorter is refused, as Segment does.
    static let minKeyBytes = 4
}
