internal import ProfileImport
internal import Synchronization

/// The run that an import leaves behind wherever it is stopped, once there is one.
final class KeptRun: Sendable {
    private let state = Mutex((run: RunID?.none, isTold: false))

    var run: RunID? { state.withLock { $0.run } }

    func note(_ run: RunID) { state.withLock { $0.run = run } }

    /// The run, for whoever says how to go on with it; `nil` where that was said already.
    func takeToTell() -> RunID? {
        state.withLock { state in
            guard let run = state.run, !state.isTold else { return nil }
            state.isTold = true
            return run
        }
    }
}
