internal import HTTPTypes
internal import Hummingbird

/// The page's files, compiled into the program: style sheet and script of `Page/Assets`.
enum PageAssets {
    private struct Asset {
        var name: String
        var type: String
        var bytes: [UInt8]
        /// Changes with the content, so that browsers may keep the file for good.
        var version: String

        init(_ name: String, _ type: String, _ bytes: [UInt8]) {
            self.name = name
            self.type = type
            self.bytes = bytes
            version = Secrets.digest(String(decoding: bytes, as: UTF8.self)).prefix(6)
                .map { String($0, radix: 16) }.joined()
        }
    }

    private static let all = [
        Asset("page.css", "text/css; charset=utf-8", PackageResources.page_css),
        Asset("page.js", "text/javascript; charset=utf-8", PackageResources.page_js),
    ]

    /// The address of a file.
    static func path(of name: String) -> String {
        let version = all.first { $0.name == name }?.version ?? "0"
        return "/assets/\(version)/\(name)"
    }

    static let route = Route(
        .get, "/assets/:version/:name", access: .open, errors: .page, isLogged: false
    ) { call in
        let name = try call.parameter("name")
        guard let asset = all.first(where: { $0.name == name }) else {
            throw ServerError.notFound("There is no such file.")
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}
