internal import HTTPTypes
internal import Hummingbird
internal import IdentifyMessages
internal import ProfileSpace

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
            if fault.hangUp == .before { call.hangUp() }
            if let response = fault.response { return response }
            if fault.hangUp == .before { throw ServerError.unavailable("A fault that was asked for.") }
        }
        let outcome = try await receive()
        if fault?.hangUp == .after { call.hangUp() }
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
        let source = try server.space.source(ofWriteKey: key)
        if source == nil { try noteUnknown(request, key: key, receivedAt: receivedAt) }
        if server.options.isStrict { try refuse(request, isKnown: source != nil) }
        try await store(request, from: source, receivedAt: receivedAt)
        return Self.success
    }

    /// `--strict`: what Segment drops silently is an error, and nothing of the request is stored.
    private func refuse(_ request: TrackingRequest, isKnown: Bool) throws(ServerError) {
        guard isKnown else {
            throw ServerError(
                .unauthorized, "invalid_write_key", "The write key belongs to no source.")
        }
        if let (row, code) = request.firstDropped {
            throw ServerError(
                .badRequest, code.rawValue,
                "Message \(row): \(code.text) Nothing of the request was stored.")
        }
    }

    /// Nothing of it is stored, and the sender is not told, as with Segment; so it is shown to the admin.
    private func noteUnknown(_ request: TrackingRequest, key: String, receivedAt: Int) throws {
        let isRevoked = try server.space.isRevoked(writeKey: key)
        let code: DiscardCode = isRevoked ? .sourceDisabled : .unknownSource
        server.metrics.countMessages("rejected", code.rawValue, request.count)
        server.unknownSenders.note(
            request.messages, request.count, code, key: key, receivedAt: receivedAt)
    }

    /// Returns when everything that is kept of the request is on disk.
    private func store(
        _ request: TrackingRequest, from source: String?, receivedAt: Int
    ) async throws {
        guard let source, let buffer = request.messages else { return }
        let space = server.space
        let messages = ReceivedMessages(
            buffer, discards: request.discards, source: source, receivedAt: receivedAt)
        let start = ContinuousClock.now
        let verdicts = try await server.admission.pass(bytes: buffer.byteCount + 1_024) {
            try await space.receive(messages)
        }
        server.metrics.countCommit(verdicts, in: ContinuousClock.now - start)
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
