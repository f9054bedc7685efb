internal import IdentifyMessages
internal import Synchronization

/// Work for the connection that writes, in order. What waits together is done in one transaction:
/// small transactions rewrite nearly every page of the look-up table, and each waits for the disk.
final class CommitQueue: Sendable {
    enum Work: Sendable {
        case batch(Batch, SpaceRun)
        case received(ReceivedMessages)

        /// The run of a batch.
        var run: String? {
            if case .batch(_, let run) = self { run.id } else { nil }
        }

        var messageCount: Int {
            switch self {
            case .batch(let batch, _): batch.messageCount
            case .received(let messages): messages.buffer.ends.count
            }
        }
    }

    enum Answer: Sendable {
        case receipt(Receipt)
        case verdicts([MessageVerdict])
    }

    /// One piece of work and the promise of its answer.
    final class Job: Sendable {
        let work: Work
        private let state = Mutex(State.open)

        private enum State {
            case open
            case awaited(CheckedContinuation<Result<Answer, SpaceError>, Never>)
            case answered(Result<Answer, SpaceError>)
        }

        init(_ work: Work) { self.work = work }

        /// Waits until the work is durable. Asked once.
        func answer() async throws(SpaceError) -> Answer {
            let result = await withCheckedContinuation { continuation in
                let early = state.withLock { state -> Result<Answer, SpaceError>? in
                    if case .answered(let result) = state { return result }
                    state = .awaited(continuation)
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
            return try result.get()
        }

        func fulfil(_ result: Result<Answer, SpaceError>) {
            let waiting = state.withLock { state -> CheckedContinuation<Result<Answer, SpaceError>, Never>? in
                defer { state = .answered(result) }
                if case .awaited(let continuation) = state { return continuation }
                return nil
            }
            waiting?.resume(returning: result)
        }
    }

    /// Messages of one transaction, about: others wait for its end.
    static let maxMessages = 400_000

    private struct State {
        var waiting: [Job] = []
        var isAtWork = false
    }

    private let state = Mutex(State())

    /// Takes a place in the order.
    ///
    /// - Returns: whether somebody must be sent to work.
    func add(_ job: Job) -> Bool {
        state.withLock { state in
            state.waiting.append(job)
            defer { state.isAtWork = true }
            return !state.isAtWork
        }
    }

    /// What waits, up to about so many messages and at least one.
    func take(upTo messages: Int) -> [Job] {
        state.withLock { state in
            var count = 0
            var taken = 0
            while taken < state.waiting.count, taken == 0 || count < messages {
                count += state.waiting[taken].work.messageCount
                taken += 1
            }
            defer { state.waiting.removeFirst(taken) }
            return Array(state.waiting.prefix(taken))
        }
    }

    /// The batches of a run that wait, which are not to be done: one before them failed, and the rows of
    /// a person take effect in order.
    func takeBatches(ofRuns runs: Set<String>) -> [Job] {
        state.withLock { state in
            let isMeant = { (job: Job) in job.work.run.map { runs.contains($0) } ?? false }
            defer { state.waiting.removeAll(where: isMeant) }
            return state.waiting.filter(isMeant)
        }
    }

    /// Ends the work unless something waits.
    func rest() -> Bool {
        state.withLock { state in
            state.isAtWork = !state.waiting.isEmpty
            return !state.isAtWork
        }
    }
}
