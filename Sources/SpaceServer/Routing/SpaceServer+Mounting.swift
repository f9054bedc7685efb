internal import HTTPTypes
public import Hummingbird

extension SpaceServer {
    /// Adds all routes but the page's to a router of one's own: Tracking API, Profile API, CSV
    /// endpoints, health and metrics.
    ///
    /// ```swift
    /// let router = Router()
    /// server.addRoutes(to: router)
    /// let application = Application(router: router, services: [server])
    /// ```
    /// The routes check keys, hosts and sizes themselves.
    public func addRoutes<Context: RequestContext>(to router: Router<Context>) {
        mount(apiRoutes, on: router)
    }

    /// Adds the web page and its login.
    public func addPage<Context: RequestContext>(to router: Router<Context>) {
        mount(pageRoutes, on: router)
    }

    /// All routes that programs call.
    var apiRoutes: [Route] {
        trackingRoutes + profileRoutes + csvRoutes + operationRoutes
    }

    private func mount<Context: RequestContext>(_ routes: [Route], on router: Router<Context>) {
        var methods: [String: [HTTPRequest.Method]] = [:]
        var styles: [String: Route.ErrorStyle] = [:]
        for route in routes {
            let metrics = metrics.route(route.method.rawValue + " " + route.path)
            router.on(RouterPath(route.path), method: route.method) { [self] request, context in
                await answer(route, metrics, request, context)
            }
            methods[route.path, default: []].append(route.method)
            styles[route.path] = route.errors
        }
        // Another method on a known path is answered with those that there are.
        let all: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options, .trace, .connect]
        for (path, known) in methods {
            let allowed = known.map(\.rawValue).sorted().joined(separator: ", ")
            let style = styles[path] ?? .api
            let metrics = metrics.route("* " + path)
            for method in all where !known.contains(method) {
                let route = Route(method, path, access: .open, errors: style, isLogged: false) { _ in
                    throw ServerError(
                        .methodNotAllowed, "method_not_allowed",
                        "This address takes \(allowed) only.", headers: [.allow: allowed])
                }
                router.on(RouterPath(path), method: method) { [self] request, context in
                    await answer(route, metrics, request, context)
                }
            }
        }
    }
}
