internal import HTTPTypes
internal import Hummingbird
internal import ProfileImport
internal import ProfileSpace

/// `POST /csv/imports`: the body goes to disk, then through the whole import into the space.
struct UploadedImport: Sendable {
    private let server: SpaceServer
    private let query: ReadingQuery
    private let options: ImportOptions

    /// - Throws: 400 for a value that the flag of the command would not take either.
    init(_ call: Call) throws(ServerError) {
        server = call.server
        query = try ReadingQuery(call.query, call.server)
        var options = server.importOptions(query.reading)
        options.allowsAnonymous = query.allowsAnonymous
        options.again = try call.query.flag("again")
        options.maxProblems = query.maxProblems
        options.names = [Spool.plain(query.name)]
        if let text = call.query["run_id"] {
            guard let run = RunID(text) else {
                throw .validation(
                    "The parameter `run_id` takes letters, digits, - and _, 64 of them at most.")
            }
            options.run = run
        }
        if let text = call.query["max_errors"] {
            guard let budget = ErrorBudget(text) else {
                throw .validation("The parameter `max_errors` must be a number or a percentage.")
            }
            options.maxErrors = budget
            options.notes[UnfinishedImports.maxErrors] = text
        }
        self.options = options
    }

    /// Answers when the import has ended: 200, or 422 where the content stopped it.
    func answer(_ body: RequestBody) async throws -> Response {
        try await server.uploads.pass {
            let file = try await server.spool.take(body, name: query.name)
            let outcome = try await run(file) { _ in }
            let isStopped = outcome.ending == .stopped
            return Response(
                status: isStopped ? .unprocessableContent : .ok,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: json(outcome))))
        }
    }

    /// Answers with server-sent events, once the body is on disk: `progress`, then `done`, `stopped` or
    /// `failed`. A client that goes away does not stop the import.
    func events(_ body: RequestBody) async throws -> Response {
        let file = try await server.spool.take(body, name: query.name)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { [self] writer in
                let (events, feed) = AsyncStream.makeStream(
                    of: ServerSentEvent.self, bufferingPolicy: .bufferingNewest(64))
                async let end: Void = runTelling(file, feed)
                var isListening = true
                for await event in events where isListening {
                    do { try await writer.write(event.buffer) } catch { isListening = false }
                }
                await end
                try await writer.finish(nil)
            })
    }

    private func runTelling(
        _ file: SpooledFile, _ feed: AsyncStream<ServerSentEvent>.Continuation
    ) async {
        do {
            let outcome = try await server.uploads.pass {
                try await run(file) { feed.yield(ServerSentEvent(progress: $0)) }
            }
            let name = outcome.ending == .stopped ? "stopped" : "done"
            feed.yield(ServerSentEvent(name: name, json: json(outcome)))
        } catch {
            let error = (error as? ServerError) ?? ServerError(library: error) ?? .internalFault
            var json = ResponseJSON(capacity: 256)
            json.object { json in
                json.member("code", error.code)
                json.member("message", error.message)
            }
            feed.yield(ServerSentEvent(name: "failed", json: json.bytes))
        }
        feed.finish()
    }

    private func run(
        _ file: SpooledFile, _ progress: @escaping @Sendable (StageProgress) -> Void
    ) async throws -> ImportOutcome {
        let stage = ImportStage(
            configuration: query.configuration, mapping: query.mapping, options: options)
        return try await stage.run(
            [file.path], to: server.deliveryPlace(source: file.name), runs: server.runsFolder,
            events: ImportEvents(progress: progress))
    }

    /// `{"ending":…,"totals":{…},"reports":[…]}`.
    private func json(_ outcome: ImportOutcome) -> [UInt8] {
        var json = ResponseJSON()
        json.object { json in
            json.member("ending", outcome.ending.name)
            json.key("totals")
            json.raw(outcome.totals.json().withoutLineFeed)
            json.array("reports") { json in
                for report in outcome.reports { json.raw(query.writer.json(report).withoutLineFeed) }
            }
        }
        return json.bytes
    }
}

extension SpaceServer {
    /// The folder of all runs.
    var runsFolder: String { options.runs ?? space.directory + "/runs" }

    /// The space as a place for an import.
    ///
    /// - Parameter source: what the rows' origin is called.
    func deliveryPlace(source: String) -> DeliveryPlace {
        let space = space
        return DeliveryPlace(name: "space:" + space.directory) { run throws(ImportError) in
            SpaceDestination(
                space,
                run: SpaceRun(id: run.id.description, startedAt: run.startedAt, source: source))
        }
    }
}

/// One event of a stream.
struct ServerSentEvent: Sendable {
    var name: String
    /// One line.
    var json: [UInt8]

    init(name: String, json: [UInt8]) {
        self.name = name
        self.json = json
    }

    init(progress: StageProgress) {
        var json = ResponseJSON(capacity: 256)
        json.object { json in
            json.member("stage", progress.stage.rawValue)
            json.member("bytes", progress.inputBytes)
            if let total = progress.totalBytes { json.member("total_bytes", total) }
            json.member("rows", progress.rows)
            json.member("rejected", progress.rejected)
        }
        self.init(name: "progress", json: json.bytes)
    }

    var buffer: ByteBuffer {
        var buffer = ByteBuffer(string: "event: \(name)\ndata: ")
        buffer.writeBytes(json)
        buffer.writeStaticString("\n\n")
        return buffer
    }
}

extension ImportOutcome.Ending {
    fileprivate var name: String {
        switch self {
        case .finished: "finished"
        case .alreadyFinished: "already_finished"
        case .stopped: "stopped"
        }
    }
}

extension [UInt8] {
    var withoutLineFeed: [UInt8] { last == UInt8(ascii: "\n") ? Array(dropLast()) : self }
}
