/// Where bytes come from: a file, standard input, an async stream; decompressed and as UTF-8.
///
/// Pull-driven and without a queue of its own, so a slow consumer slows the source. One reader at a
/// time: a source is no shared object.
public protocol ByteSource: AnyObject {
    /// Fills the front of `buffer` with the next bytes.
    ///
    /// - Returns: how many bytes were written; 0 means the end, and every later call returns 0 too.
    ///   Fewer than `buffer.count` is no sign of the end.
    /// - Throws: ``ByteSourceError`` with the byte it happened at. The bytes before it have been
    ///   delivered by earlier calls.
    func read(into buffer: UnsafeMutableRawBufferPointer) async throws(ByteSourceError) -> Int

    /// Bytes taken from the outermost input so far (compressed ones for gzip); for progress.
    var inputBytes: Int { get }
}
