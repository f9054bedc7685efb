internal import Foundation
public import IdentifyMessages
internal import NIOCore

/// A Tracking API over HTTP: Segment, or any server that speaks it (`tracking-api`).
///
/// A request that fails in a way that may pass is sent again, with the same message IDs: 10 counted
/// attempts a batch with growing waits between them, and as often as the server itself asks for,
/// until nothing was accepted for ``TrackingOptions/patience``. A batch that the server refuses as
/// such is halved until the guilty message stands alone; that message is rejected with the server's
/// words, the others are delivered. Any number of tasks may send at once.
public final class TrackingDestination: Destination {
    public let limits = BatchLimits.trackingAPI
    public let address: TrackingAddress

    private let options: TrackingOptions
    private let transport: any Transport
    private let clock: Clockwork
    private let pace: Pace
    private let url: String
    private let headers: [(name: String, value: String)]

    /// - Parameters:
    ///   - address: where to; `/v1/batch` is appended.
    public convenience init(_ address: TrackingAddress, options: TrackingOptions) {
        self.init(
            address, options: options,
            transport: HTTPTransport(
                address: address, proxy: options.proxies.proxy(for: address),
                certificates: options.certificates, timeout: options.timeout,
                connections: options.connections),
            clock: .system)
    }

    package init(
        _ address: TrackingAddress, options: TrackingOptions, transport: any Transport,
        clock: Clockwork
    ) {
        self.address = address
        self.options = options
        self.transport = transport
        self.clock = clock
        pace = Pace(rate: options.rate, patience: options.patience, clock: clock)
        url = address.description + "/v1/batch"
        var headers = [("Content-Type", "application/json"), ("User-Agent", options.agent)]
        if options.compresses { headers.append(("Content-Encoding", "gzip")) }
        if let key = options.writeKey { headers.append(("Authorization", Self.basic(key))) }
        self.headers = headers.map { (name: $0.0, value: $0.1) }
    }

    /// `Authorization` of a key or token that is a user name without a password.
    static func basic(_ key: String) -> String {
        "Basic " + Data((key + ":").utf8).base64EncodedString()
    }

    /// - Returns: rejected are messages that the server refused although they stood alone.
    /// - Throws: `unavailable`, `rateLimited`, `keyRefused`; `stopped` after ``stopWaiting()``.
    public func send(_ batch: Batch) async throws(DeliveryError) -> Receipt {
        var rejections: [Receipt.Rejection] = []
        var waiting = [0..<batch.messageCount]
        // The first half goes before the second: rows take effect in file order.
        while let part = waiting.popLast() {
            guard let words = try await deliver(part, of: batch) else { continue }
            if part.count <= 1 {
                rejections.append(Receipt.Rejection(message: part.lowerBound, reason: words))
            } else {
                if part.count == batch.messageCount {
                    options.events(.split(batch: batch.number, reason: words))
                }
                let middle = part.lowerBound + part.count / 2
                waiting.append(middle..<part.upperBound)
                waiting.append(part.lowerBound..<middle)
            }
        }
        return Receipt(rejections: rejections)
    }

    /// Requests under way come to their end; nothing is tried again and nothing new begins.
    public func stopWaiting() { pace.stop() }

    /// Sends some messages of a batch until the server has decided about them.
    ///
    /// - Returns: `nil` when they were accepted, the server's words when they were refused.
    private func deliver(
        _ part: Range<Int>, of batch: Batch
    ) async throws(DeliveryError) -> String? {
        let body = batch.buffer(of: part)
        let packed = options.compresses ? GzipBody.compressed(body) : body
        guard let packed else { throw DeliveryError(.io, detail: "no memory to pack a request") }
        var attempts = Attempts(
            pace, transport, clock, firstWait: options.firstWait, most: options.maxAttempts)
        while true {
            try await pace.admit(part.count)
            switch await post(packed, attempt: attempts.failures) {
            case .accepted:
                pace.accepted(part.count)
                return nil
            case .refused(let words):
                return words
            case .keyRefused(let words):
                throw DeliveryError(
                    .keyRefused, detail: "\(address.host) refused the write key (\(words))")
            case .hopeless(let words):
                throw DeliveryError(.unavailable, detail: "\(address): \(words)")
            case .retry(let retry):
                let rate = pace.rate
                try await attempts.failed(retry, "\(address.host) did not accept a batch") { wait in
                    if pace.rate != rate { options.events(.rate(pace.rate)) }
                    switch wait {
                    case .asked(let wait): options.events(.pause(wait, reason: retry.reason))
                    case .backoff(let wait, let failures):
                        options.events(
                            .retry(
                                batch: batch.number, attempt: failures, wait: wait,
                                reason: retry.reason))
                    }
                }
            }
        }
    }

    private func post(_ body: ByteBuffer, attempt: Int) async -> Verdict {
        var headers = headers
        if attempt > 0 { headers.append((name: "X-Retry-Count", value: String(attempt))) }
        do throws(TransportFailure) {
            let answer = try await transport.send(
                WireRequest(method: "POST", url: url, headers: headers, body: body))
            return Verdict(answer, now: clock.wall())
        } catch {
            if error.isFinal { return .hopeless(error.detail) }
            return .retry(Verdict.Retry(reason: error.detail))
        }
    }
}

extension Batch {
    /// The body of a request with some of the messages. Complexity: O(bytes), one copy.
    func buffer(of part: Range<Int>) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: byteCount)
        guard part.count < messageCount else {
            withPieces { _ = buffer.writeBytes($0) }
            return buffer
        }
        buffer.writeStaticString(Batch.opening)
        var first = 0
        for slice in slices {
            let wanted = part.clamped(to: first..<first + slice.messages.count)
            first += slice.messages.count
            guard !wanted.isEmpty else { continue }
            let offset = slice.messages.lowerBound - (first - slice.messages.count)
            let lent = Slice(
                buffer: slice.buffer,
                messages: wanted.lowerBound + offset..<wanted.upperBound + offset)
            slice.buffer.withBytes { bytes in
                _ = buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[lent.byteRange]))
            }
        }
        // Each message is followed by a comma; the last one's goes.
        buffer.moveWriterIndex(to: buffer.writerIndex - 1)
        buffer.writeStaticString(Batch.closing)
        return buffer
    }
}
