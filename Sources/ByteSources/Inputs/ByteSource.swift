/// Where bytes come from: a file, standard input, an async stream; decompressed and as UTF-8.
///
/// Pull-driven, so a slow consumer slows the source. One reader at a time: a source is no shared
/// object. `read` runs where its caller runs, so an actor may own a source.
public protocol ByteSource: AnyObject {
    /// Fills the front of `buffer` with the next bytes.
    ///
    /// - Returns: how many bytes were written; 0 means the end, and every later call returns 0 too.
    ///   Fewer than `buffer.count` is no sign of the end. An empty buffer gives 0 and says nothing.
    /// - Throws: ``ByteSourceError`` with the byte it happened at. The bytes before it have been
    ///   delivered by earlier calls; later calls throw the same error.
    nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int

    /// Bytes taken from the outermost input so far (compressed ones for gzip); for progress.
    var inputBytes: Int { get }

    /// Bytes of the outermost input in all (compressed ones for gzip), where they are known before its
    /// end. What is judged by it early on, such as the room for a table, is not wrong without.
    /// Default: `nil`.
    var size: Int? { get }
}

extension ByteSource {
    public var size: Int? { nil }
}

/// A source whose reads need no suspension, so that a thread of our own may do them.
protocol BlockingByteSource: ByteSource {
    /// As ``ByteSource/read(into:)``, waiting in the system call.
    func readBlocking(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int

    /// Makes a read that waits, and all later ones, throw. The one call that another thread may
    /// make.
    func interrupt()
}
