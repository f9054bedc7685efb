internal import IdentifyMessages

/// Whether Segment knows a write key: its Tracking API answers 200 to any (`tracking-api` §2), but the
/// settings of a source can be asked for by its key (§1).
public struct WriteKeyTrial: Sendable {
    /// What it came to.
    public enum Outcome: Sendable, Hashable {
        /// The source's name where the answer tells it.
        case known(sourceName: String?)
        case unknown
        /// It could not be tried, and why.
        case untried(String)
    }

    private let transport: any Transport
    private let agent: String

    public init(options: TrackingOptions) {
        let address = TrackingAddress.settings
        self.init(
            transport: HTTPTransport(
                address: address, proxy: options.proxies.proxy(for: address),
                certificates: options.certificates, timeout: .seconds(15), connections: 1), agent: options.agent)
    }

    package init(transport: any Transport, agent: String = "rollcall") {
        self.transport = transport
        self.agent = agent
    }

    /// Asks once.
    public func run(_ key: String) async -> Outcome {
        let url = "\(TrackingAddress.settings)/v1/projects/"
            + "\(ProfileAPI.escaped(Array(key.utf8)))/settings"
        do throws(TransportFailure) {
            let answer = try await transport.send(
                WireRequest(
                    method: "GET", url: url, headers: [(name: "User-Agent", value: agent)]))
            switch answer.status {
            case 200:
                return .known(
                    sourceName: answer.body.withUnsafeBytes { text in
                        let tree = JSONTree(text)
                        return tree?["name"]?.string ?? tree?["source"]?["name"]?.string
                            ?? tree?["slug"]?.string
                    })
            case 400, 401, 403, 404: return .unknown
            default: return .untried("it answered with status \(answer.status)")
            }
        } catch {
            return .untried(error.detail)
        }
    }

    /// Whether a source is one that Twilio's products made for themselves: imports have no business
    /// there, and to delete or overload one loses data.
    public static func isReserved(sourceName: String) -> Bool {
        ["twilio-unified-profiles", "flex-unify-server-source"].contains(sourceName)
            || sourceName.hasPrefix("Personas ") || sourceName == "Personas"
    }
}
