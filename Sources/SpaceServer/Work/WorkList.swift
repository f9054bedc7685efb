internal import Logging
internal import ProfileImport
internal import ProfileSpace

/// Runs what outlives a request, as children of the server's own task: a shutdown ends them.
///
/// Work begins at once and takes its turn at the server's `UploadGate` where it reads a file.
final class WorkList: Sendable {
    private let jobs: AsyncStream<@Sendable () async -> Void>
    private let add: AsyncStream<@Sendable () async -> Void>.Continuation
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
        (jobs, add) = AsyncStream.makeStream()
    }

    /// Begins some work. Without the server's `run()` it waits for ever.
    func start<Result: Sendable>(
        _ name: String, _ body: @escaping @Sendable (Work<Result>) async throws -> Result
    ) -> Work<Result> {
        let work = Work<Result>()
        add.yield { [logger] in
            await work.run(words: { Self.words($0, of: name, logger) }) { try await body(work) }
        }
        return work
    }

    /// Runs what is started, until `close()`, and then what is left; a cancellation ends that too.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs { group.addTask { await job() } }
            group.cancelAll()
        }
    }

    /// Nothing new is begun, and what runs is asked to end.
    func close() { add.finish() }

    /// What an error comes to for people; its type alone reaches the log.
    private static func words(_ error: any Error, of name: String, _ logger: Logger) -> String {
        switch error {
        case let error as ImportError where error.code == .unfinishedRun:
            return "An earlier import of this file to the same place came to no end. Go on with it, or discard "
                + "it, in the update history."
        case let error as ImportError where error.code != .bug: return error.detail
        case let error as SpaceError: return error.detail
        case let error as ServerError: return error.message
        default:
            logger.error("fault", metadata: ["work": "\(name)", "type": "\(type(of: error))"])
            return "Something went wrong here; the log says more."
        }
    }
}
