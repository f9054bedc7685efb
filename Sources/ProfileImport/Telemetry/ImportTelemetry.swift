public import CoreMetrics
internal import IdentifyMessages
public import Logging

/// What an import tells the server that embeds it: logs (swift-log) and metrics (swift-metrics). No
/// value of a file and no secret is in either (design §9, invariant 7).
///
/// | metric | kind | dimension |
/// |---|---|---|
/// | `rollcall_import_rows` | counter | `outcome`: read, delivered, rejected, skipped |
/// | `rollcall_import_messages`, `rollcall_import_bytes` | counter | |
/// | `rollcall_import_batch_duration` | timer, from the begin of a batch to its receipt | |
/// | `rollcall_import_batches_failed` | counter | |
public struct ImportTelemetry: Sendable {
    public var logger: Logger
    /// `nil`: the one that the process has chosen.
    public var metrics: (any MetricsFactory)?

    /// - Parameter logger: default: none, so that a library which nobody asked stays silent.
    public init(
        logger: Logger = Logger(label: "rollcall.import") { _ in SwiftLogNoOpLogHandler() },
        metrics: (any MetricsFactory)? = nil
    ) {
        self.logger = logger
        self.metrics = metrics
    }

    func meters() -> ImportMeters { ImportMeters(metrics ?? MetricsSystem.factory) }

    // MARK: Logs

    func begun(_ record: RunRecord, isResumed: Bool) {
        logger.info(
            isResumed ? "import goes on" : "import begins",
            metadata: [
                "run": "\(record.run)", "files": "\(record.inputs.count)",
                "remote": "\(record.isRemote == true)",
            ])
    }

    func checked(_ report: Report, run: RunID) {
        logger.info(
            "file checked",
            metadata: [
                "run": "\(run)", "rows": "\(report.rows)", "rejected": "\(report.rejectedRows)",
            ])
    }

    func receipted(_ batch: Batch, _ receipt: Receipt, run: RunID) {
        logger.debug(
            "batch delivered",
            metadata: [
                "run": "\(run)", "batch": "\(batch.number)", "messages": "\(batch.messageCount)",
                "bytes": "\(batch.byteCount)",
            ])
        guard !receipt.rejections.isEmpty else { return }
        logger.warning(
            "messages refused",
            metadata: [
                "run": "\(run)", "batch": "\(batch.number)",
                "messages": "\(receipt.rejections.count)",
            ])
    }

    func ended(_ totals: ImportTotals, _ ending: ImportOutcome.Ending) {
        let counts = totals.counts
        logger.log(
            level: ending == .stopped ? .error : .info,
            ending == .stopped ? "import stopped by rows with errors" : "import finished",
            metadata: [
                "run": "\(totals.run)", "read": "\(counts.read)",
                "delivered": "\(counts.delivered)", "rejected": "\(counts.rejected)",
                "skipped": "\(counts.skipped)", "unprocessed": "\(counts.unprocessed)",
            ])
    }

    func failed(_ error: ImportError, run: RunID) {
        logger.error(
            "import failed", metadata: ["run": "\(run)", "code": "\(error.code.rawValue)"])
    }
}
