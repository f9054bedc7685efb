internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import Synchronization

/// HTTP/1.1 over connections that are used again. Certificates are always verified; nothing is
/// redirected: a redirected POST would lose its body.
final class HTTPTransport: Transport {
    /// A client that goes when the last request that uses it has ended.
    private final class Session: Sendable {
        let client: HTTPClient
        let begun = ContinuousClock.now

        init(_ client: HTTPClient) { self.client = client }

        deinit { _ = client.shutdown() }
    }

    private let configuration: HTTPClient.Configuration
    private let timeout: TimeAmount
    private let timeoutSeconds: Int
    private let session: Mutex<Session>

    /// Names are looked up again after this time even where nothing fails.
    private static let longestSession = Duration.seconds(3_600)
    /// An answer is read this far so that its connection can be used again.
    private static let maxDrainedBytes = 4 << 20

    /// - Parameters:
    ///   - certificates: a PEM file of those to trust instead of the machine's own.
    ///   - timeout: for a whole request, its answer included.
    ///   - connections: most at once.
    init(
        address: TrackingAddress, proxy: ProxySettings.Proxy?, certificates: String? = nil,
        timeout: Duration, connections: Int
    ) {
        let nanoseconds = timeout.inSeconds * 1e9
        self.timeout = .nanoseconds(Int64(min(max(nanoseconds, 1e6), 1e15)))
        timeoutSeconds = Int(timeout.inSeconds.rounded(.up))
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = min(.seconds(10), self.timeout)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(
            connections, 1)
        if let certificates {
            var secure = TLSConfiguration.makeClientConfiguration()
            secure.trustRoots = .file(certificates)
            configuration.tlsConfiguration = secure
        }
        if let proxy {
            configuration.proxy =
                proxy.isSOCKS
                ? .socksServer(host: proxy.host, port: proxy.port)
                : .server(
                    host: proxy.host, port: proxy.port,
                    authorization: proxy.user.map {
                        .basic(username: $0, password: proxy.password ?? "")
                    })
        }
        self.configuration = configuration
        session = Mutex(Session(Self.client(configuration)))
    }

    private static func client(_ configuration: HTTPClient.Configuration) -> HTTPClient {
        HTTPClient(
            eventLoopGroupProvider: .shared(HTTPClient.defaultEventLoopGroup),
            configuration: configuration)
    }

    func renew() {
        let fresh = Session(Self.client(configuration))
        // The old one is let go of outside of the lock, and lives on for requests under way.
        _ = session.withLock { session in
            defer { session = fresh }
            return session
        }
    }

    func send(_ request: WireRequest) async throws(TransportFailure) -> Answer {
        var session = session.withLock { $0 }
        if ContinuousClock.now - session.begun > Self.longestSession {
            renew()
            session = self.session.withLock { $0 }
        }
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body { outgoing.body = .bytes(body) }
        do {
            let response = try await session.client.execute(outgoing, deadline: .now() + timeout)
            var body: [UInt8] = []
            var read = 0
            for try await part in response.body {
                read += part.readableBytes
                if body.count < Answer.maxBodyBytes {
                    body += part.readableBytesView.prefix(Answer.maxBodyBytes - body.count)
                }
                // Whoever sends more than that has said all that matters; the connection goes.
                if read > Self.maxDrainedBytes { break }
            }
            var headers: [String: String] = [:]
            for (name, value) in response.headers where headers[name.lowercased()] == nil {
                headers[name.lowercased()] = value
            }
            withExtendedLifetime(session) {}
            return Answer(status: Int(response.status.code), headers: headers, body: body)
        } catch {
            throw TransportFailure(error, seconds: timeoutSeconds)
        }
    }
}
