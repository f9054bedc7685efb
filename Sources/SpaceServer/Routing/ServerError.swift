internal import HTTPTypes
internal import Hummingbird

/// Why a request is refused; the route says in whose form it is told.
struct ServerError: Error, Sendable {
    var status: HTTPResponse.Status
    /// For programs: `not_found`, `invalid_request_error` …
    var code: String
    /// For people; never a value of the request that might be personal.
    var message: String
    var headers: HTTPFields = [:]

    init(
        _ status: HTTPResponse.Status, _ code: String, _ message: String, headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers
    }

    static func invalid(_ message: String) -> ServerError {
        ServerError(.badRequest, "invalid_request_error", message)
    }

    static func validation(_ message: String) -> ServerError {
        ServerError(.badRequest, "validation_error", message)
    }

    static func notFound(_ message: String) -> ServerError {
        ServerError(.notFound, "not_found", message)
    }

    static func forbidden(_ message: String) -> ServerError {
        ServerError(.forbidden, "forbidden", message)
    }

    static func tooLarge(_ limit: Int) -> ServerError {
        ServerError(.contentTooLarge, "too_large", "The body is larger than \(limit) bytes.")
    }

    /// The client went away, or sent what is no HTTP.
    static let brokenOff = ServerError(
        .badRequest, "io", "The body could not be read to its end.")

    static let unauthorized = ServerError(
        .unauthorized, "authentication_error", "The token is missing or invalid.",
        headers: [.wwwAuthenticate: "Basic realm=\"rollcall\", charset=\"UTF-8\""])

    /// Too much at once: the client comes back after `seconds`.
    static func tooMany(_ message: String, retryAfter seconds: Int = 1) -> ServerError {
        ServerError(
            .tooManyRequests, "rate_limit_error", message,
            headers: [.retryAfter: "\(seconds)", .rateLimitReset: "\(seconds)"])
    }

    /// Not now: busy, or on the way down.
    static func unavailable(_ message: String, retryAfter seconds: Int = 1) -> ServerError {
        ServerError(
            .serviceUnavailable, "unavailable", message, headers: [.retryAfter: "\(seconds)"])
    }

    /// A fault of ours; the log says more.
    static let internalFault = ServerError(
        .internalServerError, "internal_error", "Something went wrong here; the log says more.")

    /// The answer in the form of a route.
    func response(_ style: Route.ErrorStyle, id: String) -> Response {
        switch style {
        case .tracking, .api:
            var json = ResponseJSON(capacity: 256)
            if style == .api {
                json.object { json in
                    json.object("error") { json in
                        json.member("code", code)
                        json.member("message", message)
                    }
                }
            } else {
                json.object { json in
                    json.member("success", false)
                    json.member("code", code)
                    json.member("message", message)
                }
            }
            return json.response(status: status, headers: headers)
        case .page:
            var response = PageLayout.message(
                title: PageLayout.title(of: status), text: message, requestID: id)
                .response(status: status)
            for field in headers { response.headers.append(field) }
            return response
        }
    }
}

extension HTTPField.Name {
    /// Built from constants that are tokens; the fallbacks are never used.
    static let requestID = HTTPField.Name("Request-Id") ?? .eTag
    static let rateLimitReset = HTTPField.Name("X-RateLimit-Reset") ?? .retryAfter
    static let csrfToken = HTTPField.Name("X-CSRF-Token") ?? .authorization
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
    static let frameOptions = HTTPField.Name("X-Frame-Options") ?? .eTag
    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .eTag
    static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy") ?? .eTag
    static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy") ?? .eTag
}
