internal import Foundation
internal import Hummingbird

/// A file on disk, part by part.
struct FileParts: AsyncSequence, AsyncIteratorProtocol {
    static let partBytes = 256 << 10

    private let file: FileHandle
    let size: Int

    /// - Throws: 404 where the file is gone.
    init(_ path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd() else {
            throw ServerError.notFound("This file is no longer here.")
        }
        try file.seek(toOffset: 0)
        self.file = file
        self.size = Int(size)
    }

    nonisolated(nonsending) mutating func next() async throws -> ByteBuffer? {
        guard let part = try file.read(upToCount: Self.partBytes), !part.isEmpty else { return nil }
        return ByteBuffer(bytes: part)
    }

    mutating func next(isolation actor: isolated (any Actor)?) async throws -> ByteBuffer? {
        guard let part = try file.read(upToCount: Self.partBytes), !part.isEmpty else { return nil }
        return ByteBuffer(bytes: part)
    }

    func makeAsyncIterator() -> FileParts { self }
}
