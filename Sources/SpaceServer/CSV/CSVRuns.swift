internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import ProfileImport
internal import RollcallCSV

/// The history of runs: those of the page and the server, and those of the command in this space.
enum CSVRuns {
    static let routes: [Route] = [
        Route(.get, "/csv/imports", access: .tokenOrSession, errors: .api, handler: list),
        Route(.get, "/csv/imports/:run", access: .tokenOrSession, errors: .api, handler: show),
        Route(.get, "/csv/imports/:run/report", access: .tokenOrSession, errors: .api) { call in
            let run = try find(call)
            return try file(
                run.folder + "/reports.jsonl", name: "\(run.run)-report.jsonl", type: "application/jsonl")
        },
        Route(.get, "/csv/imports/:run/rejects", access: .tokenOrSession, errors: .api) { call in
            try await rows(call, "rejects") { $0.rejects }
        },
        Route(.get, "/csv/imports/:run/errors", access: .tokenOrSession, errors: .api) { call in
            try await rows(call, "errors") { $0.errors }
        },
    ]

    private static func list(_ call: Call) async throws -> Response {
        let limit = try call.query.number("limit", in: 1...1_000, or: 100)
        let runs = RunHistory(call.server.runsFolder).runs().suffix(limit).reversed()
        var json = ResponseJSON()
        json.object { json in
            json.array("imports") { json in
                for run in runs { write(run, call.server, into: &json) }
            }
        }
        return json.response()
    }

    private static func show(_ call: Call) async throws -> Response {
        var json = ResponseJSON()
        write(try find(call), call.server, into: &json)
        return json.response()
    }

    private static func find(_ call: Call) throws -> RunSummary {
        // A run's name has no byte that leads to another folder.
        guard let id = RunID(try call.parameter("run")),
            let run = RunHistory(call.server.runsFolder).summary(id)
        else { throw ServerError.notFound("There is no such run.") }
        return run
    }

    private static func write(
        _ run: RunSummary, _ server: SpaceServer, into json: inout ResponseJSON
    ) {
        var totals = run.totals
        for index in totals.files.indices {
            totals.files[index].file = Spool.plain(totals.files[index].file)
        }
        json.object { json in
            json.member("run", run.run.description)
            json.member("state", run.state.rawValue)
            json.member("started_at", ProfileRequest.time(run.startedAt))
            json.member("destination", run.destination.hasPrefix("space:") ? "space" : run.destination)
            json.array("files") { json in
                for file in run.files { json.value(Spool.plain(file)) }
            }
            json.key("totals")
            json.raw(totals.json().withoutLineFeed)
            json.member("has_rejects", run.rejects != nil)
            json.member("can_go_on", server.unfinished.isWaiting(run))
        }
    }

    // MARK: Files

    private static func rows(
        _ call: Call, _ part: String, _ path: (RunSummary) -> String?
    ) async throws -> Response {
        let run = try find(call)
        guard let path = path(run) else { throw ServerError.notFound("The run left out no rows.") }
        let isSafe = try call.query.flag("safe")
        return try file(
            path, name: "\(run.run)-\(part).csv", type: "text/csv; charset=utf-8", isSafe: isSafe)
    }

    /// A file as it is, or made safe for spreadsheet programs, piece by piece.
    private static func file(
        _ path: String, name: String, type: String, isSafe: Bool = false
    ) throws -> Response {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ServerError.notFound("The run has no such file.")
        }
        var headers = CSVRoutes.file([], name: name, type: type).headers
        headers[.contentLength] = nil
        let body = ResponseBody { writer in
            defer { try? handle.close() }
            let pieces = FilePieces(handle: handle)
            if isSafe {
                for try await record in pieces.records() {
                    try await writer.write(ByteBuffer(bytes: ExcelSafeCSV.line(record)))
                }
            } else {
                for try await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}

/// The bytes of a file, 256 KiB at a time.
private struct FilePieces: AsyncSequence, Sendable {
    let handle: FileHandle

    func makeAsyncIterator() -> Iterator { Iterator(handle: handle) }

    struct Iterator: AsyncIteratorProtocol {
        let handle: FileHandle

        func next() async throws -> [UInt8]? {
            let data = try handle.read(upToCount: 256 << 10)
            return data.flatMap { $0.isEmpty ? nil : [UInt8]($0) }
        }
    }
}
