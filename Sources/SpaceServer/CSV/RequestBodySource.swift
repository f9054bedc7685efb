internal import ByteSources
internal import Hummingbird

/// A request's body as a source of bytes: one buffer of the connection at a time is held, and nothing is
/// read from the client before that is used up.
final class RequestBodySource: ByteSource {
    private var iterator: RequestBody.AsyncIterator
    private var part = ByteBuffer()
    private var hasEnded = false
    private var failure: ByteSourceError?
    private(set) var inputBytes = 0
    /// As the client announced it.
    let size: Int?

    init(_ request: Request) {
        iterator = request.body.makeAsyncIterator()
        size = request.headers[.contentLength].flatMap { Int($0) }
    }

    nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        if let failure { throw failure }
        guard !buffer.isEmpty else { return 0 }
        while part.readableBytes == 0, !hasEnded {
            do {
                if let next = try await iterator.next(isolation: #isolation) {
                    part = next
                } else {
                    hasEnded = true
                }
            } catch {
                let fault = ByteSourceError(
                    .io, byte: inputBytes, detail: "the upload broke off")
                failure = fault
                throw fault
            }
        }
        let count = min(buffer.count, part.readableBytes)
        part.readWithUnsafeReadableBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            return count
        }
        inputBytes += count
        return count
    }
}
