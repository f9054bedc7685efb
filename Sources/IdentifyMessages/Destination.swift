/// Whatever accepts batches: a space, a Tracking API, files, nothing.
public protocol Destination: Sendable {
    /// What one batch may measure here.
    var limits: BatchLimits { get }

    /// Delivers a batch, wholly or not at all.
    ///
    /// - Returns: once the batch is durable there (design §9, invariant 6).
    /// - Throws: when it was not taken and, as far as this destination can tell, never will be without help.
    func send(_ batch: Batch) async throws(DeliveryError) -> Receipt

    /// What messages are to be followed by in the batches that it gets. Default: a comma, as a request
    /// body wants it.
    var separator: MessageSeparator { get }

    /// Batches that may be begun before the first of them has its receipt. 1: one after the other.
    var batchesInFlight: Int { get }

    /// Takes a batch into the order in which they take effect, that of the calls, and does not wait.
    /// The default sends it when its receipt is asked for.
    func begin(_ batch: Batch) -> PendingReceipt

    /// Asks every `send` under way to come to its end soon: what is on its way arrives, nothing is
    /// waited for or tried again. The default does nothing, for destinations that never wait.
    func stopWaiting()
}

extension Destination {
    /// Does nothing.
    public func stopWaiting() {}

    public var separator: MessageSeparator { .comma }

    public var batchesInFlight: Int { 1 }

    /// Sends the batch when its receipt is asked for.
    public func begin(_ batch: Batch) -> PendingReceipt {
        PendingReceipt { () async throws(DeliveryError) in try await send(batch) }
    }
}

/// A batch that was begun.
public struct PendingReceipt: Sendable {
    private let wait: @Sendable () async throws(DeliveryError) -> Receipt

    /// - Parameter wait: what `send` of the destination promises.
    public init(_ wait: @escaping @Sendable () async throws(DeliveryError) -> Receipt) {
        self.wait = wait
    }

    /// As `send` of the destination. To be asked once.
    public func receipt() async throws(DeliveryError) -> Receipt { try await wait() }
}

/// A destination's durable yes to a batch.
public struct Receipt: Sendable, Hashable {
    /// A message that the destination refused for good while it took the others.
    public struct Rejection: Sendable, Hashable {
        /// Index of the message in the batch, 0-based.
        public var message: Int
        /// The destination's own words.
        public var reason: String

        public init(message: Int, reason: String) {
            self.message = message
            self.reason = reason
        }
    }

    public var rejections: [Rejection]

    public init(rejections: [Rejection] = []) {
        self.rejections = rejections
    }
}

/// Why a batch was not taken.
public struct DeliveryError: Error, Sendable, Hashable {
    /// What happened, with the exit status it comes to. Cases may be added.
    public enum Code: String, Sendable, Hashable {
        /// After all retries (exit status 69).
        case unavailable
        /// The destination only ever asked to wait (exit status 75).
        case rateLimited = "rate_limited"
        /// The key was refused (exit status 77).
        case keyRefused = "key_refused"
        /// Disk full, a folder that vanished, a read or write that failed (exit status 74).
        case io
        /// Another process holds the destination (exit status 75).
        case busy
        /// `stopWaiting()` came before the batch was accepted.
        case stopped
    }

    public var code: Code
    public var detail: String

    public init(_ code: Code, detail: String) {
        self.code = code
        self.detail = detail
    }
}
