internal import Dispatch
internal import Glibc
internal import Synchronization

/// SIGINT and SIGTERM as cancellation: the first asks the command's task to drain and flush, the
/// second ends the process at once (design §5). A broken pipe is an error of the write, no signal.
enum Signals {
    private struct State {
        var received: CInt = 0
        var words: StopWords?
        var isAnswered = false
    }

    private static let state = Mutex(State())
    private static let queue = DispatchQueue(label: "rollcall.signals")

    /// The exit status of the signal that arrived, or `nil` if none did.
    static var status: ExitStatus? { status(of: state.withLock { $0.received }) }

    private static func status(of number: CInt) -> ExitStatus? {
        switch number {
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
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { take(number, task) }
            source.resume()
            return source
        }
        let result = await task.value
        for source in sources { source.cancel() }
        return status ?? result
    }

    /// Has `words` said of signals that come while `body` runs.
    static func saying<R, E: Error>(
        _ words: StopWords, while body: () async throws(E) -> R
    ) async throws(E) -> R {
        let isLate = state.withLock { state in
            state.words = words
            return state.received != 0
        }
        // The signal was faster than the command.
        if isLate { tell() }
        defer { state.withLock { $0.words = nil } }
        return try await body()
    }

    private static func take(_ number: CInt, _ task: Task<ExitStatus, Never>) {
        let first = state.withLock { state in
            defer { if state.received == 0 { state.received = number } }
            return state.received
        }
        if let status = status(of: first) {
            // Nobody waits for the command any more, so nothing it holds is waited for.
            state.withLock { $0.words }?.second()
            _exit(status.rawValue)
        }
        task.cancel()
        tell()
    }

    /// Answers the first signal, as soon as the words want it.
    private static func tell() {
        let (number, words) = state.withLock { state in
            defer { if state.words != nil { state.isAnswered = true } }
            return (state.received, state.isAnswered ? nil : state.words)
        }
        guard let words else { return }
        let occasion = number == SIGINT ? StopWords.Occasion.interrupt : .terminate
        guard let delay = words.delay else { return words.first(occasion) }
        queue.asyncAfter(deadline: .now() + delay) {
            // Whoever has ended meanwhile needs no words.
            if state.withLock({ $0.words != nil }) { words.first(occasion) }
        }
    }
}
