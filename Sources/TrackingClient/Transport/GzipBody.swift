internal import CZlib
internal import NIOCore

/// A request body packed with gzip.
enum GzipBody {
    /// - Returns: `nil` where zlib has no memory.
    /// - Complexity: O(bytes).
    static func compressed(_ body: ByteBuffer) -> ByteBuffer? {
        var stream = z_stream()
        // Level 1: a body is sent once, and the network is rarely slower than the higher levels.
        guard rc_gzip_start(&stream, 1) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, uLong(body.readableBytes)))
        var packed = ByteBufferAllocator().buffer(capacity: bound)
        let status = body.withUnsafeReadableBytes { input in
            packed.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { output in
                let source = input.bindMemory(to: UInt8.self)
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.avail_in = uInt(source.count)
                stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
                stream.avail_out = uInt(output.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : 0
            }
        }
        return status > 0 ? packed : nil
    }
}
