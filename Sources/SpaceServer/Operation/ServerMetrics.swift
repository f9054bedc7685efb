internal import ProfileSpace
internal import Synchronization

/// What `/metrics` tells: requests by route, commits, and how long they took.
final class ServerMetrics: Sendable {
    private let routes = Mutex<[String: RouteMetrics]>([:])
    private let commits = Mutex(Histogram())
    private let messages = Mutex<[Verdict: Int]>([:])

    private struct Verdict: Hashable {
        var name: String
        var code: String
    }

    /// Requests to no route.
    let unknown = RouteMetrics("unknown")

    init() { routes.withLock { $0["unknown"] = unknown } }

    /// The counters of a route, made when first asked for.
    func route(_ name: String) -> RouteMetrics {
        routes.withLock { routes in
            if let known = routes[name] { return known }
            let made = RouteMetrics(name)
            routes[name] = made
            return made
        }
    }

    /// Counts messages by what became of them.
    func countMessages(_ verdict: String, _ code: String, _ count: Int) {
        messages.withLock { $0[Verdict(name: verdict, code: code), default: 0] += count }
    }

    /// Counts the messages of a request that was stored, and how long that took.
    func countCommit(_ verdicts: [MessageVerdict], in duration: Duration) {
        commits.withLock { $0.add(duration) }
        let stored = verdicts.count { $0 == .stored }
        messages.withLock { messages in
            messages[Verdict(name: "allowed", code: ""), default: 0] += stored
            guard stored < verdicts.count else { return }
            for verdict in verdicts where verdict != .stored {
                // Words about malformed JSON are many; codes are few.
                let code = DiscardCode(rawValue: verdict.code)?.rawValue ?? ""
                messages[Verdict(name: verdict.name, code: code), default: 0] += 1
            }
        }
    }

    /// Appends everything in the text form of Prometheus.
    func write(to text: inout PrometheusText) {
        let routes = routes.withLock { $0.sorted { $0.key < $1.key }.map(\.value) }
        let used = routes.map { ($0.name, $0.snapshot) }.filter { !$0.1.statuses.isEmpty }
        text.begin("rollcall_requests_total", "counter", "Requests, by route and status.")
        for (name, counts) in used {
            for (status, count) in counts.statuses.sorted(by: { $0.key < $1.key }) {
                text.sample(["route": name, "status": "\(status)"], count)
            }
        }
        text.begin("rollcall_request_seconds", "histogram", "Time to the answer, by route.")
        for (name, counts) in used { text.histogram(counts.times, ["route": name]) }
        text.begin("rollcall_commit_seconds", "histogram", "Time until a request's messages were durable.")
        text.histogram(commits.withLock { $0 }, [:])
        text.begin("rollcall_messages_total", "counter", "Messages of the Tracking API, by verdict.")
        for (verdict, count) in messages.withLock({ $0.map { ($0.key, $0.value) } }).sorted(by: {
            ($0.0.name, $0.0.code) < ($1.0.name, $1.0.code)
        }) {
            text.sample(["verdict": verdict.name, "code": verdict.code], count)
        }
    }
}

/// The counters of one route.
final class RouteMetrics: Sendable {
    struct Counts: Sendable {
        var statuses: [Int: Int] = [:]
        var times = Histogram()
    }

    let name: String
    private let counts = Mutex(Counts())

    init(_ name: String) { self.name = name }

    var snapshot: Counts { counts.withLock { $0 } }

    func count(status: Int, duration: Duration) {
        counts.withLock { counts in
            counts.statuses[status, default: 0] += 1
            counts.times.add(duration)
        }
    }
}

/// How often something took how long.
struct Histogram: Sendable {
    /// Seconds.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var sum = 0.0

    var count: Int { counts.reduce(0, +) }

    mutating func add(_ duration: Duration) {
        let parts = duration.components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
        sum += seconds
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
    }
}

/// The text form of Prometheus.
struct PrometheusText {
    private(set) var text = ""
    private var name = ""

    mutating func begin(_ name: String, _ type: String, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ labels: [String: String], _ value: Int, suffix: String = "") {
        line(labels, "\(value)", suffix)
    }

    mutating func histogram(_ histogram: Histogram, _ labels: [String: String]) {
        var count = 0
        for (bound, more) in zip(Histogram.bounds, histogram.counts) {
            count += more
            sample(labels.merging(["le": "\(bound)"]) { $1 }, count, suffix: "_bucket")
        }
        sample(labels.merging(["le": "+Inf"]) { $1 }, histogram.count, suffix: "_bucket")
        line(labels, "\(histogram.sum)", "_sum")
        sample(labels, histogram.count, suffix: "_count")
    }

    private mutating func line(_ labels: [String: String], _ value: String, _ suffix: String) {
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
        let list = pairs.isEmpty ? "" : "{" + pairs.joined(separator: ",") + "}"
        text += "\(name)\(suffix)\(list) \(value)\n"
    }
}
