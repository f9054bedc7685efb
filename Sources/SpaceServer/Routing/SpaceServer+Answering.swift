internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ProfileSpace

extension SpaceServer {
    /// Answers one request to a route: what all routes share stands here, so that they are as safe in
    /// an application of one's own as in `serve`.
    func answer(
        _ route: Route, _ metrics: RouteMetrics, _ request: Request, _ context: some RequestContext
    ) async -> Response {
        let start = ContinuousClock.now
        let id = Secrets.requestID()
        var response: Response
        do {
            response = try await checked(route, request, context, id: id)
        } catch {
            response = refusal(error, route, id: id)
        }
        response.headers[.requestID] = id
        SecurityHeaders.add(to: &response, isPage: route.errors == .page)
        let status = response.status.code
        let duration = ContinuousClock.now - start
        metrics.count(status: status, duration: duration)
        if route.isLogged || status >= 400 {
            // The route, never the path: identifiers of people stand in paths.
            logger.log(
                level: status >= 500 ? .error : .info, "request",
                metadata: [
                    "request_id": "\(id)", "method": "\(request.method)", "route": "\(route.path)",
                    "status": "\(status)", "ms": "\(duration.milliseconds)",
                ])
        }
        return response
    }

    private func checked(
        _ route: Route, _ request: Request, _ context: some RequestContext, id: String
    ) async throws -> Response {
        try checkHost(request)
        var session: Session?
        switch route.access {
        case .open:
            session = sessions.find(request)
            try checkOrigin(request)
        case .handler: break
        case .token:
            try checkToken(request)
        case .session, .tokenOrSession:
            session = sessions.find(request)
            if session != nil {
                try checkOrigin(request)
            } else if route.access == .session {
                throw LoginNeeded(path: request.head.path ?? "/")
            } else {
                try checkToken(request)
            }
        }
        return try await route.handler(
            Call(
                request: request, parameters: context.parameters, server: self, id: id,
                session: session, logger: logger,
                connection: (context as? any ConnectionHolding)?.channel))
    }

    private func refusal(_ error: any Error, _ route: Route, id: String) -> Response {
        switch error {
        case let error as ServerError: return error.response(route.errors, id: id)
        case let error as LoginNeeded: return error.response
        case is CancellationError:
            return ServerError.unavailable("The server is going down.").response(route.errors, id: id)
        default:
            if let known = ServerError(library: error) { return known.response(route.errors, id: id) }
            // What was thrown may quote the request, so only its type is told.
            logger.error(
                "fault",
                metadata: [
                    "request_id": "\(id)", "route": "\(route.path)", "type": "\(type(of: error))",
                ])
            return ServerError.internalFault.response(route.errors, id: id)
        }
    }

    private func checkHost(_ request: Request) throws(ServerError) {
        guard let authority = request.head.authority, hostList.allows(authority) else {
            throw ServerError(
                .misdirectedRequest, "unknown_host",
                "This server does not answer under that name; see --allow-host.")
        }
    }

    /// A browser says where a request comes from; one that changes something must come from here.
    private func checkOrigin(_ request: Request) throws(ServerError) {
        guard request.method != .get, request.method != .head else { return }
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" {
            throw .forbidden("The request comes from another site.")
        }
        guard let origin = request.headers[.origin] else { return }
        let authority = request.head.authority ?? ""
        guard origin == "http://" + authority || origin == "https://" + authority else {
            throw .forbidden("The request comes from another site.")
        }
    }

    private func checkToken(_ request: Request) throws {
        guard let token = Credentials.token(of: request.headers), try space.isProfileToken(token) else {
            throw ServerError.unauthorized
        }
    }
}

/// Whoever is not logged in is sent to the login page.
struct LoginNeeded: Error {
    /// Where to go on afterwards.
    let path: String

    var response: Response {
        Response(
            status: .seeOther,
            headers: [.location: "/login?next=" + PercentEncoding.encode(path)])
    }
}

extension Duration {
    /// Rounded to a tenth.
    var milliseconds: Double {
        let parts = components
        let tenths = Double(parts.seconds) * 10_000 + Double(parts.attoseconds) / 1e14
        return tenths.rounded() / 10
    }
}
