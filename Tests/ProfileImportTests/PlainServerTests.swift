import ByteSources
import Foundation
import IdentifyMessages
import IdentityResolution
import NIOCore
import NIOPosix
import ProfileCSV
import ProfileImport
import ProfileSpace
import Testing

/// A rule of the server's own: nobody may be called Test.
private struct NoTestNames: RowRule {
    func check(_ row: borrowing RowView, _ report: (Problem) -> Void) {
        guard row.text(1) == "Test" else { return }
        report(
            Problem(
                ProblemCode(rawValue: "test_name"), severity: .error, targets: .api,
                place: .init(column: 2)))
    }
}

/// A server of somebody's own without any web framework: a client sends a CSV file over a plain
/// connection and ends its side; lines about the progress come back, and at last what became of it.
private struct PeopleServer: Sendable {
    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    let space: Space
    /// Where uploads and runs lie.
    let folder: String

    /// Listens until the task is cancelled.
    func run(whenListening: @Sendable (SocketAddress?) -> Void) async throws {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Connection(wrappingChannelSynchronously: channel)
                }
            }
        whenListening(listener.channel.localAddress)
        try await withThrowingDiscardingTaskGroup { tasks in
            try await listener.executeThenClose { connections in
                for try await connection in connections {
                    tasks.addTask { try? await serve(connection) }
                }
            }
        }
    }

    private func serve(_ connection: Connection) async throws {
        try await connection.executeThenClose { upload, answer in
            let (lines, say) = AsyncStream.makeStream(of: String.self)
            async let end: Void = {
                defer { say.finish() }
                do {
                    say.yield(try await take(upload) { say.yield($0) })
                } catch {
                    say.yield("failed: \(error)")
                }
            }()
            for await line in lines { try await answer.write(ByteBuffer(string: line + "\n")) }
            await end
        }
    }

    /// Checks a file while it arrives, keeps a copy beside, and imports that. Memory does not grow with
    /// the file: the client is read from only as fast as the check and the disk go.
    private func take(
        _ upload: NIOAsyncChannelInboundStream<ByteBuffer>, tell: @escaping @Sendable (String) -> Void
    ) async throws -> String {
        let path = folder + "/\(UUID()).csv"
        try Data().write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let copy = try FileHandle(forWritingTo: URL(filePath: path))
        let bytes = upload.map { part in
            try copy.write(contentsOf: Data(part.readableBytesView))
            return part.readableBytesView
        }
        let progress = { @Sendable (now: StageProgress) in tell("\(now.stage.rawValue) \(now.rows)") }
        let check = CheckStage(
            configuration: SpaceConfiguration(), options: CheckOptions(target: .api),
            ownRules: [NoTestNames()])
        let report = try await check.check(
            AsyncBytesSource(bytes), name: "people.csv", progress: progress)
        try copy.close()
        guard report.isOK else { return String(decoding: ReportWriter().json(report), as: UTF8.self) }
        // The check has just been made. The rules are the same: what it lets through, the import does.
        var options = ImportOptions(checksFirst: false, version: "1")
        options.names = ["people.csv"]
        let stage = ImportStage(
            configuration: SpaceConfiguration(), options: options, ownRules: [NoTestNames()])
        let place = DeliveryPlace(name: "space") { run throws(ImportError) in
            SpaceDestination(
                space, run: SpaceRun(id: run.id.description, startedAt: run.startedAt, files: run.files))
        }
        let outcome = try await stage.run(
            [path], to: place, runs: folder + "/runs", events: ImportEvents(progress: progress))
        return "delivered \(outcome.totals.counts.delivered)"
    }
}

/// An upload through a server that has nothing but sockets.
@Suite struct PlainServerTests {
    /// Sends a file in pieces and ends the sending side.
    ///
    /// - Returns: the lines of the answer.
    private func send(_ text: String, to address: SocketAddress) async throws -> [String] {
        let connection = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            var rest = ByteBuffer(string: text)
            while let piece = rest.readSlice(length: min(10_000, max(rest.readableBytes, 1))) {
                try await outbound.write(piece)
            }
            outbound.finish()
            var answer = ByteBuffer()
            for try await part in inbound { answer.writeImmutableBuffer(part) }
            return String(buffer: answer).split(separator: "\n").map(String.init)
        }
    }

    @Test func anUploadIsCheckedShownAndImported() async throws {
        let folder = try TemporaryFolder()
        let space = try Space.open(
            directory: folder.path + "/space", rules: try IdentityRules(IdentifierRule.defaults))
        let server = PeopleServer(space: space, folder: folder.path)
        let (addresses, listening) = AsyncStream.makeStream(of: SocketAddress.self)
        let running = Task {
            try await server.run { address in
                if let address { listening.yield(address) }
                listening.finish()
            }
        }
        let address = try #require(await addresses.first { _ in true })
        let people = (1...5_000).map { "u-\($0),Ann \($0)\n" }.joined()
        let answer = try await send("user_id,Name\n" + people, to: address)
        #expect(answer.last == "delivered 5000")
        #expect(answer.contains { $0.hasPrefix("checking ") } && answer.contains { $0.hasPrefix("sending ") })
        #expect(try space.profileCount() == 5_000)

        let refused = try await send("user_id,Name\nx-1,Bob\nx-2,Test\n", to: address)
        #expect(refused.last?.contains(#""code":"test_name","severity":"error","targets":["api"],"row":2"#) == true)
        #expect(try space.profileCount() == 5_000)

        let empty = try await send("", to: address)
        #expect(empty.last?.contains(#""empty_file""#) == true)
        running.cancel()
        _ = await running.result
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".csv") }
        #expect(left.isEmpty)
        try space.close()
    }
}
