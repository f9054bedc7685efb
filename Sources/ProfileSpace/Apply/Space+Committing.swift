internal import GRDB
internal import IdentifyMessages

/// Work of several callers, gathered into large transactions.
extension Space {
    /// Takes a place in the order of writing; several pieces of work share a transaction.
    func submit(_ work: CommitQueue.Work) -> CommitQueue.Job {
        let job = CommitQueue.Job(work)
        if queue.add(job) { goToWork() }
        return job
    }

    private func goToWork() {
        pool.asyncWriteWithoutTransaction { [self] database in
            commit(database)
            // One transaction, then others of this process have their turn.
            if !queue.rest() { goToWork() }
        }
    }

    private func commit(_ database: Database) {
        var jobs: [CommitQueue.Job] = queue.take(upTo: CommitQueue.maxMessages)
        do {
            let answers = try transact(database) { writer in
                var answers = try apply(jobs, writer)
                var room = CommitQueue.maxMessages - jobs.reduce(0) { $0 + $1.work.messageCount }
                while room > 0 {
                    // What came in the meantime joins.
                    let more = queue.take(upTo: room)
                    if more.isEmpty { break }
                    jobs += more
                    room -= more.reduce(0) { $0 + $1.work.messageCount }
                    answers += try apply(more, writer)
                }
                return answers
            }
            for (job, answer) in zip(jobs, answers) { job.fulfil(.success(answer)) }
        } catch {
            let failure = SpaceError(error, path: directory)
            guard jobs.count > 1, failure.code != .busy else {
                let runs = Set(jobs.compactMap(\.work.run))
                for job in jobs + queue.takeBatches(ofRuns: runs) { job.fulfil(.failure(failure)) }
                return
            }
            // One bad piece of work must not be the undoing of others, save of its own run's.
            var failedRuns: Set<String> = []
            for job in jobs {
                if let run = job.work.run, failedRuns.contains(run) {
                    job.fulfil(.failure(failure))
                    continue
                }
                do {
                    let answers = try transact(database) { try apply([job], $0) }
                    for answer in answers { job.fulfil(.success(answer)) }
                } catch {
                    if let run = job.work.run { failedRuns.insert(run) }
                    job.fulfil(.failure(SpaceError(error, path: directory)))
                }
            }
            for job in queue.takeBatches(ofRuns: failedRuns) { job.fulfil(.failure(failure)) }
        }
    }

    /// Applies work in order; messages that callers received are read together.
    private func apply(
        _ jobs: [CommitQueue.Job], _ writer: SpaceWriter
    ) throws(SpaceError) -> [CommitQueue.Answer] {
        var answers: [CommitQueue.Answer] = []
        var received: [ReceivedMessages] = []
        func applyReceived() throws(SpaceError) {
            if received.isEmpty { return }
            answers += try writer.receive(received, now: options.now()).map { .verdicts($0) }
            received.removeAll()
        }
        for job in jobs {
            switch job.work {
            case .received(let messages): received.append(messages)
            case .batch(let batch, let run):
                try applyReceived()
                answers.append(.receipt(try writer.apply(batch, of: run, now: options.now())))
            }
        }
        try applyReceived()
        return answers
    }
}
