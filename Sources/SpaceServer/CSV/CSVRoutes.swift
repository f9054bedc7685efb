internal import ByteSources
internal import HTTPTypes
internal import Hummingbird
internal import ProfileCSV
internal import ProfileImport

extension SpaceServer {
    /// The stages over HTTP. The body is the file, plain or gzip, and is never held in memory.
    var csvRoutes: [Route] {
        (options.hasCountRoute ? [CSVRoutes.count] : []) + CSVRuns.routes + [
            Route(.get, "/csv/template", access: .tokenOrSession, errors: .api) { call in
                try CSVRoutes.template(call)
            },
            Route(.post, "/csv/check", access: .tokenOrSession, errors: .api) { call in
                try await CSVRoutes.check(call)
            },
            Route(.post, "/csv/plan", access: .tokenOrSession, errors: .api) { call in
                try await UploadedPlan.answer(call)
            },
            Route(.post, "/csv/imports", access: .tokenOrSession, errors: .api) { call in
                let upload = try UploadedImport(call)
                let wantsEvents = call.request.headers[.accept]?.contains("text/event-stream") == true
                return wantsEvents
                    ? try await upload.events(call.request.body)
                    : try await upload.answer(call.request.body)
            },
        ]
    }
}

enum CSVRoutes {
    /// Reads the body as a check does, and counts it.
    static let count = Route(.post, "/csv/count", access: .token, errors: .api) { call in
        let bytes = try await call.receiving {
            var bytes = 0
            for try await part in call.request.body { bytes += part.readableBytes }
            return bytes
        }
        var json = ResponseJSON(capacity: 256)
        json.object { $0.member("bytes", bytes) }
        return json.response()
    }

    static func template(_ call: Call) throws(ServerError) -> Response {
        let query = call.query
        let rows = try query.number("example", in: 0...Template.maxExampleRows, or: 0)
        let template: Template
        do {
            template = try Template(
                for: call.server.configuration, identifiers: query.list("identifiers"),
                traits: query.list("traits") ?? [])
        } catch {
            throw .validation("The parameter `identifiers` names one that the space does not have.")
        }
        return file(template.csv(exampleRows: rows), name: "template.csv", type: "text/csv; charset=utf-8")
    }

    static func check(_ call: Call) async throws -> Response {
        let query = try ReadingQuery(call.query, call.server)
        let format = call.query["format"] ?? "json"
        guard ["json", "jsonl"].contains(format) else {
            throw ServerError.validation("The parameter `format` must be json or jsonl.")
        }
        let report = try await call.receiving {
            try await query.stage(call.server.survey).check(
                RequestBodySource(call.request), name: query.name, isFile: true)
        }
        let bytes = format == "json" ? query.writer.json(report) : query.writer.jsonLines(report)
        return Response(
            status: .ok,
            headers: [.contentType: format == "json" ? "application/json" : "application/jsonl"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// An answer that a browser saves as a file.
    static func file(_ bytes: [UInt8], name: String, type: String) -> Response {
        let plain = String(
            decoding: name.utf8.map { byte -> UInt8 in
                let isPlain = byte > 0x20 && byte < 0x7F
                let isQuote = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                return isPlain && !isQuote ? byte : UInt8(ascii: "_")
            }, as: UTF8.self)
        return Response(
            status: .ok,
            headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(plain)\""],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
