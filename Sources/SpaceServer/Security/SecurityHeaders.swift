internal import HTTPTypes
internal import Hummingbird

/// What every answer tells browsers.
enum SecurityHeaders {
    /// Nothing from a foreign host, nothing inline, no frames.
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    static func add(to response: inout Response, isPage: Bool) {
        response.headers[.xContentTypeOptions] = "nosniff"
        // What a handler says about caching stands: files of the page may be kept.
        if !response.headers.contains(.cacheControl) { response.headers[.cacheControl] = "no-store" }
        guard isPage else { return }
        response.headers[.contentSecurityPolicy] = policy
        response.headers[.frameOptions] = "DENY"
        // Not `no-referrer`: browsers then send `Origin: null` with our own forms.
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.openerPolicy] = "same-origin"
        response.headers[.resourcePolicy] = "same-origin"
    }
}
