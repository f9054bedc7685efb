internal import HTTPTypes
internal import Hummingbird
internal import ProfileSpace

extension SpaceServer {
    /// Whether the server lives, whether it takes requests, its figures, and what its API is.
    var operationRoutes: [Route] {
        [
            Route(.get, "/healthz", access: .open, errors: .api, isLogged: false) { _ in
                Self.plain("ok\n")
            },
            Route(.get, "/readyz", access: .open, errors: .api, isLogged: false) { call in
                guard call.server.isReady else { throw ServerError.unavailable("Not ready.") }
                return Self.plain("ok\n")
            },
            Route(.get, "/metrics", access: .tokenOrSession, errors: .api, isLogged: false) { call in
                Self.plain(call.server.metricsText(), type: "text/plain; version=0.0.4; charset=utf-8")
            },
            Route(.get, "/openapi.json", access: .open, errors: .api, isLogged: false) { _ in
                Response(
                    status: .ok, headers: [.contentType: "application/json"],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_json)))
            },
        ]
    }

    private static func plain(
        _ text: String, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func metricsText() -> String {
        var text = PrometheusText()
        metrics.write(to: &text)
        text.begin("rollcall_queue_bytes", "gauge", "Bytes of messages that wait to be stored.")
        text.sample([:], admission.bytes)
        text.begin("rollcall_uploads", "gauge", "Uploads that are worked on.")
        text.sample([:], uploads.count)
        text.begin("rollcall_spool_bytes", "gauge", "Bytes of uploads on disk.")
        text.sample([:], spool.bytes)
        if let profiles = try? space.profileCount() {
            text.begin("rollcall_profiles", "gauge", "Profiles of the space.")
            text.sample([:], profiles)
        }
        return text.text
    }
}
