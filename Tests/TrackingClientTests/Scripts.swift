import IdentifyMessages
import NIOCore
import Synchronization

@testable import TrackingClient

/// A network that says what a test wants, and remembers what it was asked.
final class ScriptedTransport: Transport {
    struct Request: Sendable {
        var url: String
        var headers: [String: String]
        var body: String
        /// When it came, on the test's clock.
        var at: Duration
    }

    private let script: @Sendable (Int, String) -> Result<Answer, TransportFailure>
    private let clock: TestClock
    private let state = Mutex<(requests: [Request], renewals: Int)>(([], 0))

    /// - Parameter script: is given the request's number, from 1, and its body.
    init(
        _ clock: TestClock,
        _ script: @escaping @Sendable (Int, String) -> Result<Answer, TransportFailure>
    ) {
        self.clock = clock
        self.script = script
    }

    /// Answers in turn; the last again and again.
    convenience init(_ clock: TestClock, _ answers: [Result<Answer, TransportFailure>]) {
        self.init(clock) { number, _ in answers[min(number, answers.count) - 1] }
    }

    var requests: [Request] { state.withLock { $0.requests } }
    var renewals: Int { state.withLock { $0.renewals } }

    func send(_ request: WireRequest) async throws(TransportFailure) -> Answer {
        let body = request.body.map { String(decoding: $0.readableBytesView, as: UTF8.self) } ?? ""
        let headers = Dictionary(request.headers.map { ($0.name, $0.value) }) { first, _ in first }
        let seen = Request(url: request.url, headers: headers, body: body, at: clock.now)
        let number = state.withLock { state in
            state.requests.append(seen)
            return state.requests.count
        }
        return try script(number, body).get()
    }

    func renew() { state.withLock { $0.renewals += 1 } }
}

/// Time that passes only where somebody waits.
final class TestClock: Sendable {
    private let state = Mutex<(now: Duration, waits: [Duration])>((.zero, []))
    /// The start on the wall clock: 2026-01-01.
    static let start = 1_767_225_600_000

    var now: Duration { state.withLock { $0.now } }
    var waits: [Double] { state.withLock { $0.waits.map(\.inSeconds) } }

    func advance(_ duration: Duration) {
        state.withLock {
            $0.now += duration
            $0.waits.append(duration)
        }
    }

    func clockwork(random: Double = 0) -> Clockwork {
        Clockwork(
            now: { self.now }, wall: { Self.start + Int(self.now.inSeconds * 1_000) },
            sleep: { self.advance($0) }, random: { random })
    }
}

extension Result where Success == Answer, Failure == TransportFailure {
    static func status(
        _ status: Int, _ body: String = "", _ headers: [String: String] = [:]
    ) -> Self {
        .success(Answer(status: status, headers: headers, body: Array(body.utf8)))
    }

    static let ok = status(200, #"{"success":true}"#)
    static let lost = Self.failure(TransportFailure("the connection was closed"))
}

/// A batch of messages `{"n":0}`, `{"n":1}` …, a row each.
func batch(_ count: Int) -> Batch {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for number in 0..<count {
        bytes += Array("{\"n\":\(number)},".utf8)
        ends.append(bytes.count)
    }
    // Two buffers, so that slices are crossed too.
    let half = count / 2
    let cut = half == 0 ? 0 : ends[half - 1]
    var packer = BatchPacker()
    if half > 0 {
        _ = packer.add(
            MessageBuffer(
                bytes: Array(bytes[..<cut]), ends: Array(ends[..<half]), rows: Array(1...half)))
    }
    _ = packer.add(
        MessageBuffer(
            bytes: Array(bytes[cut...]), ends: ends[half...].map { $0 - cut },
            rows: Array(half + 1...count)))
    return packer.finish() ?? Batch(number: 1, slices: [], messageCount: 0, byteCount: 0, rows: [])
}

func body(_ numbers: some Sequence<Int>) -> String {
    "{\"batch\":[" + numbers.map { "{\"n\":\($0)}" }.joined(separator: ",") + "]}"
}
