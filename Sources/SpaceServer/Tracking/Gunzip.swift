internal import CZlib
internal import Hummingbird

/// Undoes gzip of small bodies, with a limit that a gzip bomb cannot pass.
enum Gunzip {
    /// - Parameter limit: bytes of the inflated text.
    /// - Throws: 400 for what is no gzip, and for more than `limit` bytes: no more is inflated.
    static func inflate(_ body: ByteBuffer, limit: Int) throws(ServerError) -> ByteBuffer {
        // On the heap because zlib keeps the stream's address and refuses one that has moved.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        guard rc_gunzip_start(stream) == Z_OK else { throw .internalFault }
        defer { inflateEnd(stream) }
        var text = ByteBufferAllocator().buffer(capacity: min(limit + 1, max(body.readableBytes * 4, 4_096)))
        var status = Z_OK
        body.withUnsafeReadableBytes { input in
            // zlib only reads through `next_in`; its declaration lacks the const.
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = UInt32(clamping: input.count)
            while text.readableBytes <= limit, stream.pointee.avail_in > 0 || status == Z_OK {
                if status == Z_STREAM_END, inflateReset(stream) != Z_OK { break }
                let room = min(64 << 10, limit + 1 - text.readableBytes)
                guard room > 0 else { break }
                var made = 0
                text.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { output in
                    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.pointee.avail_out = UInt32(room)
                    status = CZlib.inflate(stream, Z_NO_FLUSH)
                    made = room - Int(stream.pointee.avail_out)
                    return made
                }
                guard status == Z_OK || status == Z_STREAM_END, made > 0 || stream.pointee.avail_in > 0
                else { break }
                if status == Z_STREAM_END, stream.pointee.avail_in == 0 { break }
            }
        }
        if text.readableBytes > limit { throw TrackingRequest.tooLarge }
        guard status == Z_STREAM_END else {
            throw ServerError(.badRequest, "invalid_gzip", "The body is no gzip, or a part of one.")
        }
        return text
    }
}
