/// The text inside a gzip input. Where the input can be read by any thread (a file, a pipe, memory)
/// it is inflated ahead on one of its own; else as it is asked for.
final class GzipSource: ByteSource {
    private static let slabBytes = 256 << 10
    private let upstream: any ByteSource
    private let decoder: GzipDecoder
    private let headBytes: Int
    private let ahead: InflateThread?
    /// Used where there is no thread.
    private var ownSlab: UnsafeMutableRawBufferPointer?
    /// Text of the current slab that is still to be given.
    private var ready = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var holdsSlab = false

    /// - Parameter head: what was already taken from `upstream`.
    init(_ upstream: any ByteSource, head: [UInt8], inflater: any Inflater) {
        self.upstream = upstream
        headBytes = head.count
        let decoder = GzipDecoder(inflater: inflater, head: head)
        self.decoder = decoder
        ahead = (upstream as? any BlockingByteSource).flatMap {
            InflateThread($0, decoder: decoder, slabBytes: Self.slabBytes)
        }
    }

    deinit { ownSlab?.deallocate() }

    var inputBytes: Int {
        if let ahead { return headBytes + ahead.inputBytes }
        return upstream.inputBytes
    }

    nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        guard !buffer.isEmpty else { return 0 }
        if ready.isEmpty {
            ready = if let ahead { try await next(ahead) } else { try await inflate() }
        }
        let count = min(buffer.count, ready.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: ready[..<count]))
        ready = UnsafeMutableRawBufferPointer(rebasing: ready[count...])
        return count
    }

    private nonisolated(nonsending) func next(
        _ ahead: InflateThread
    ) async throws(ByteSourceError) -> UnsafeMutableRawBufferPointer {
        if holdsSlab {
            holdsSlab = false
            ahead.release()
        }
        let slab = try await ahead.slab()
        holdsSlab = !slab.isEmpty
        return slab
    }

    private nonisolated(nonsending) func inflate() async throws(ByteSourceError)
        -> UnsafeMutableRawBufferPointer
    {
        let slab = ownSlab ?? .allocate(byteCount: Self.slabBytes, alignment: 64)
        ownSlab = slab
        while true {
            switch try decoder.next(into: slab) {
            case .needsInput:
                do throws(ByteSourceError) {
                    decoder.filled(try await upstream.read(into: decoder.freeSpace))
                } catch {
                    throw error.placed(at: decoder.producedBytes)
                }
            case .produced(let count):
                return UnsafeMutableRawBufferPointer(rebasing: slab[..<count])
            case .end:
                return UnsafeMutableRawBufferPointer(start: nil, count: 0)
            }
        }
    }
}
