internal import IdentifyMessages

/// Sends batches one after the other while the next is being made, and journals each receipt.
///
/// Be advised: a send is a task of its own that cancelling the import does not reach, so a stop
/// lets the batch under way come to its end and loses no receipt. There is never more than one, and
/// whoever uses a sender calls `settle()` in the end whatever happened, so no task outlives the
/// import.
final class BatchSender {
    private(set) var journal: Journal
    private let destination: any Destination
    private var underWay:
        (batch: Batch, leftOut: [Int: Int], task: Task<Result<Receipt, DeliveryError>, Never>)?

    init(_ destination: any Destination, journal: Journal) {
        self.destination = destination
        self.journal = journal
    }

    var limits: BatchLimits { destination.limits }

    /// Waits for the batch under way, then begins to send this one.
    ///
    /// - Parameter leftOut: how many rows of each file our own rules have left out so far.
    func send(_ batch: Batch, leftOut: [Int: Int]) async throws(ImportError) {
        try await settle()
        try journal.begin()
        let destination = destination
        let task = Task {
            do throws(DeliveryError) {
                return Result<Receipt, DeliveryError>.success(try await destination.send(batch))
            } catch {
                return .failure(error)
            }
        }
        underWay = (batch, leftOut, task)
    }

    /// Waits for the batch under way and journals its receipt.
    func settle() async throws(ImportError) {
        guard let (batch, leftOut, task) = underWay else { return }
        underWay = nil
        switch await task.value {
        case .success(let receipt): try journal.note(batch, receipt, leftOut: leftOut)
        case .failure(let error): throw ImportError(delivering: error)
        }
    }

    /// Makes every receipt durable.
    func flush() throws(ImportError) { try journal.flush() }
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
