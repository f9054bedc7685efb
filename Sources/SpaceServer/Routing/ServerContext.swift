public import Hummingbird
public import NIOCore

/// The context of `serve`'s own application: it knows its connection, which faults may end.
public struct ServerContext: RequestContext, ConnectionHolding {
    public var coreContext: CoreRequestContextStorage
    public let channel: any Channel

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// A context that knows its connection.
public protocol ConnectionHolding {
    /// What the request came through.
    var channel: any Channel { get }
}

/// What is answered where there is no route: a page for people, JSON for programs.
struct UnknownRoutes<Context: RequestContext>: RouterMiddleware {
    let server: SpaceServer

    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let isPage = request.headers[.accept]?.contains("text/html") == true
            let path = request.uri.path
            let style: Route.ErrorStyle = isPage && !path.hasPrefix("/v1/") ? .page : .api
            let route = Route(request.method, "unknown", access: .handler, errors: style) { _ in
                throw ServerError.notFound("There is nothing at this address.")
            }
            return await server.answer(route, server.metrics.unknown, request, context)
        }
    }
}
