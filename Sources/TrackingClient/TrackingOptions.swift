/// How a ``TrackingDestination`` behaves.
public struct TrackingOptions: Sendable {
    /// Names the source. Sent as Basic authentication, never in a body; `nil` sends none, which only
    /// a server without keys takes.
    public var writeKey: String?
    /// Whether bodies are packed with gzip. Default: no; Segment does not document it.
    public var compresses = false
    /// Messages a second; `nil`, the default: as many as go through.
    public var rate: Double?
    /// How long to go on without a single receipt. Default: 15 minutes.
    public var patience = Duration.seconds(900)
    /// How long a request may take, its answer included. Default: a minute.
    public var timeout = Duration.seconds(60)
    /// The unit of the waits between attempts. Default: half a second.
    public var firstWait = Duration.milliseconds(500)
    /// Counted attempts of one batch. Default: 10.
    public var maxAttempts = 10
    /// Requests that may be under way at once; each is a connection. Default: 1.
    public var connections = 1
    /// `User-Agent`.
    public var agent = "rollcall"
    /// Default: none; see ``ProxySettings/init(_:)``.
    public var proxies = ProxySettings()
    /// A PEM file with the certificates to trust instead of the machine's own. Default: none.
    public var certificates: String?
    /// Called as things happen, from any task.
    public var events: @Sendable (TrackingEvent) -> Void = { _ in }

    public init(writeKey: String? = nil) {
        self.writeKey = writeKey
    }
}

/// Something that happened while delivering and changes nothing about the result.
public enum TrackingEvent: Sendable, Hashable {
    /// A request failed and is sent again.
    case retry(batch: Int, attempt: Int, wait: Duration, reason: String)
    /// Everything waits because the server asked for it.
    case pause(Duration, reason: String)
    /// Messages a second from now on; `nil`: no limit.
    case rate(Double?)
    /// A batch is sent in halves to find the message that is at fault.
    case split(batch: Int, reason: String)
}
