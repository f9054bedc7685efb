/// Reads and inflates on a thread of its own, a ring's length ahead of whoever takes the text.
///
/// The thread ends with the text, with a fault, or with this object, which waits for it.
final class InflateThread {
    private let ring: SlabRing
    private let upstream: Upstream
    private let thread: BackgroundThread

    /// nil where the system gives no thread.
    ///
    /// - Parameter upstream: belongs to the thread from here on.
    init?(_ upstream: any BlockingByteSource, decoder: GzipDecoder, slabBytes: Int) {
        let ring = SlabRing(slabBytes: slabBytes)
        let filler = Filler(upstream: Upstream(source: upstream), decoder: decoder, ring: ring)
        guard let thread = BackgroundThread({ filler.run() }) else { return nil }
        self.ring = ring
        self.upstream = filler.upstream
        self.thread = thread
    }

    deinit {
        ring.cancel()
        upstream.source.interrupt()
        thread.join()
    }

    var inputBytes: Int { ring.inputBytes }

    /// The oldest slab of text that has not been released; empty at the end.
    nonisolated(nonsending) func slab() async throws(ByteSourceError)
        -> UnsafeMutableRawBufferPointer
    {
        let upstream = upstream
        while true {
            switch ring.fullSlab() {
            case .full(let slab):
                return slab
            case .end:
                return UnsafeMutableRawBufferPointer(start: nil, count: 0)
            case .failed(let error):
                throw error
            case .none:
                // A read that waits for a pipe ends with the task; a file's goes on to its next
                // slab.
                await withTaskCancellationHandler {
                    await ring.waitForSlab()
                } onCancel: {
                    upstream.source.interrupt()
                }
            }
        }
    }

    func release() { ring.release() }
}

/// The source as two threads see it: one reads, the other may only interrupt, which is safe at any
/// time.
private struct Upstream: @unchecked Sendable {
    let source: any BlockingByteSource
}

/// What the thread does. Its parts are touched by nobody else once it runs, but for the ring, which
/// is made for two.
private struct Filler: @unchecked Sendable {
    let upstream: Upstream
    let decoder: GzipDecoder
    let ring: SlabRing

    func run() {
        var taken = 0
        while let slab = ring.emptySlab() {
            var written = 0
            do throws(ByteSourceError) {
                if try fill(slab, &written, &taken) {
                    ring.publish(written, inputBytes: taken, outcome: .success(()))
                    return
                }
                ring.publish(written, inputBytes: taken)
            } catch {
                ring.publish(written, inputBytes: taken, outcome: .failure(error))
                return
            }
        }
    }

    /// Fills a slab to its end; true when the text ends in it.
    private func fill(
        _ slab: UnsafeMutableRawBufferPointer, _ written: inout Int, _ taken: inout Int
    ) throws(ByteSourceError) -> Bool {
        while written < slab.count {
            switch try decoder.next(
                into: UnsafeMutableRawBufferPointer(rebasing: slab[written...]))
            {
            case .needsInput:
                do throws(ByteSourceError) {
                    let count = try upstream.source.readBlocking(into: decoder.freeSpace)
                    decoder.filled(count)
                    taken += count
                } catch {
                    throw error.placed(at: decoder.producedBytes)
                }
            case .produced(let count):
                written += count
            case .end:
                return true
            }
        }
        return false
    }
}
