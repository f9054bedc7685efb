internal import Glibc

/// Bytes of a file descriptor: standard input, a pipe, a socket, an open file.
///
/// Reads wait in the system call and go on after signals (`EINTR`). On anything but a regular file
/// a waiting read ends when its task is cancelled.
public final class DescriptorSource: BlockingByteSource {
    private let descriptor: Int32
    private let closesDescriptor: Bool
    /// A pipe of our own whose first byte ends a waiting `poll`; -1 and -1 for regular files, whose
    /// reads never wait for long.
    private let wake: (reading: Int32, writing: Int32)
    private var failure: ByteSourceError?
    private var hasEnded = false
    public private(set) var inputBytes = 0
    /// The size of a regular file when it was opened, in bytes; nil for pipes and devices.
    public let size: Int?

    /// - Parameter closesDescriptor: whether the descriptor is closed with the source; default
    ///   false.
    /// - Throws: `no_input` for a directory or a descriptor that is not open.
    public init(
        descriptor: Int32, closesDescriptor: Bool = false
    ) throws(ByteSourceError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw ByteSourceError(.noInput, byte: 0, detail: systemMessage(errno))
        }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFDIR {
            throw ByteSourceError(.noInput, byte: 0, detail: systemMessage(EISDIR))
        }
        let isRegular = kind == S_IFREG
        if isRegular { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
        // A pipe holds 64 KiB by default, which makes the two sides take turns. No is a fine
        // answer.
        if kind == S_IFIFO { _ = fcntl(descriptor, setPipeSize, 1 << 20) }
        self.descriptor = descriptor
        self.closesDescriptor = closesDescriptor
        size = isRegular ? Int(status.st_size) : nil
        var ends: [Int32] = [-1, -1]
        if !isRegular {
            guard pipe(&ends) == 0 else {
                throw ByteSourceError(.io, byte: 0, detail: systemMessage(errno))
            }
            for end in ends {
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
                _ = fcntl(end, F_SETFL, O_NONBLOCK)
            }
        }
        wake = (ends[0], ends[1])
    }

    deinit {
        if closesDescriptor { close(descriptor) }
        if isWakeable {
            close(wake.reading)
            close(wake.writing)
        }
    }

    public nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        if isWakeable, failure == nil, !hasEnded, !buffer.isEmpty {
            let (waiter, writing) = (waiter, wake.writing)
            await withTaskCancellationHandler {
                // A moment's wait is cheaper than another thread; a longer one would keep one of
                // the few threads that all tasks share.
                if waiter.wait(milliseconds: 10) == .nothing { await waiter.waitElsewhere() }
            } onCancel: {
                interruptWaiting(through: writing)
            }
        }
        return try readBlocking(into: buffer)
    }

    func readBlocking(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        if let failure { throw failure }
        guard let base = buffer.baseAddress, !buffer.isEmpty, !hasEnded else { return 0 }
        while true {
            if isWakeable, waiter.wait(milliseconds: -1) == .interrupted {
                throw fail(.io, "reading was cancelled")
            }
            let count = Glibc.read(descriptor, base, buffer.count)
            if count > 0 {
                inputBytes += count
                return count
            }
            if count == 0 {
                hasEnded = true
                return 0
            }
            let code = errno
            if [EINTR, EAGAIN, EWOULDBLOCK].contains(code) { continue }
            throw fail(code == EISDIR ? .noInput : .io, systemMessage(code))
        }
    }

    func interrupt() {
        if isWakeable { interruptWaiting(through: wake.writing) }
    }

    private var isWakeable: Bool { wake.writing >= 0 }

    private var waiter: DescriptorWaiter {
        DescriptorWaiter(descriptor: descriptor, wakeDescriptor: wake.reading)
    }

    private func fail(_ code: ByteSourceError.Code, _ detail: String) -> ByteSourceError {
        let error = ByteSourceError(code, byte: inputBytes, detail: detail)
        failure = error
        return error
    }
}

/// Waits until a descriptor can be read without waiting.
private struct DescriptorWaiter: Sendable {
    enum Outcome { case readable, interrupted, nothing }

    let descriptor: Int32
    let wakeDescriptor: Int32

    /// - Parameter milliseconds: the longest wait; -1 for ever.
    func wait(milliseconds: Int32) -> Outcome {
        var waits = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = poll(&waits, nfds_t(waits.count), milliseconds)
            if count < 0, errno == EINTR { continue }
            if waits[1].revents != 0 { return .interrupted }
            // What `poll` cannot wait for, the read itself will say.
            return count == 0 ? .nothing : .readable
        }
    }

    /// Suspends the task while a thread waits for it.
    func waitElsewhere() async {
        await withUnsafeContinuation { (waiting: UnsafeContinuation<Void, Never>) in
            let thread = BackgroundThread {
                _ = wait(milliseconds: -1)
                waiting.resume()
            }
            // Without a thread the caller's own must do.
            if let thread { thread.detach() } else { waiting.resume() }
        }
    }
}

/// Linux's F_SETPIPE_SZ, which the C library shows only to those who ask for GNU's extensions.
private let setPipeSize: Int32 = 1031

/// Leaves a byte that nobody takes, so that every later `poll` ends as well. A full pipe is as
/// good.
private func interruptWaiting(through descriptor: Int32) {
    var byte: UInt8 = 0
    _ = write(descriptor, &byte, 1)
}

/// The operating system's words for an error number; its own for a folder say nothing of a file.
func systemMessage(_ code: Int32) -> String {
    if code == EISDIR { return "it is a folder, not a file" }
    var text = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
