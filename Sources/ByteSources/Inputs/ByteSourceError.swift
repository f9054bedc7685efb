/// Why a source cannot go on. Content faults carry the byte in the decompressed UTF-8 stream (or in
/// the compressed one where the decompressed one has no such byte).
public struct ByteSourceError: Error, Sendable, Hashable {
    /// What went wrong. Cases may be added.
    public enum Code: String, Sendable, Hashable {
        /// There is no such file, or it is no file (exit status 66).
        case noInput = "no_input"
        /// The operating system refused a read (exit status 74).
        case io
        /// Damaged gzip data, a wrong check sum or a wrong length.
        case gzipCorrupt = "gzip_corrupt"
        /// The gzip stream ends in the middle of a member.
        case gzipTruncated = "gzip_truncated"
        /// The bytes do not fit the encoding, or the encoding's name is unknown.
        case unsupportedEncoding = "unsupported_encoding"
    }

    public var code: Code
    /// 0-based place in the bytes delivered so far.
    public var byte: Int
    /// 0-based place in the input as it lies on disk, where that differs.
    public var inputByte: Int?
    /// The operating system's or the decoder's own words; never a value from the file.
    public var detail: String

    public init(_ code: Code, byte: Int, inputByte: Int? = nil, detail: String) {
        self.code = code
        self.byte = byte
        self.inputByte = inputByte
        self.detail = detail
    }

    /// The same fault as seen by whoever has given `byte` bytes made of those it happened in.
    func placed(at byte: Int) -> ByteSourceError {
        ByteSourceError(code, byte: byte, inputByte: inputByte ?? self.byte, detail: detail)
    }
}
