internal import ArgumentParser
internal import Foundation
internal import Logging
internal import ProfileSpace
internal import ServiceLifecycle
internal import SpaceServer

/// `rollcall serve`: the space as a server, with a page for the whole flow.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "The space as a server: Tracking API, Profile API and a web page.",
        discussion: """
            On its first start it prints what other programs need to reach it: the IDs, a write key and \
            a token of the Profile API. Secrets are shown once; rollcall space keys makes others. \
            ROLLCALL_WRITE_KEY and ROLLCALL_PROFILE_TOKEN preset them.
            It listens to this computer alone unless --listen says otherwise, and stops on Ctrl-C after \
            everything that it took in is stored.
            """)

    @OptionGroup(title: "Options") var flags: ServeFlags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() async throws {
        let settings = try Settings(global)
        let serving = try ServeSettings(flags, settings)
        let folder = SpaceFolder(location: settings.space)
        try folder.create()
        let identity = try ServerIdentity(folder)
        let password = try AdminPasswordFile(folder).password(serving, settings.environment)
        guard serving.isLoopback || password != nil else {
            throw Failure(
                .badConfiguration,
                "Others could reach the server at \(serving.listening.host), and there is no admin password.",
                advice: "Write one to a file and add --admin-password-file FILE, or listen to 127.0.0.1.")
        }
        if !serving.isLoopback, serving.listening.certificate == nil {
            settings.console.warn(
                "Passwords, keys and personal data go over the network unprotected: add --tls-cert and "
                    + "--tls-key.")
        }
        guard let space = try folder.open(createIfMissing: true, memory: Self.cacheBytes) else { return }
        let keys = try ServerKeys(space, settings.environment)
        var options = serving.options
        options.segment = try ServedSegment(folder, settings).access()
        let server = try SpaceServer(
            space: space, configuration: identity.configuration, password: password,
            options: options, logger: logger(serving, settings))
        try identity.print(keys)
        try await Signals.saying(stopWords(server, serving, settings)) {
            try await serve(server, serving)
        }
        try space.close()
    }

    /// Pages that the server's connections keep in memory.
    private static let cacheBytes = 64_000_000

    /// How long connections have to come to their ends.
    private static let longestEndSeconds = 30

    /// Runs until the command is cancelled, then ends in order: what was taken in is stored.
    private func serve(_ server: SpaceServer, _ serving: ServeSettings) async throws {
        let scheme = serving.listening.certificate == nil ? "http" : "https"
        let host = serving.listening.host.contains(":")
            ? "[\(serving.listening.host)]" : serving.listening.host
        let application = try server.application(serving.listening) { port in
            let address = "\(scheme)://\(host):\(port)"
            var output = StandardOutput()
            try? output.print("listening: \(address)")
            try? output.print("login (once): \(address)/login?key=\(server.makeLoginKey())")
            try? output.flush()
        }
        var configuration = ServiceGroupConfiguration(services: [application], logger: server.log)
        configuration.maximumGracefulShutdownDuration = .seconds(Self.longestEndSeconds)
        let group = ServiceGroup(configuration: configuration)
        let running = Task { try await group.run() }
        do {
            try await withTaskCancellationHandler {
                try await running.value
            } onCancel: {
                Task { await group.triggerGracefulShutdown() }
            }
        } catch where "\(error)".contains("bind") {
            throw Failure(
                .unavailable, "\(host):\(serving.listening.port) cannot be listened to: \(error).",
                advice: "Another program may be using the port; try --listen 127.0.0.1:0.")
        }
    }

    /// Answers the signal that ends the server, which may take until its connections have come to
    /// their ends: in words on a terminal, where that is not soon, and as a line of the log elsewhere.
    private func stopWords(
        _ server: SpaceServer, _ serving: ServeSettings, _ settings: Settings
    ) -> StopWords {
        let console = settings.console
        guard console.errorIsTerminal, serving.logFormat != .json else {
            return StopWords(
                first: { _ in
                    server.log.info(
                        "stopping", metadata: ["seconds_at_most": "\(Self.longestEndSeconds)"])
                })
        }
        return StopWords(
            delay: .milliseconds(300),
            first: { occasion in
                guard console.level > .quiet else { return }
                Console.writeToStandardError(
                    "Stopping: what is under way is finished first, in \(Self.longestEndSeconds) s at most. "
                        + "\(occasion.again) ends it at once.\n")
            })
    }

    private func logger(_ serving: ServeSettings, _ settings: Settings) -> Logger {
        let isJSON = serving.logFormat.map { $0 == .json } ?? !settings.console.errorIsTerminal
        let level: Logger.Level =
            switch settings.console.level {
            case .quiet: .error
            case .normal: .info
            case .verbose: .debug
            }
        return Logger(label: "rollcall") { _ in LineLogHandler(isJSON: isJSON, logLevel: level) }
    }
}
