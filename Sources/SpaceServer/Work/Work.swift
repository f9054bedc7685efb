internal import ProfileImport
internal import Synchronization

/// Something that takes longer than a request: a check, a plan, an import. Whoever holds it sees how
/// far it has come, and can stop it.
final class Work<Result: Sendable>: Sendable {
    /// Where it stands.
    enum State: Sendable {
        /// Not begun, or without news.
        case waiting
        case running(StageProgress)
        case done(Result)
        /// With what to say to people.
        case failed(String)
        /// On request, or because the server went down.
        case stopped
    }

    private let current = Mutex(State.waiting)
    private let stopping: AsyncStream<Void>
    private let stop: AsyncStream<Void>.Continuation

    init() { (stopping, stop) = AsyncStream.makeStream() }

    var state: State { current.withLock { $0 } }

    /// What it came to; `nil` before its end and where it failed.
    var result: Result? {
        if case .done(let result) = state { result } else { nil }
    }

    var isRunning: Bool {
        switch state {
        case .waiting, .running: true
        case .done, .failed, .stopped: false
        }
    }

    /// Asks it to end soon.
    func cancel() { stop.finish() }

    /// Says how far it has come.
    func tell(_ progress: StageProgress) {
        current.withLock { state in
            switch state {
            case .waiting, .running: state = .running(progress)
            case .done, .failed, .stopped: break
            }
        }
    }

    fileprivate func end(_ state: State) { current.withLock { $0 = state } }

    /// Does it, unless it is cancelled before or while it runs.
    ///
    /// - Parameter words: what an error comes to for people.
    func run(
        words: @escaping @Sendable (any Error) -> String, _ body: @escaping @Sendable () async throws -> Result
    ) async {
        let state = await withTaskGroup(of: State?.self) { group in
            group.addTask {
                do {
                    return .done(try await body())
                } catch is CancellationError {
                    return .stopped
                } catch let error as ImportError where error.code == .cancelled {
                    return .stopped
                } catch {
                    return .failed(words(error))
                }
            }
            group.addTask { [stopping] in
                for await _ in stopping {}
                return nil
            }
            var outcome = await group.next() ?? nil
            group.cancelAll()
            while let next = await group.next() { outcome = outcome ?? next }
            return outcome ?? .stopped
        }
        end(state)
        stop.finish()
    }
}
