public import IdentifyMessages

/// Takes everything and keeps nothing: for tests, and for measuring what leads up to a delivery.
public struct NullDestination: Destination {
    public let limits: BatchLimits

    /// - Parameter limits: default: those of a Tracking API.
    public init(limits: BatchLimits = .trackingAPI) { self.limits = limits }

    /// Always a receipt, at once.
    public func send(_ batch: Batch) async throws(DeliveryError) -> Receipt { Receipt() }
}
