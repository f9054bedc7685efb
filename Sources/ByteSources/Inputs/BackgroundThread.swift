internal import Glibc

/// A thread of our own for work that waits in system calls or runs for the length of a file:
/// Swift's own threads are as many as the cores and must not wait.
struct BackgroundThread {
    private let thread: pthread_t

    /// Starts `body`; nil where the system gives no thread.
    init?(_ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, runWork, work.toOpaque())
        guard status == 0 else {
            work.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits for the thread's end. Must be called exactly once, or ``detach()`` instead.
    func join() { pthread_join(thread, nil) }

    func detach() { pthread_detach(thread) }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
    return nil
}
