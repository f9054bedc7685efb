/// How a server behaves; the defaults are those of `rollcall serve` (issue and SECURITY.md say why).
public struct ServerOptions: Sendable {
    /// Names that a request's `Host` may have, without port. A request for any other name is refused:
    /// a page of a stranger cannot reach the server under a name of the stranger's (DNS rebinding).
    /// Default: the loopback names.
    public var hosts: Set<String>
    /// Whether the server is reached through TLS, so that cookies are for TLS alone. Default: no.
    public var isSecure: Bool
    /// Whether messages that Segment would drop silently are errors. Default: no.
    public var isStrict: Bool
    /// Requests a second that the Profile API takes; `nil`: any number. Default: `nil`.
    public var profileRate: Int?
    /// Uploads that are worked on at once; others wait. Default: 4.
    public var maxUploads: Int
    /// Bytes that uploads may take on disk, all together. Default: 10 GB.
    public var spoolBytes: Int
    /// Bytes of memory that one check may use across rows. Default: 16 MB.
    public var checkMemory: Int
    /// Bytes of messages that wait to be stored; beyond, requests are refused. Default: 32 MB.
    public var queueBytes: Int
    /// Tasks that work on one upload. Default: 1.
    public var workers: Int
    /// Where the folders of runs are kept. Default: `runs/` in the space.
    public var runs: String?
    /// What stands in `context.library.version` of imported rows.
    public var version: String
    /// Whether `POST /csv/count` tells the bytes of its body: what `/csv/check` is measured against.
    /// Default: no.
    public var hasCountRoute = false
    /// Faults to answer with, for tests of clients. Default: none.
    public var faults: FaultPlan
    /// What is configured of the real Segment; `nil`: nothing. Default: `nil`.
    public var segment: SegmentAccess?

    public init(
        hosts: Set<String> = ["localhost", "127.0.0.1", "[::1]"], isSecure: Bool = false,
        isStrict: Bool = false, profileRate: Int? = nil, maxUploads: Int = 4,
        spoolBytes: Int = 10_000_000_000, checkMemory: Int = 16_000_000,
        queueBytes: Int = 32_000_000, workers: Int = 1, runs: String? = nil,
        version: String = "0", faults: FaultPlan = FaultPlan(),
        segment: SegmentAccess? = nil
    ) {
        self.hosts = hosts
        self.isSecure = isSecure
        self.isStrict = isStrict
        self.profileRate = profileRate
        self.maxUploads = max(1, maxUploads)
        self.spoolBytes = max(0, spoolBytes)
        self.checkMemory = max(0, checkMemory)
        self.queueBytes = max(1_000_000, queueBytes)
        self.workers = max(1, workers)
        self.runs = runs
        self.version = version
        self.faults = faults
        self.segment = segment
    }
}
