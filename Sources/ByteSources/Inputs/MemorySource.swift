/// Bytes that are already in memory: a form field of a server, a test's input.
public final class MemorySource: BlockingByteSource {
    private let bytes: [UInt8]
    private let stepBytes: Int
    private let failure: ByteSourceError?
    public private(set) var inputBytes = 0

    /// - Parameters:
    ///   - stepBytes: the most that one read gives; default no limit.
    ///   - failure: what is thrown after the last byte; default nil, the end.
    public init(_ bytes: [UInt8], stepBytes: Int = .max, failure: ByteSourceError? = nil) {
        self.bytes = bytes
        self.stepBytes = max(1, stepBytes)
        self.failure = failure
    }

    public nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        try readBlocking(into: buffer)
    }

    func readBlocking(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        let count = min(buffer.count, stepBytes, bytes.count - inputBytes)
        if count == 0, !buffer.isEmpty, let failure { throw failure }
        buffer.copyBytes(from: bytes[inputBytes..<inputBytes + count])
        inputBytes += count
        return count
    }

    func interrupt() {}
}
