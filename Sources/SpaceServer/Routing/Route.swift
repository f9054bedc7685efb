internal import HTTPTypes
internal import Hummingbird

/// One thing that the server answers: where, for whom, in whose words errors are told, and how.
struct Route: Sendable {
    /// Who may call it.
    enum Access: Sendable {
        /// Everybody who reaches the server.
        case open
        /// Whoever logged in on the page; others are sent to the login.
        case session
        /// Whoever has a token of the Profile API, as Basic user name or as bearer.
        case token
        /// Either of the two.
        case tokenOrSession
        /// The handler looks for itself: the Tracking API takes its key from the body too.
        case handler
    }

    /// Whose form of an error's body the route uses.
    enum ErrorStyle: Sendable {
        /// `{"success":false,"code":…,"message":…}` as the Tracking API's clients read it.
        case tracking
        /// `{"error":{"code":…,"message":…}}` as the Profile API has it.
        case api
        /// A page for people.
        case page
    }

    var method: HTTPRequest.Method
    /// As Hummingbird writes paths: `/v1/spaces/:space`.
    var path: String
    var access: Access
    var errors: ErrorStyle
    /// Whether every call is worth a line of the log; others only when they fail.
    var isLogged: Bool
    var handler: @Sendable (Call) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, access: Access, errors: ErrorStyle,
        isLogged: Bool = true, handler: @escaping @Sendable (Call) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.errors = errors
        self.isLogged = isLogged
        self.handler = handler
    }

    /// A page that only those see who logged in.
    static func page(
        _ method: HTTPRequest.Method, _ path: String, access: Access = .session,
        handler: @escaping @Sendable (Call) async throws -> Response
    ) -> Route {
        Route(method, path, access: access, errors: .page, handler: handler)
    }
}
