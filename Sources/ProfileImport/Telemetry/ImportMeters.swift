internal import CoreMetrics
internal import IdentifyMessages

/// The meters of one import.
final class ImportMeters: Sendable {
    private let read, delivered, rejected, skipped, messages, bytes, failed: Counter
    private let duration: Timer

    init(_ factory: any MetricsFactory) {
        func rows(_ outcome: String) -> Counter {
            Counter(
                label: "rollcall_import_rows", dimensions: [("outcome", outcome)], factory: factory)
        }
        read = rows("read")
        delivered = rows("delivered")
        rejected = rows("rejected")
        skipped = rows("skipped")
        messages = Counter(label: "rollcall_import_messages", factory: factory)
        bytes = Counter(label: "rollcall_import_bytes", factory: factory)
        failed = Counter(label: "rollcall_import_batches_failed", factory: factory)
        duration = Timer(label: "rollcall_import_batch_duration", factory: factory)
    }

    func noteRows(read rows: Int, leftOut: Int) {
        read.increment(by: rows)
        if leftOut > 0 { rejected.increment(by: leftOut) }
    }

    func noteSkipped() { skipped.increment() }

    func note(_ batch: Batch, _ receipt: Receipt, after time: Swift.Duration) {
        let rows = batch.rows.reduce(0) { $0 + $1.last - $1.first + 1 }
        // Parts of one row that are refused make one row.
        let refused = min(rows, receipt.rejections.count)
        delivered.increment(by: rows - refused)
        if refused > 0 { rejected.increment(by: refused) }
        messages.increment(by: batch.messageCount)
        bytes.increment(by: batch.byteCount)
        let parts = time.components
        duration.recordNanoseconds(
            parts.seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue
                + parts.attoseconds / 1_000_000_000)
    }

    func noteFailure() { failed.increment() }
}
