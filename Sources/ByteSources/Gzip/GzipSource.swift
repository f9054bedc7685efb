/// The text inside a gzip input, inflated as it is asked for.
final class GzipSource: ByteSource {
    private let upstream: any ByteSource
    private let decoder: GzipDecoder
    private let slab: UnsafeMutableRawBufferPointer
    private var ready: Range<Int> = 0..<0

    /// - Parameter head: what was already taken from `upstream`.
    init(
        _ upstream: any ByteSource, head: [UInt8], inflater: any Inflater,
        slabBytes: Int = 256 << 10
    ) {
        self.upstream = upstream
        decoder = GzipDecoder(inflater: inflater, head: head)
        slab = .allocate(byteCount: slabBytes, alignment: 64)
    }

    deinit { slab.deallocate() }

    var inputBytes: Int { upstream.inputBytes }

    nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        guard !buffer.isEmpty else { return 0 }
        while ready.isEmpty {
            switch try decoder.next(into: slab) {
            case .needsInput:
                do throws(ByteSourceError) {
                    decoder.filled(try await upstream.read(into: decoder.freeSpace))
                } catch {
                    throw error.placed(at: decoder.producedBytes)
                }
            case .produced(let count):
                ready = 0..<count
            case .end:
                return 0
            }
        }
        let count = min(buffer.count, ready.count)
        buffer.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: slab[ready.prefix(count)]))
        ready = ready.dropFirst(count)
        return count
    }
}
