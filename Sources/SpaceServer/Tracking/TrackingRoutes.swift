internal import HTTPTypes
internal import Hummingbird

extension SpaceServer {
    /// The Tracking API with all its names (`tracking-api` §1).
    var trackingRoutes: [Route] {
        let names: [(paths: [String], kind: TrackingRequest.Kind)] = [
            (["identify", "i"], .single(.identify)), (["track", "t"], .single(.track)),
            (["page", "p"], .single(.page)), (["screen", "s"], .single(.screen)),
            (["group", "g"], .single(.group)), (["alias", "a"], .single(.alias)),
            (["batch", "import", "b"], .batch),
        ]
        return names.flatMap { name in
            name.paths.map { path in
                Route(
                    .post, "/v1/\(path)", access: .handler, errors: .tracking, isLogged: false
                ) { call in
                    try await TrackingHandler(call, name.kind).answer()
                }
            }
        }
    }
}

/// Answers one request to the Tracking API.
struct TrackingHandler {
    private let call: Call
    private let kind: TrackingRequest.Kind
    private var server: SpaceServer { call.server }

    init(_ call: Call, _ kind: TrackingRequest.Kind) {
        self.call = call
        self.kind = kind
    }

    func answer() async throws -> Response {
        let fault = server.faults.next(for: call.request.uri.path)
        if let fault {
            if fault.delayMilliseconds > 0 {
                try await Task.sleep(for: .milliseconds(fault.delayMilliseconds))
            }
            if fault.hangUp == .before { call.hangUp?() }
            if let response = fault.response { return response }
            if fault.hangUp == .before { throw ServerError.unavailable("A fault that was asked for.") }
        }
        let outcome = try await receive()
        if fault?.hangUp == .after { call.hangUp?() }
        return outcome
    }

    /// Takes the request in; the answer means that what is kept of it is on disk.
    private func receive() async throws -> Response {
        try checkContentType()
        let body = try await inflatedBody()
        let receivedAt = server.now()
        let request = try body.withUnsafeReadableBytes { bytes throws(ServerError) in
            try TrackingRequest(kind, bytes, receivedAt: receivedAt)
        }
        let header = call.request.headers[.authorization]
        let key = header.flatMap { Credentials.basicUser($0) } ?? request.writeKey
        guard let key, key.utf8.count >= TrackingLimits.minKeyBytes else {
            throw ServerError(.badRequest, "invalid_write_key", "A write key is missing.")
        }
        guard let source = try server.source(ofWriteKey: key) else {
            if server.options.isStrict {
                throw ServerError(
                    .unauthorized, "invalid_write_key", "The write key belongs to no source.")
            }
            server.deliveries.countUnknownSource(request.count, at: receivedAt)
            return Self.success
        }
        if server.options.isStrict, let first = request.dropped.first {
            throw ServerError(
                .badRequest, first.code.rawValue,
                "Message \(first.row): \(first.code.text) Nothing of the request was stored.")
        }
        try await server.ingest.take(request, from: source, receivedAt: receivedAt)
        return Self.success
    }

    private static var success: Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(staticString: "{\"success\":true}")))
    }

    private func checkContentType() throws(ServerError) {
        let type = call.request.headers[.contentType] ?? ""
        let name = type.prefix { $0 != ";" && $0 != " " }
        guard name.lowercased() == "application/json" else {
            throw ServerError(
                .badRequest, "invalid_content_type", "The Content-Type must be application/json.")
        }
    }

    private func inflatedBody() async throws -> ByteBuffer {
        let limit = kind.maxBytes
        let encoding = call.request.headers[.contentEncoding]?.lowercased() ?? "identity"
        // Anything beyond the limit is read no further, compressed or not.
        let body: ByteBuffer
        do {
            body = try await call.body(upTo: limit)
        } catch let error as ServerError where error.status == .contentTooLarge {
            throw TrackingRequest.tooLarge
        }
        switch encoding {
        case "identity", "": return body
        case "gzip": return try Gunzip.inflate(body, limit: limit)
        default:
            throw ServerError(
                .badRequest, "invalid_content_encoding", "The Content-Encoding must be gzip or absent.")
        }
    }
}
