internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// Answers that a browser saves: files on disk, read as they are sent.
enum DownloadResponse {
    private static let partBytes = 256 << 10

    /// - Parameters:
    ///   - name: what the browser calls it.
    ///   - keeping: what holds the file until it was sent.
    static func file(_ path: String, name: String, keeping owner: any Sendable) throws -> Response {
        guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd() else {
            throw ServerError.notFound("This file is no longer here.")
        }
        try file.seek(toOffset: 0)
        let body = ResponseBody(contentLength: Int(size)) { writer in
            defer { try? file.close() }
            while let part = try file.read(upToCount: partBytes), !part.isEmpty {
                try await writer.write(ByteBuffer(bytes: part))
            }
            try await writer.finish(nil)
            withExtendedLifetime(owner) {}
        }
        var response = CSVRoutes.file([], name: name, type: "text/csv; charset=utf-8")
        response.body = body
        return response
    }
}
