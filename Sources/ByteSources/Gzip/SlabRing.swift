internal import Glibc

/// A few slabs that one thread fills and one task empties, in order. Bounded: who is too fast
/// waits.
///
/// Be advised: each side wakes the other only when half the ring has turned over. On one core that
/// keeps the two from taking turns at every slab; on two nobody is late, because the other half is
/// still there. All fields are read and written under `lock`, but the bytes of a slab belong to the
/// filler while it is empty and to the emptier while it is full.
final class SlabRing: @unchecked Sendable {
    enum Slab {
        case full(UnsafeMutableRawBufferPointer)
        /// Nothing yet.
        case none
        case end
        case failed(ByteSourceError)
    }

    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let hasRoom: UnsafeMutablePointer<pthread_cond_t>
    private let slabs: [UnsafeMutableRawBufferPointer]
    private var counts: [Int]
    /// Bytes that the filler had taken from its input when it handed the slab over.
    private var inputs: [Int]
    /// The oldest full slab.
    private var first = 0
    private var fullCount = 0
    private var outcome: Result<Void, ByteSourceError>?
    private var isCancelled = false
    private var emptier: UnsafeContinuation<Void, Never>?
    private var emptiedInput = 0
    /// The same of the whole text; `nil` before its end.
    private var allInput: Int?

    init(slabBytes: Int, slabCount: Int = 4) {
        slabs = (0..<slabCount).map { _ in .allocate(byteCount: slabBytes, alignment: 64) }
        counts = Array(repeating: 0, count: slabCount)
        inputs = counts
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        hasRoom = .allocate(capacity: 1)
        hasRoom.initialize(to: pthread_cond_t())
        pthread_cond_init(hasRoom, nil)
    }

    deinit {
        for slab in slabs { slab.deallocate() }
        pthread_cond_destroy(hasRoom)
        hasRoom.deallocate()
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    // MARK: The filler's side

    /// An empty slab, after waiting for one; nil when nobody wants any more.
    func emptySlab() -> UnsafeMutableRawBufferPointer? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while fullCount == slabs.count, !isCancelled { pthread_cond_wait(hasRoom, lock) }
        return isCancelled ? nil : slabs[(first + fullCount) % slabs.count]
    }

    /// Hands over the slab that ``emptySlab()`` gave, with `count` bytes in it; `outcome` when it
    /// is the last.
    ///
    /// - Parameter inputBytes: taken from the filler's input so far.
    func publish(_ count: Int, inputBytes: Int, outcome: Result<Void, ByteSourceError>? = nil) {
        pthread_mutex_lock(lock)
        if count > 0 {
            let last = (first + fullCount) % slabs.count
            (counts[last], inputs[last]) = (count, inputBytes)
            fullCount += 1
        }
        if outcome != nil { allInput = inputBytes }
        self.outcome = outcome
        var waiting: UnsafeContinuation<Void, Never>?
        if outcome != nil || fullCount * 2 >= slabs.count {
            waiting = emptier
            emptier = nil
        }
        pthread_mutex_unlock(lock)
        waiting?.resume()
    }

    // MARK: The emptier's side

    /// Bytes of the filler's input that went into the slabs up to the oldest full one, or nearly: the same
    /// however far the filler is ahead.
    var inputBytes: Int {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return fullCount > 0 ? inputs[first] : allInput ?? emptiedInput
    }

    /// The oldest full slab, which stays full until ``release()``.
    func fullSlab() -> Slab {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if fullCount > 0 {
            return .full(UnsafeMutableRawBufferPointer(rebasing: slabs[first][..<counts[first]]))
        }
        switch outcome {
        case nil: return .none
        case .success: return .end
        case .failure(let error): return .failed(error)
        }
    }

    /// Suspends until there is a full slab or the end.
    nonisolated(nonsending) func waitForSlab() async {
        await withUnsafeContinuation { (waiting: UnsafeContinuation<Void, Never>) in
            pthread_mutex_lock(lock)
            let isReady = fullCount > 0 || outcome != nil
            if !isReady { emptier = waiting }
            pthread_mutex_unlock(lock)
            if isReady { waiting.resume() }
        }
    }

    /// Gives the oldest full slab back to be filled.
    func release() {
        pthread_mutex_lock(lock)
        emptiedInput = inputs[first]
        first = (first + 1) % slabs.count
        fullCount -= 1
        if fullCount * 2 <= slabs.count { pthread_cond_signal(hasRoom) }
        pthread_mutex_unlock(lock)
    }

    /// Makes the filler stop at its next slab.
    func cancel() {
        pthread_mutex_lock(lock)
        isCancelled = true
        pthread_cond_signal(hasRoom)
        pthread_mutex_unlock(lock)
    }
}
