internal import Hummingbird
internal import ProfileCSV
internal import ProfileSpace

/// The start: what this server is, and where its space stands.
enum HomePage {
    static let routes: [Route] = [.page(.get, "/", access: .open, handler: show)]

    private static func show(_ call: Call) async throws -> Response {
        let server = call.server
        let count = try server.space.profileCount()
        return PageLayout.page(
            title: server.configuration.name, session: call.session, path: "/",
            main: call.session == nil
                ? "<p>Log in to see this space.</p>"
                : "<p>This space holds \(count) profiles. Nothing here goes to Segment.</p>"
        ).response()
    }
}
