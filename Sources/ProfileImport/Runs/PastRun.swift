/// A run on disk, as a history shows it.
package struct PastRun: Sendable {
    package var run: RunID
    /// Milliseconds since 1970.
    package var startedAt: Int
    /// As ``DeliveryPlace/name``.
    package var destination: String
    /// As the user named them.
    package var files: [String]
    /// `nil`: it has not come to its end.
    package var totals: ImportTotals?
    /// Path of the rows left out with the reasons; `nil` where there are none.
    package var errors: String?
    /// Path of the same rows as they are.
    package var rejects: String?

    /// Runs that have sent something, the newest first.
    ///
    /// - Parameter folder: of all runs; it need not be there.
    package static func all(in folder: String) -> [PastRun] {
        RunStore(path: folder).entries().filter { $0.isFinished || $0.hasBegun }.map { entry in
            func existing(_ path: String) -> String? { FileSystem.exists(path) ? path : nil }
            return PastRun(
                run: entry.folder.run, startedAt: Int(max(0, min(entry.record.started, 1e12)) * 1_000),
                destination: entry.record.destination, files: entry.record.inputs.map(\.file),
                totals: entry.folder.totals, errors: existing(entry.folder.errorsPath),
                rejects: existing(entry.folder.rejectsPath))
        }.sorted { ($0.startedAt, $0.run.description) > ($1.startedAt, $1.run.description) }
    }
}
