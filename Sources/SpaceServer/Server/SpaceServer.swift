internal import IdentityResolution
public import Logging
public import ProfileCSV
internal import ProfileImport
public import ProfileSpace
public import ServiceLifecycle
internal import Synchronization

/// A space as a server: Tracking API, Profile API, CSV endpoints and the page, for `rollcall serve` and
/// for applications of one's own.
///
/// ```swift
/// let server = try SpaceServer(space: space, configuration: configuration)
/// let application = server.application(listening: .hostname("127.0.0.1", port: 8080))
/// try await application.runService()
/// ```
/// It is a service: its `run()` ends what goes on beside requests and cleans up after uploads. It belongs
/// among the application's services.
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
    let hostList: HostList
    let sessions: Sessions
    let logins: Logins
    let metrics = ServerMetrics()
    let faults: FaultCounter
    let admission: Admission
    let unknownSenders = UnknownSenders()
    let profileRate: RateLimit?
    let uploads: UploadGate
    let spool: Spool
    /// What outlives a request.
    let work: WorkList
    /// What was begun before and can go on.
    let unfinished = UnfinishedImports()
    /// Files in the guided setup.
    let setups = Setups()
    private let current: Mutex<Current>

    /// - Parameters:
    ///   - space: open; the server does not close it.
    ///   - configuration: of the space, its rules included.
    ///   - password: lets the page's visitors in; `nil`: only the one-time link does.
    /// - Throws: where the folder for uploads cannot be made.
    public init(
        space: Space, configuration: SpaceConfiguration,
        password: AdminPassword? = nil, options: ServerOptions = ServerOptions(),
        logger: Logger = Logger(label: "rollcall.server")
    ) throws {
        self.options = options
        self.logger = logger
        hostList = HostList(options.hosts)
        sessions = Sessions(isSecure: options.isSecure)
        logins = Logins(password: password)
        faults = FaultCounter(options.faults)
        admission = Admission(maxBytes: options.queueBytes)
        profileRate = options.profileRate.map { RateLimit(perSecond: $0) }
        uploads = UploadGate(most: options.maxUploads)
        work = WorkList(logger: logger)
        let runs = options.runs ?? space.directory + "/runs"
        spool = try Spool(folder: space.directory + "/uploads", maxBytes: options.spoolBytes) {
            RunHistory(runs).keptBytes()
        }
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
    var isReady: Bool { admission.hasRoom && (try? space.profileCount()) != nil }

    // MARK: Service

    /// Runs what outlives a request, until a graceful shutdown or a cancellation, then cleans up. By
    /// then the application has answered every request that it took in.
    public func run() async throws {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await work.run()
            } onGracefulShutdown: { [work] in
                work.close()
            }
        } onCancel: { [work] in
            work.close()
        }
        admission.close()
        spool.removeAll()
    }
}
