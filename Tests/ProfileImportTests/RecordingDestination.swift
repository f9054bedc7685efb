import Foundation
import IdentifyMessages
import Synchronization

/// Remembers what it took and fails where a test wants it to.
final class RecordingDestination: Destination {
    struct Failure: Sendable {
        /// The send, counted from 1, that fails, and all after it.
        var from: Int
        var error: DeliveryError
        /// Whether the batch arrives all the same and only the answer is lost.
        var arrives = false
    }

    let limits: BatchLimits
    private let failure: Failure?
    /// Message IDs that are refused.
    private let refused: Set<String>
    private let state = Mutex<(sends: Int, bodies: [[UInt8]])>((0, []))
    private let onSend: @Sendable (Int) -> Void

    init(
        limits: BatchLimits = BatchLimits(maxBytes: 2_000, maxMessages: 5),
        failure: Failure? = nil, refused: Set<String> = [],
        onSend: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.limits = limits
        self.failure = failure
        self.refused = refused
        self.onSend = onSend
    }

    /// The bodies in the order of their arrival.
    var bodies: [String] {
        state.withLock { $0.bodies.map { String(decoding: $0, as: UTF8.self) } }
    }

    var messageIDs: [String] {
        bodies.flatMap(Self.messageIDs)
    }

    static func messageIDs(_ body: String) -> [String] {
        body.components(separatedBy: #""messageId":""#).dropFirst().compactMap {
            $0.components(separatedBy: "\"").first
        }
    }

    func send(_ batch: Batch) async throws(DeliveryError) -> Receipt {
        let body = batch.body()
        let number = state.withLock { state in
            state.sends += 1
            let fails = failure.map { state.sends >= $0.from } ?? false
            if !fails || failure?.arrives == true { state.bodies.append(body) }
            return state.sends
        }
        onSend(number)
        if let failure, number >= failure.from { throw failure.error }
        let ids = Self.messageIDs(String(decoding: body, as: UTF8.self))
        return Receipt(
            rejections: ids.enumerated().filter { refused.contains($0.element) }.map {
                Receipt.Rejection(message: $0.offset, reason: "no such \($0.element)")
            })
    }
}
