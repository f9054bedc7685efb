internal import HTTPTypes
internal import Hummingbird

/// Answers that a browser saves: files on disk, read as they are sent.
enum DownloadResponse {
    /// - Parameters:
    ///   - name: what the browser calls it.
    ///   - keeping: what holds the file until it was sent.
    static func file(_ path: String, name: String, keeping owner: any Sendable) throws -> Response {
        let size = try FileParts(path).size
        let body = ResponseBody(contentLength: size) { writer in
            for try await part in try FileParts(path) { try await writer.write(part) }
            try await writer.finish(nil)
            withExtendedLifetime(owner) {}
        }
        var response = CSVRoutes.file([], name: name, type: "text/csv; charset=utf-8")
        response.body = body
        return response
    }
}
