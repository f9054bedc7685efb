internal import CZlib

/// zlib's decoder: always there.
final class ZlibInflater: Inflater {
    /// On the heap because zlib keeps the stream's address and refuses one that has moved.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isReady: Bool

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        isReady = rc_inflate_start(stream) == Z_OK
    }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deallocate()
    }

    func start() {
        if isReady { isReady = inflateReset(stream) == Z_OK }
    }

    func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> InflateStep {
        guard isReady else {
            return InflateStep(consumed: 0, produced: 0, state: .damaged("zlib did not start"))
        }
        let given = min(input.count, Int(UInt32.max))
        let room = min(output.count, Int(UInt32.max))
        // zlib only reads through `next_in`; its declaration lacks the const.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(given)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        let state: InflateStep.State =
            switch status {
            case Z_STREAM_END: .finished
            case Z_OK, Z_BUF_ERROR: .goesOn
            default: .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)")
            }
        return InflateStep(
            consumed: given - Int(stream.pointee.avail_in),
            produced: room - Int(stream.pointee.avail_out), state: state)
    }

    func checksum(_ crc: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(
            truncatingIfNeeded: crc32_z(
                UInt(crc), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
    }
}
