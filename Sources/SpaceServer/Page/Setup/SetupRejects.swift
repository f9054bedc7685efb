internal import IdentifyMessages
internal import ProfileImport

/// The rows that an import would leave out, as it writes them: once as they are, once with the reasons.
///
/// They come from the import itself, delivered to nobody, so that no rule lives in two places.
struct SetupRejects: Sendable {
    let folder: ScratchFolder
    var count: Int
    /// Path of the rows as they are; `nil` where there are none.
    var rejects: String?
    /// Path of the rows with `row_number`, `error_message` and `error_code`.
    var errors: String?

    /// Whoever accepts everything and keeps nothing.
    private struct Nobody: Destination {
        let limits = BatchLimits.trackingAPI

        func send(_ batch: Batch) async throws(DeliveryError) -> Receipt { Receipt() }
    }

    /// Finds them, begun when they are first asked for.
    static func of(_ setup: Setup, _ server: SpaceServer) -> Work<SetupRejects> {
        let state = setup.now
        if let work = state.rejects { return work }
        let stage = ImportStage(
            configuration: server.configuration, mapping: state.mapping,
            options: ImportOptions(
                reading: setup.readingOptions(server), maxErrors: .percent(100), checksFirst: false,
                version: server.options.version))
        let file = setup.file
        let work: Work<SetupRejects> = server.work.start("rejects") { work in
            let folder = try server.spool.makeFolder(reserving: file.bytes)
            let place = DeliveryPlace(name: "nobody") { _ throws(ImportError) in Nobody() }
            let outcome = try await server.uploads.pass {
                try await stage.run(
                    [file.path], to: place, runs: folder.path,
                    events: ImportEvents(progress: { work.tell($0) }))
            }
            return SetupRejects(
                folder: folder, count: outcome.totals.counts.rejected, rejects: outcome.rejects,
                errors: outcome.errors)
        }
        return setup.change { state in
            if let other = state.rejects {
                work.cancel()
                return other
            }
            state.rejects = work
            return work
        }
    }
}
