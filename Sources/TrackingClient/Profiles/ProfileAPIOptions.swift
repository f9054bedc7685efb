/// How a ``ProfileAPI`` behaves.
public struct ProfileAPIOptions: Sendable {
    /// Access token of the space (`profile-api` §1).
    public var token: String
    /// `spa_…`.
    public var spaceID: String
    /// Requests a second. Default: 100, what a Segment space takes (`profile-api` §2).
    public var rate: Double? = 100
    /// How long to go on without a single answer. Default: 5 minutes.
    public var patience = Duration.seconds(300)
    /// How long a request may take. Default: half a minute.
    public var timeout = Duration.seconds(30)
    /// The unit of the waits between attempts. Default: half a second.
    public var firstWait = Duration.milliseconds(500)
    /// Requests that may be under way at once. Default: 8.
    public var connections = 8
    /// `User-Agent`.
    public var agent = "rollcall"
    public var proxies = ProxySettings()
    /// A PEM file with the certificates to trust instead of the machine's own. Default: none.
    public var certificates: String?

    public init(token: String, spaceID: String) {
        self.token = token
        self.spaceID = spaceID
    }
}

/// Why a profile could not be read.
public struct ProfileAPIError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened. Cases may be added.
    public enum Code: String, Sendable, Hashable {
        /// After all retries.
        case unavailable
        /// The server only ever asked to wait.
        case rateLimited = "rate_limited"
        /// The token was refused.
        case tokenRefused = "token_refused"
        /// The answer is not what the Profile API documents.
        case unreadable
    }

    public var code: Code
    /// For people; never a value of a person.
    public var detail: String
    public var description: String { detail }

    public init(_ code: Code, detail: String) {
        self.code = code
        self.detail = detail
    }
}
