internal import HTTPTypes
internal import Hummingbird

/// How somebody logs in: with the one-time link that the server printed, or with the password.
enum LoginPage {
    static let routes: [Route] = [
        .page(.get, "/login", access: .open, handler: show),
        .page(.post, "/login", access: .open, handler: logIn),
        .page(.post, "/logout", handler: logOut),
    ]

    /// A link that is only looked at (by a chat's preview, say) is not used up: the button uses it.
    private static func show(_ call: Call) async throws -> Response {
        form(call, key: call.query["key"], problem: nil).response()
    }

    private static func logIn(_ call: Call) async throws -> Response {
        let fields = try await call.form(upTo: 8_192)
        let isRight =
            if let key = fields["key"], !key.isEmpty {
                call.server.logins.use(key: key)
            } else {
                try call.server.logins.check(password: fields["password"] ?? "")
            }
        guard isRight else {
            let text = fields["key"] == nil
                ? "That is not the password." : "This link was used before or is too old."
            return form(call, key: nil, problem: text).response(status: .forbidden)
        }
        let (_, cookie) = call.server.sessions.begin()
        return Response(
            status: .seeOther,
            headers: [.location: destination(fields["next"]), .setCookie: cookie])
    }

    private static func logOut(_ call: Call) async throws -> Response {
        try call.checkCSRF(try await call.form(upTo: 8_192))
        if let session = call.session { call.server.setups.removeAll(of: session) }
        return Response(
            status: .seeOther,
            headers: [.location: "/", .setCookie: call.server.sessions.end(call.request)])
    }

    /// A path of this server, never another's address.
    private static func destination(_ next: String?) -> String {
        guard let next, next.hasPrefix("/"), !next.hasPrefix("//"),
            next.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return next
    }

    private static func form(_ call: Call, key: String?, problem: String?) -> HTML {
        let next = call.query["next"] ?? "/"
        let note: HTML = problem.map { "<p class='problem' role='alert'>\($0)</p>" } ?? ""
        let field: HTML =
            if let key {
                "<input type='hidden' name='key' value='\(key)'><p>This link logs you in once.</p>"
            } else if call.server.logins.hasPassword {
                """
                <label for='password'>Password</label>
                <input id='password' name='password' type='password' required \
                autocomplete='current-password'>
                """
            } else {
                ""
            }
        guard key != nil || call.server.logins.hasPassword else {
            return PageLayout.page(
                title: "Log in", session: nil,
                main: """
                    \(note)<section class='card'><p>Open the link that <code>rollcall serve</code> printed when \
                    it started. It works once; start the server again for a new one.</p>
                    <p class='soft'>Without logging in you can still <a href='/'>check a file</a>.</p></section>
                    """)
        }
        return PageLayout.page(
            title: "Log in", session: nil, isNarrow: true,
            main: """
                \(note)<form method='post' action='/login' class='card'>
                <input type='hidden' name='next' value='\(destination(next))'>
                \(field)
                <div><button>Log in</button></div>
                </form>
                """)
    }
}
