import ByteSources
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IdentityResolution
import NIOCore
import ProfileCSV
import ProfileImport
import ProfileSpace
import SpaceServer
import Synchronization
import Testing

/// A rule of the application's own: nobody may be called Test.
private struct NoTestNames: RowRule {
    func check(_ row: borrowing RowView, _ report: (Problem) -> Void) {
        guard row.text(1) == "Test" else { return }
        report(
            Problem(
                ProblemCode(rawValue: "test_name"), severity: .error, targets: .api,
                place: .init(column: 2)))
    }
}

/// An application of somebody's own that takes people as CSV. It has its own route beside those of the
/// space: the body is checked with its own rule while it arrives, kept on disk, then imported; another
/// route shows the progress.
private struct PeopleApplication {
    let space: Space
    let server: SpaceServer
    let folder: String
    let progress = Progress()

    final class Progress: Sendable {
        let rows = Mutex<[Int]>([])
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        server.addRoutes(to: router)
        router.post("people") { request, _ in try await people(request) }
        router.get("people/progress") { _, _ in "\(progress.rows.withLock { $0.last } ?? 0) rows" }
        return router
    }

    private func people(_ request: Request) async throws -> Response {
        let path = folder + "/\(UUID()).csv"
        try Data().write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let copy = try FileHandle(forWritingTo: URL(filePath: path))
        let bytes = request.body.map { part in
            try copy.write(contentsOf: Data(part.readableBytesView))
            return part.readableBytesView
        }
        let check = CheckStage(
            configuration: SpaceConfiguration(), options: CheckOptions(target: .api),
            ownRules: [NoTestNames()])
        let report = try await check.check(AsyncBytesSource(bytes), name: "people.csv")
        try copy.close()
        guard report.isOK else {
            return Response(
                status: .unprocessableContent,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: ReportWriter().json(report))))
        }
        // The check has just been made. The rules are the same: what it lets through, the import does.
        var options = ImportOptions(checksFirst: false, version: "1")
        options.names = ["people.csv"]
        let stage = ImportStage(
            configuration: SpaceConfiguration(), options: options, ownRules: [NoTestNames()])
        let place = DeliveryPlace(name: "space") { run throws(ImportError) in
            SpaceDestination(
                space,
                run: SpaceRun(id: run.id.description, startedAt: run.startedAt, files: run.files))
        }
        let outcome = try await stage.run(
            [path], to: place, runs: folder + "/runs",
            events: ImportEvents(progress: { now in progress.rows.withLock { $0.append(now.rows) } }))
        return Response(
            status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: outcome.totals.json())))
    }
}

/// The routes in an application of one's own.
@Suite struct EmbeddingTests {
    @Test func theRoutesMountBesideOnesOwn() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "rollcall-embedding-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let space = try Space.open(
            directory: folder + "/space", rules: try IdentityRules(IdentifierRule.defaults))
        let key = try space.createKey(.write, name: "mobile")
        let token = try space.createKey(.profile, name: "reader")
        var configuration = SpaceConfiguration()
        configuration.id = "spa_test"
        let server = try SpaceServer(space: space, configuration: configuration)
        let own = PeopleApplication(space: space, server: server, folder: folder)
        let application = Application(router: own.router(), services: [server])
        let base = "/v1/spaces/spa_test/collections/users/profiles"
        try await application.test(.router) { client in
            let sent = try await client.execute(
                uri: "/v1/identify", method: .post,
                headers: [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"writeKey":"\#(key)","userId":"u-1","traits":{"a":1}}"#))
            #expect(sent.status == .ok)
            let authorization = HTTPFields([
                HTTPField(name: .authorization, value: "Bearer \(token)")
            ])
            let found = try await client.execute(
                uri: base + "/user_id:u-1/traits", method: .get, headers: authorization)
            #expect(String(buffer: found.body).hasPrefix(#"{"traits":{"a":1}"#))
            let refused = try await client.execute(
                uri: "/people", method: .post, body: ByteBuffer(string: "user_id,Name\nu-2,Test\n"))
            #expect(refused.status == .unprocessableContent)
            #expect(String(buffer: refused.body).contains("test_name"))
            let taken = try await client.execute(
                uri: "/people", method: .post,
                body: ByteBuffer(string: "user_id,Name\nu-2,Ann\nu-3,Bob\n"))
            #expect(taken.status == .ok && String(buffer: taken.body).contains(#""delivered":2"#))
            #expect(String(buffer: taken.body).contains(#""file":"people.csv""#))
            let progress = try await client.execute(uri: "/people/progress", method: .get)
            #expect(String(buffer: progress.body) == "2 rows")
            let ann = try await client.execute(
                uri: base + "/user_id:u-2/traits", method: .get, headers: authorization)
            #expect(String(buffer: ann.body).hasPrefix(#"{"traits":{"Name":"Ann"}"#))
        }
        try space.close()
    }
}
