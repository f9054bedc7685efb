import CZlib
import IdentifyMessages
import NIOCore
import Testing

@testable import TrackingClient

/// Delivering over a network that a test makes up: outcomes, retries, halving, giving up.
@Suite struct TrackingDestinationTests {
    private struct Delivered {
        var receipt: Receipt?
        var error: DeliveryError?
        var requests: [ScriptedTransport.Request]
        var waits: [Double]
        var renewals: Int
    }

    /// Sends one batch.
    private func deliver(
        _ count: Int = 4, to transport: ScriptedTransport, _ clock: TestClock, random: Double = 0,
        options change: (inout TrackingOptions) -> Void = { _ in }
    ) async throws -> Delivered {
        var options = TrackingOptions(writeKey: "key")
        change(&options)
        let destination = TrackingDestination(
            try TrackingAddress("https://h/p"), options: options, transport: transport,
            clock: clock.clockwork(random: random))
        var receipt: Receipt?
        var failure: DeliveryError?
        do throws(DeliveryError) { receipt = try await destination.send(batch(count)) } catch {
            failure = error
        }
        return Delivered(
            receipt: receipt, error: failure, requests: transport.requests, waits: clock.waits,
            renewals: transport.renewals)
    }

    private func deliver(
        _ answers: [Result<Answer, TransportFailure>], count: Int = 4, random: Double = 0,
        options: (inout TrackingOptions) -> Void = { _ in }
    ) async throws -> Delivered {
        let clock = TestClock()
        return try await deliver(
            count, to: ScriptedTransport(clock, answers), clock, random: random, options: options)
    }

    @Test func aBatchIsOneRequestWithTheKeyInItsHeader() async throws {
        let done = try await deliver([.ok])
        #expect(done.receipt == Receipt())
        let request = try #require(done.requests.first)
        #expect(done.requests.count == 1 && request.url == "https://h/p/v1/batch")
        #expect(request.body == body(0..<4))
        #expect(request.headers["Authorization"] == "Basic a2V5Og==")
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.headers["X-Retry-Count"] == nil)
    }

    @Test func failuresAreRetriedWithTheSameBodyAndLongerWaits() async throws {
        let done = try await deliver(
            [.status(503), .lost, .status(200, #"{"success":false}"#), .status(429), .ok],
            random: 0.5)
        #expect(done.receipt == Receipt())
        #expect(done.waits == [1.5, 3, 6, 12])
        #expect(Set(done.requests.map(\.body)).count == 1)
        #expect(done.requests.map { $0.headers["X-Retry-Count"] } == [nil, "1", "2", "3", "4"])
        // After all but the 429 the name is looked up again.
        #expect(done.renewals == 3)
    }

    @Test func tenCountedAttemptsAreTheEnd() async throws {
        let down = try await deliver([.status(500)])
        #expect(down.error?.code == .unavailable && down.requests.count == 10)
        #expect(down.waits == [1, 2, 4, 8, 16, 32, 60, 60, 60])
        let busy = try await deliver([.status(429)])
        #expect(busy.error?.code == .rateLimited && busy.requests.count == 10)
        let mixed = try await deliver([.status(503), .status(429)])
        #expect(mixed.error?.code == .unavailable)
    }

    @Test func whatTheServerAsksForIsNotCounted() async throws {
        let pauses = Array(
            repeating: Result.status(429, "", ["retry-after": "2"]), count: 40)
        let done = try await deliver(pauses + [.ok])
        #expect(done.receipt == Receipt() && done.requests.count == 41)
        #expect(done.waits == Array(repeating: 2, count: 40))
    }

    @Test(arguments: [(429, DeliveryError.Code.rateLimited), (503, .unavailable)])
    func aQuarterOfAnHourWithoutAReceiptIsTheEnd(
        status: Int, code: DeliveryError.Code
    ) async throws {
        let done = try await deliver([.status(status, "", ["retry-after": "300"])])
        #expect(done.error?.code == code)
        #expect(done.requests.map(\.at.inSeconds) == [0, 300, 600, 900])
        #expect(done.error?.detail.contains("15 minutes") == true)
    }

    @Test func aRefusedKeyEndsAtOnce() async throws {
        for status in [401, 403] {
            let done = try await deliver([.status(status, "no")])
            #expect(done.error?.code == .keyRefused && done.requests.count == 1)
            #expect(done.error?.detail.contains("key)") == false)
        }
    }

    @Test func whatTryingAgainCannotChangeEndsAtOnce() async throws {
        let untrusted = Result<Answer, TransportFailure>.failure(
            TransportFailure("its certificate", isFinal: true))
        for answer in [.status(404), .status(301, "", ["location": "https://x"]), untrusted] {
            let done = try await deliver([answer])
            #expect(done.error?.code == .unavailable && done.requests.count == 1)
        }
    }

    @Test(arguments: [1, 2, 3, 8, 21], [400, 413])
    func theGuiltyMessagesAreFoundAndTheOthersDelivered(count: Int, status: Int) async throws {
        for guilty in 0..<count {
            let clock = TestClock()
            let bad: Set = [guilty, count - 1]
            let transport = ScriptedTransport(clock) { _, body in
                bad.contains { body.contains("{\"n\":\($0)}") }
                    ? .status(status, #"{"message":"too odd"}"#) : .ok
            }
            let done = try await deliver(count, to: transport, clock)
            let words = "status \(status): too odd"
            #expect(
                done.receipt?.rejections == bad.sorted().map { .init(message: $0, reason: words) })
            let accepted = done.requests.filter { request in
                !bad.contains { request.body.contains("{\"n\":\($0)}") }
            }
            let delivered = accepted.flatMap { request in
                (0..<count).filter { request.body.contains("{\"n\":\($0)}") }
            }
            // Each once, and in their order.
            #expect(delivered == (0..<count).filter { !bad.contains($0) })
            #expect(done.waits.isEmpty)
        }
    }

    @Test func aPauseHoldsBackEveryBatch() async throws {
        let clock = TestClock()
        let transport = ScriptedTransport(
            clock, [.status(503, "", ["retry-after": "100"]), .ok])
        let destination = TrackingDestination(
            try TrackingAddress("https://h"), options: TrackingOptions(), transport: transport,
            clock: clock.clockwork())
        _ = try await destination.send(batch(1))
        _ = try await destination.send(batch(2))
        #expect(transport.requests.map(\.at.inSeconds) == [0, 100, 100])
    }

    @Test func theRateIsKept() async throws {
        let clock = TestClock()
        let transport = ScriptedTransport(clock, [.ok])
        var options = TrackingOptions()
        options.rate = 10
        let destination = TrackingDestination(
            try TrackingAddress("https://h"), options: options, transport: transport,
            clock: clock.clockwork())
        for _ in 0..<4 { _ = try await destination.send(batch(5)) }
        #expect(transport.requests.map(\.at.inSeconds) == [0, 0.5, 1, 1.5])
        #expect(transport.requests[0].headers["Authorization"] == nil)
    }

    @Test func stoppingEndsTheWaitingAndNothingNewBegins() async throws {
        let clock = TestClock()
        let transport = ScriptedTransport(clock, [.status(503)])
        let destination = TrackingDestination(
            try TrackingAddress("https://h"), options: TrackingOptions(), transport: transport,
            clock: Clockwork(
                now: { clock.now }, wall: { 0 },
                sleep: { _ in try? await Task.sleep(for: .seconds(600)) }, random: { 0 }))
        let sending = Task { await Result { try await destination.send(batch(1)) } }
        while transport.requests.isEmpty { await Task.yield() }
        destination.stopWaiting()
        let ended = await sending.value
        #expect(throws: DeliveryError.self) { try ended.get() }
        await #expect(throws: DeliveryError.self) { try await destination.send(batch(1)) }
        #expect(transport.requests.count == 1)
    }

    @Test func bodiesMayBePacked() async throws {
        var buffer = batch(50).buffer(of: 0..<50)
        let packed = try #require(GzipBody.compressed(buffer))
        #expect(packed.readableBytes < buffer.readableBytes)
        var stream = z_stream()
        var output = [UInt8](repeating: 0, count: 4_096)
        #expect(rc_inflate_start(&stream) == Z_OK)
        // Without the wrapper: ten bytes before, eight after.
        var input = Array(packed.readableBytesView)
        #expect(input.prefix(3) == [0x1F, 0x8B, 8])
        input.removeFirst(10)
        let size = input.count
        let count = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = uInt(size)
                stream.next_out = target.baseAddress
                stream.avail_out = uInt(target.count)
                #expect(inflate(&stream, Z_FINISH) == Z_STREAM_END)
                return Int(stream.total_out)
            }
        }
        inflateEnd(&stream)
        #expect(String(decoding: output[..<count], as: UTF8.self) == body(0..<50))
        #expect(buffer.readBytes(length: 10) == Array("{\"batch\":[".utf8))
        let done = try await deliver([.ok]) { $0.compresses = true }
        #expect(done.requests.first?.headers["Content-Encoding"] == "gzip")
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
