public import IdentifyMessages

/// Delivers the batches of one run to a space. Each batch is applied wholly or not at all, in one
/// transaction with the note of its rows; a receipt means that it is on disk. Rows that the run has
/// delivered before are skipped, so sending a batch again does no harm.
///
/// Batches take effect in the order of the calls to `begin`; a `send` that was awaited comes before the next.
public struct SpaceDestination: Destination {
    /// 50,000 messages (design §8) or 32 MB, whatever comes first.
    public static let limits = BatchLimits(maxBytes: 32_000_000, maxMessages: 50_000)

    public var limits: BatchLimits { Self.limits }
    public let space: Space
    public let run: SpaceRun

    public init(_ space: Space, run: SpaceRun) {
        self.space = space
        self.run = run
    }

    /// Several, so that they can be gathered in one transaction.
    public var batchesInFlight: Int { 8 }

    /// - Returns: rejected are messages without an identifier that could be used.
    /// - Throws: `busy` when another process writes for longer than the space's busy time-out, `io` for
    ///   everything else; nothing of the batch is in the space then.
    public func send(_ batch: Batch) async throws(DeliveryError) -> Receipt {
        try await begin(batch).receipt()
    }

    /// Takes its place in the order of writing at once.
    public func begin(_ batch: Batch) -> PendingReceipt {
        let job = space.submit(.batch(batch, run))
        return PendingReceipt { () async throws(DeliveryError) in
            do throws(SpaceError) {
                guard case .receipt(let receipt) = try await job.answer() else { return Receipt() }
                return receipt
            } catch {
                throw DeliveryError(error.code == .busy ? .busy : .io, detail: error.detail)
            }
        }
    }
}
