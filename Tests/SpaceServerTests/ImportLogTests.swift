import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IdentityResolution
import Logging
import NIOCore
import ProfileCSV
import ProfileSpace
import SpaceServer
import Synchronization
import Testing

/// What the server logs of the imports that it runs: each with its run and its counts, and nobody's data.
@Suite struct ImportLogTests {
    /// Keeps every line as text.
    private final class Log: Sendable {
        private let state = Mutex<[String]>([])

        var lines: [String] { state.withLock { $0 } }

        func add(_ line: String) { state.withLock { $0.append(line) } }
    }

    private struct Handler: LogHandler {
        let log: Log
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let pairs = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted()
            log.add(([event.level.rawValue, "\(event.message)"] + pairs).joined(separator: " "))
        }
    }

    @Test(arguments: [
        ("user_id,email\nu-1,ann@example.org\nu-2,bob@example.org\n", "import finished"),
        ("user_id,email\nu-1,ann@example.org\n,\n", "import stopped by rows with errors"),
    ])
    func anImportIsLogged(body: String, last: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-log-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let space = try Space.open(
            directory: folder + "/space", rules: try IdentityRules(IdentifierRule.defaults))
        let token = try space.createKey(.profile, name: "reader")
        let log = Log()
        let server = try SpaceServer(
            space: space, configuration: SpaceConfiguration(), logger: Logger(label: "test") { _ in Handler(log: log) })
        let router = Router()
        server.addRoutes(to: router)
        let application = Application(router: router, services: [server])
        try await application.test(.router) { client in
            _ = try await client.execute(
                uri: "/csv/imports?name=secret-people.csv&run_id=logged", method: .post,
                headers: [.authorization: "Bearer \(token)"], body: ByteBuffer(string: body))
        }
        let own = log.lines.filter { $0.contains("run=logged") }
        #expect(own.first == "info import begins files=1 remote=false run=logged")
        #expect(own.contains { $0.hasPrefix("info file checked") && $0.contains("rows=2") })
        #expect(own.last?.contains(last) == true)
        for word in ["example.org", "u-1", "secret-people", folder, token] {
            #expect(!log.lines.contains { $0.contains(word) }, "\(word)")
        }
        try space.close()
    }
}
