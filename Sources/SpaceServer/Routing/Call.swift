internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// One request as a route's handler gets it, after the checks that all routes share.
struct Call: Sendable {
    let request: Request
    let parameters: Parameters
    let server: SpaceServer
    /// The `Request-Id` of the answer.
    let id: String
    /// Whoever logged in on the page; `nil` for others.
    let session: Session?
    let logger: Logger
    /// What the request came through; `nil` where the application mounted the routes with a context
    /// that does not know its connection.
    let connection: (any Channel)?

    /// The query, read when it is first asked for.
    var query: QueryString { QueryString(request.uri.query ?? "") }

    /// Ends the connection without an answer, where it is known.
    func hangUp() { connection?.close(promise: nil) }

    /// A part of the path as the client wrote it, percent-encoding included.
    func rawParameter(_ name: String) -> Substring { parameters[name[...]] ?? "" }

    /// A part of the path, percent-encoding undone once.
    ///
    /// - Throws: 400 for a bad escape, or what is no UTF-8.
    func parameter(_ name: String) throws(ServerError) -> String {
        guard let text = PercentEncoding.decode(rawParameter(name).utf8) else {
            throw .invalid("The path has an escape that cannot be read.")
        }
        return text
    }

    /// The whole body.
    ///
    /// - Throws: 413 beyond `limit` bytes.
    func body(upTo limit: Int) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw ServerError.tooLarge(limit)
        }
        var whole = ByteBuffer()
        var parts = request.body.makeAsyncIterator()
        while true {
            let next: ByteBuffer?
            do { next = try await parts.next() } catch { throw ServerError.brokenOff }
            guard let part = next else { return whole }
            guard whole.readableBytes + part.readableBytes <= limit else {
                throw ServerError.tooLarge(limit)
            }
            if whole.readableBytes == 0 {
                whole = part
            } else {
                var part = part
                whole.writeBuffer(&part)
            }
        }
    }

    /// The fields of a form that was sent as `application/x-www-form-urlencoded`.
    func form(upTo limit: Int = 1 << 20) async throws -> QueryString {
        QueryString(String(buffer: try await body(upTo: limit)))
    }
}
