internal import IdentityResolution
public import Logging
public import ProfileCSV
public import ProfileSpace
public import ServiceLifecycle
internal import Synchronization

/// A space as a server: Tracking API, Profile API, CSV endpoints and the page, for `rollcall serve` and
/// for applications of one's own.
///
/// ```swift
/// let server = try SpaceServer(space: space, configuration: configuration, keys: keys)
/// let application = server.application(listening: .hostname("127.0.0.1", port: 8080))
/// try await application.runService()
/// ```
/// It is a service: its `run()` stores what the Tracking API takes in and cleans up after uploads. It
/// must be among the application's services.
public final class SpaceServer: Service, Sendable {
    /// What the server works on. Editing the rules on the page replaces it.
    private struct Current: Sendable {
        var space: Space
        var configuration: SpaceConfiguration
    }

    let options: ServerOptions
    let logger: Logger
    /// Where the server tells what happens.
    public var log: Logger { logger }
    let keys: KeyRing
    let hostList: HostList
    let sessions: Sessions
    let logins: Logins
    let metrics = ServerMetrics()
    let deliveries = DeliveryLog()
    let debugger = DebuggerLog()
    let faults: FaultCounter
    let ingest: Ingest
    let profileRate: RateLimit?
    let uploads: UploadGate
    let spool: Spool
    /// What outlives a request.
    let work: WorkList
    /// Files in the guided setup.
    let setups = Setups()
    private let current: Mutex<Current>

    /// - Parameters:
    ///   - space: open; the server does not close it.
    ///   - configuration: of the space, its rules included.
    ///   - keys: write keys and tokens that are taken.
    ///   - password: lets the page's visitors in; `nil`: only the one-time link does.
    /// - Throws: where the folder for uploads cannot be made.
    public init(
        space: Space, configuration: SpaceConfiguration, keys: KeyRing,
        password: AdminPassword? = nil, options: ServerOptions = ServerOptions(),
        logger: Logger = Logger(label: "rollcall.server")
    ) throws {
        self.options = options
        self.logger = logger
        self.keys = keys
        hostList = HostList(options.hosts)
        sessions = Sessions(isSecure: options.isSecure)
        logins = Logins(password: password)
        faults = FaultCounter(options.faults)
        ingest = Ingest(maxBytes: options.queueBytes)
        profileRate = options.profileRate.map { RateLimit(perSecond: $0) }
        uploads = UploadGate(most: options.maxUploads)
        work = WorkList(logger: logger)
        spool = try Spool(folder: space.directory + "/uploads", maxBytes: options.spoolBytes)
        current = Mutex(Current(space: space, configuration: configuration))
    }

    /// The space as it is now.
    public var space: Space { current.withLock { $0.space } }

    /// The configuration as it is now.
    public var configuration: SpaceConfiguration { current.withLock { $0.configuration } }

    /// Milliseconds since 1970.
    func now() -> Int { Space.Options.systemTime() }

    /// The key of a one-time login link; the one before is void.
    public func makeLoginKey() -> String { logins.makeKey() }

    /// Puts new rules in force, for what arrives from now on. The caller has written space.yaml.
    ///
    /// - Throws: where the space cannot be opened under them; the old ones then stay.
    public func replace(_ configuration: SpaceConfiguration) throws {
        let old = space
        let rules = try IdentityRules(configuration.identifiers)
        let new = try Space.open(directory: old.directory, rules: rules, options: old.options)
        current.withLock { $0 = Current(space: new, configuration: configuration) }
    }

    /// Whether the server takes requests: the space can be read and there is room in the queue.
    var isReady: Bool { ingest.hasRoom && (try? space.profileCount()) != nil }

    // MARK: Service

    /// Stores what comes in, until a graceful shutdown or a cancellation; what was taken before is
    /// stored first.
    public func run() async throws {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                async let worked: Void = work.run()
                await ingest.run(self)
                await worked
            } onGracefulShutdown: { [ingest, work] in
                ingest.close()
                work.close()
            }
        } onCancel: { [ingest, work] in
            ingest.close()
            work.close()
        }
        spool.removeAll()
    }
}
