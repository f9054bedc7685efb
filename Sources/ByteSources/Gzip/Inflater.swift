/// Decodes one raw deflate stream after another; knows nothing of the gzip wrapper.
protocol Inflater: AnyObject {
    /// Forgets the last stream. Must come before each stream, the first one included.
    func start()

    /// Decodes until the input is used up, the output is full, the stream ends or it is damaged.
    func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> InflateStep

    /// The CRC-32 of gzip (RFC 1952 §8), continued from `crc`; 0 to begin.
    func checksum(_ crc: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32
}

struct InflateStep {
    enum State {
        case goesOn
        /// The stream's last block is done and all its bytes are out.
        case finished
        /// With the decoder's own words.
        case damaged(String)
    }

    /// Input bytes used. Negative (at most 8) where the stream ended in bytes that an earlier step
    /// had already taken: they belong to what follows.
    var consumed: Int
    /// Output bytes written.
    var produced: Int
    var state: State
}

/// The inflater that was asked for.
///
/// - Throws: `io` for ISA-L on a machine without it.
func makeInflater(_ choice: InflaterChoice) throws(ByteSourceError) -> any Inflater {
    if choice != .zlib, let inflater = ISALInflater() { return inflater }
    if choice == .isal {
        throw ByteSourceError(.io, byte: 0, detail: "ISA-L (libisal.so.2) is not installed")
    }
    return ZlibInflater()
}
