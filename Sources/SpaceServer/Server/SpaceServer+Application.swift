public import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore

extension SpaceServer {
    /// Where the server listens, and how it treats connections.
    public struct Listening: Sendable {
        public var host: String
        /// 0: one that is free.
        public var port: Int
        /// PEM files of the certificate chain and its key; `nil`: no TLS.
        public var certificate: String?
        public var key: String?
        /// Connections at once; more wait. Default: 1,024.
        public var maxConnections: Int

        public init(
            host: String = "127.0.0.1", port: Int = 8080, certificate: String? = nil,
            key: String? = nil, maxConnections: Int = 1_024
        ) {
            self.host = host
            self.port = port
            self.certificate = certificate
            self.key = key
            self.maxConnections = max(1, maxConnections)
        }
    }

    /// Everything that the server answers, the page included.
    public func makeRouter() -> Router<ServerContext> {
        let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: UnknownRoutes(server: self))
        addRoutes(to: router)
        addPage(to: router)
        return router
    }

    /// The whole server as an application, this service included.
    ///
    /// - Parameter whenListening: called with the port that was bound.
    /// - Throws: `BadCertificate` where the certificate or its key cannot be used.
    public func application(
        _ listening: Listening, whenListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        var logger = logger
        // What Hummingbird itself says of single connections is of no interest.
        logger.logLevel = max(logger.logLevel, .warning)
        return Application(
            router: makeRouter(), server: try builder(listening),
            configuration: ApplicationConfiguration(
                address: .hostname(listening.host, port: listening.port), serverName: "rollcall",
                availableConnectionsDelegate: MaximumAvailableConnections(listening.maxConnections)),
            services: [self],
            onServerRunning: { channel in await whenListening(channel.localAddress?.port ?? 0) },
            logger: logger)
    }

    private func builder(_ listening: Listening) throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [SlowClientHandler(), ContinueHandler()],
                idleTimeout: .seconds(60),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10,
                    maxHeaderFieldCount: 100)))
        guard let certificate = listening.certificate, let key = listening.key else { return plain }
        let pair = try ServerCertificate(chain: certificate, key: key)
        return try .tls(plain, tlsConfiguration: pair.configuration)
    }
}
