internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Faults that the Tracking API is to answer with, so that others can test their clients against it.
///
/// ```json
/// {"faults": [
///   {"every": 3, "status": 429, "headers": {"Retry-After": "1"}},
///   {"from": 10, "to": 20, "status": 503, "delay_ms": 250},
///   {"every": 7, "hang_up": "after"}
/// ]}
/// ```
/// Requests count from 1; the first fault that fits is the answer. A fault with a `status` stores
/// nothing; `hang_up` ends the connection `before` anything is stored or `after`.
public struct FaultPlan: Sendable, Hashable, Codable {
    /// One kind of fault, and when it happens.
    public struct Fault: Sendable, Hashable, Codable {
        /// What happens to the connection.
        public enum HangUp: String, Sendable, Hashable, Codable {
            case before, after
        }

        /// The route; `nil`: every one.
        public var path: String?
        /// Every how many requests; 1: each.
        public var every: Int?
        /// The first and the last request, by number.
        public var from: Int?
        public var to: Int?
        public var status: Int?
        public var headers: [String: String]?
        public var body: String?
        public var delay_ms: Int?
        public var hang_up: HangUp?
    }

    public var faults: [Fault] = []

    /// No faults.
    public init() {}

    /// Reads the JSON of a faults file.
    ///
    /// - Throws: `BadFaults` with what is wrong.
    public init(json: [UInt8]) throws(BadFaults) {
        do {
            self = try JSONDecoder().decode(FaultPlan.self, from: Data(json))
        } catch {
            throw BadFaults(detail: "it is no JSON of the form that `rollcall help serve` names")
        }
        for fault in faults {
            if let status = fault.status, !(200...599).contains(status) {
                throw BadFaults(detail: "\(status) is no status of an answer")
            }
            for number in [fault.every, fault.from, fault.to].compactMap({ $0 }) where number < 1 {
                throw BadFaults(detail: "every, from and to begin with 1")
            }
            for name in fault.headers?.keys.sorted() ?? [] where HTTPField.Name(name) == nil {
                throw BadFaults(detail: "a header has a name that cannot be sent")
            }
            if let delay = fault.delay_ms, !(0...600_000).contains(delay) {
                throw BadFaults(detail: "delay_ms must be from 0 to 600000")
            }
        }
    }
}

/// Why a faults file cannot be used.
public struct BadFaults: Error, Sendable, Hashable {
    public var detail: String
}

/// Counts requests and says which of them get a fault.
final class FaultCounter: Sendable {
    private let plan: FaultPlan
    private let count = Mutex(0)

    init(_ plan: FaultPlan) { self.plan = plan }

    /// The fault of the next request to a path.
    func next(for path: String) -> FaultPlan.Fault? {
        guard !plan.faults.isEmpty else { return nil }
        let number = count.withLock { count in
            count += 1
            return count
        }
        return plan.faults.first { fault in
            (fault.path ?? path) == path && number % (fault.every ?? 1) == 0
                && number >= (fault.from ?? 1) && number <= (fault.to ?? .max)
        }
    }
}

extension FaultPlan.Fault {
    var delayMilliseconds: Int { delay_ms ?? 0 }
    var hangUp: HangUp? { hang_up }

    /// The answer in place of the real one; `nil`: the request is taken as usual.
    var response: Response? {
        guard let status else { return nil }
        var fields: HTTPFields = [.contentType: "application/json"]
        for (name, value) in headers ?? [:] {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let standard = #"{"success":false,"code":"fault","message":"A fault that was asked for."}"#
        let text = body ?? standard
        return Response(
            status: .init(code: status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
