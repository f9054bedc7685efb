internal import IdentifyMessages

/// Sends batches, several at once where that is allowed, and journals each receipt.
///
/// Be advised: a send is a task of its own that cancelling the import does not reach, so a stop
/// lets what is under way come to its end and loses no receipt. Whoever uses a sender calls
/// `settle()` in the end whatever happened, so no task outlives the import. Rows of one person take
/// effect in file order (design §9, invariant 5): a batch waits while an earlier one that is not
/// receipted yet shares an identifier value with it. All calls come from one task.
final class BatchSender {
    private struct Flight {
        var batch: Batch
        var notes: BatchNotes
        var identifiers: [UInt64]
        /// Rows that were passed over before this batch, until some entry has told of them.
        var passed: [RowRange]
        let begun = ContinuousClock.now
    }

    private enum Event: Sendable {
        case done(Int, Result<Receipt, DeliveryError>)
        /// Time to make the journal durable.
        case syncIsDue
    }

    private(set) var journal: Journal
    /// Called with each receipt, after it was journalled.
    var onReceipt: (Batch, Receipt) throws(ImportError) -> Void = { _, _ in }

    /// Called with each result and how long it took.
    var onEnd: (Batch, Result<Receipt, DeliveryError>, Duration) -> Void = { _, _, _ in }

    private let destination: any Destination
    /// Batches under way at most: as many as may go in any order, or as the destination itself keeps
    /// in order.
    private let concurrency: Int
    private let identifiers: CarriedIdentifiers
    private let events = Mailbox<Event>()
    private var underWay: [Int: Flight] = [:]
    /// How many batches under way carry an identifier value.
    private var carried: [UInt64: Int] = [:]
    private var isSyncAwaited = false

    /// - Parameters:
    ///   - concurrency: batches that may be under way at once and take effect in any order.
    ///   - identifierTypes: the configured types, by whose values batches wait for one another.
    init(
        _ destination: any Destination, journal: Journal, concurrency: Int = 1,
        identifierTypes: [String] = []
    ) {
        self.destination = destination
        self.journal = journal
        self.concurrency = max(1, concurrency, destination.batchesInFlight)
        identifiers = CarriedIdentifiers(types: concurrency > 1 ? identifierTypes : [])
    }

    var limits: BatchLimits { destination.limits }

    var separator: MessageSeparator { destination.separator }

    /// Waits until the batch may go, then begins to send it.
    func send(
        _ batch: Batch, _ notes: BatchNotes = BatchNotes(), passed: [RowRange] = []
    ) async throws(ImportError) {
        try poll()
        let own = identifiers.values(in: batch)
        while underWay.count >= concurrency || own.contains(where: { carried[$0] != nil }) {
            try await takeEvent()
        }
        try journal.begin()
        for value in own { carried[value, default: 0] += 1 }
        underWay[batch.number] = Flight(
            batch: batch, notes: notes, identifiers: own, passed: passed)
        let (pending, events) = (destination.begin(batch), events)
        Task {
            do throws(DeliveryError) {
                events.put(.done(batch.number, .success(try await pending.receipt())))
            } catch {
                events.put(.done(batch.number, .failure(error)))
            }
        }
    }

    /// Waits for all batches under way and journals their receipts.
    ///
    /// - Throws: the first failure, when all have ended.
    func settle() async throws(ImportError) {
        var failure: ImportError?
        while !underWay.isEmpty {
            do throws(ImportError) {
                try await takeEvent()
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Takes what has happened meanwhile, without waiting.
    func poll() throws(ImportError) {
        while let event = events.takeIfThere() { try take(event) }
    }

    /// Makes every receipt durable.
    func flush() throws(ImportError) { try journal.flush() }

    private func takeEvent() async throws(ImportError) {
        if journal.hasUnsynced, !isSyncAwaited {
            isSyncAwaited = true
            let events = events
            Task {
                try? await Task.sleep(for: Journal.syncInterval)
                events.put(.syncIsDue)
            }
        }
        try take(await events.take())
    }

    private func take(_ event: Event) throws(ImportError) {
        switch event {
        case .syncIsDue:
            isSyncAwaited = false
            try journal.flush()
        case .done(let number, let result):
            guard let flight = underWay.removeValue(forKey: number) else { return }
            for value in flight.identifiers {
                if let count = carried[value], count > 1 {
                    carried[value] = count - 1
                } else {
                    carried[value] = nil
                }
            }
            onEnd(flight.batch, result, ContinuousClock.now - flight.begun)
            switch result {
            case .success(let receipt):
                var notes = flight.notes
                notes.passed = passedRows(upTo: flight)
                try journal.note(flight.batch, receipt, notes)
                try onReceipt(flight.batch, receipt)
            case .failure(let error):
                throw ImportError(delivering: error)
            }
        }
    }

    /// Rows passed over before a batch, and before those that are still under way ahead of it: this
    /// batch's rows were judged after all of them.
    private func passedRows(upTo flight: Flight) -> [RowRange] {
        var passed = flight.passed.filter { range in
            // The journal itself fills the gaps between the rows of one batch.
            !flight.batch.rows.contains { $0.file == range.file && $0.first < range.first }
                || !flight.batch.rows.contains { $0.file == range.file && $0.last > range.last }
        }
        for number in underWay.keys.sorted() where number < flight.batch.number {
            passed += underWay[number]?.passed ?? []
            underWay[number]?.passed = []
        }
        return passed
    }
}

/// What the journal notes of a batch beside its receipt.
struct BatchNotes: Sendable {
    /// How many rows of each file our own rules had left out by then.
    var leftOut: [Int: Int] = [:]
    /// How many rows of each file had been passed over as unchanged by then.
    var skipped: [Int: Int] = [:]
    /// Rows passed over that no earlier entry tells of.
    var passed: [RowRange] = []
}

extension ImportError {
    /// What a destination's refusal means for the run.
    init(delivering error: DeliveryError) {
        let code: Code =
            switch error.code {
            case .unavailable: .unavailable
            case .rateLimited, .busy: .tryLater
            case .keyRefused: .keyRefused
            case .io: .io
            case .stopped: .cancelled
            }
        self.init(code, detail: error.detail)
    }
}
