internal import Dispatch
internal import Glibc
internal import Synchronization

/// SIGINT and SIGTERM as cancellation: the first asks the command's task to drain and flush, the
/// second ends the process at once (design §5). A broken pipe is an error of the write, no signal.
enum Signals {
    private static let received = Mutex<CInt>(0)

    /// The exit status of the signal that arrived, or `nil` if none did.
    static var status: ExitStatus? {
        switch received.withLock({ $0 }) {
        case SIGINT: .interrupted
        case SIGTERM: .terminated
        default: nil
        }
    }

    /// Makes a write to a closed pipe fail with `EPIPE` instead of ending the process.
    static func ignoreBrokenPipe() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Runs `body` in a task that the first SIGINT or SIGTERM cancels.
    static func cancelling(_ body: @escaping @Sendable () async -> ExitStatus) async -> ExitStatus {
        let task = Task(operation: body)
        let queue = DispatchQueue(label: "rollcall.signals")
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                let isFirst = received.withLock { value in
                    defer { if value == 0 { value = number } }
                    return value == 0
                }
                guard isFirst else { _exit((status ?? .interrupted).rawValue) }
                task.cancel()
            }
            source.resume()
            return source
        }
        let result = await task.value
        for source in sources { source.cancel() }
        return status ?? result
    }
}
