internal import IdentifyMessages

/// A row as far as `--only-changed` looks at it.
struct RowMark: Sendable, Hashable {
    /// 1-based.
    var row: Int
    /// `nil` for a blank one: such a row is always new.
    var key: Digest128?
    /// Of its messages, without what differs from run to run.
    var content: Digest128
}

/// `--only-changed COLUMN`: which rows say what was delivered before (design §5).
///
/// What a row says is what would be sent of it, so that a new mapping counts as a change and another
/// order of the columns does not. A key counts as delivered when the receipt is there; until then
/// later rows of the same key are compared with the one under way.
final class ChangedRows {
    private let table: ChangeTable
    /// Content under way by key, and how many rows of the key are.
    private var underWay: [Digest128: (content: Digest128, rows: Int)] = [:]
    /// Rows taken into a batch that is not cut yet, in order.
    private var taken: [(file: Int, mark: RowMark)] = []
    private var batches: [Int: [(file: Int, mark: RowMark)]] = [:]

    /// No other process uses the table meanwhile.
    private let lock: FileLock

    init(_ table: ChangeTable, lock: FileLock) {
        self.table = table
        self.lock = lock
    }

    /// Whether a row says what was delivered of its key, or is about to be.
    func isUnchanged(_ mark: RowMark) throws(SystemError) -> Bool {
        guard let key = mark.key else { return false }
        if let known = underWay[key] { return known.content == mark.content }
        return try table.content(of: key) == mark.content
    }

    /// The row goes into the next batch.
    func take(_ mark: RowMark, file: Int) {
        guard let key = mark.key else { return }
        underWay[key] = (mark.content, (underWay[key]?.rows ?? 0) + 1)
        taken.append((file, mark))
    }

    /// A row of which an earlier process has the receipt.
    func noteReceipted(_ mark: RowMark) throws(SystemError) {
        guard let key = mark.key else { return }
        try table.set(key, mark.content)
    }

    /// A batch is cut: rows up to its last one are in it.
    func cut(_ batch: Batch) {
        guard let last = batch.rows.last else { return }
        let end = taken.firstIndex { ($0.file, $0.mark.row) > (last.file, last.last) }
            ?? taken.endIndex
        batches[batch.number] = Array(taken[..<end])
        taken.removeFirst(end)
    }

    /// The batch is receipted; rows that were refused are not delivered.
    func noteReceipt(of batch: Batch, _ receipt: Receipt) throws(SystemError) {
        let refused = batch.messageRows(receipt.rejections.map(\.message))
        for (file, mark) in batches.removeValue(forKey: batch.number) ?? [] {
            guard let key = mark.key else { continue }
            if let known = underWay[key] {
                underWay[key] = known.rows > 1 ? (known.content, known.rows - 1) : nil
            }
            guard !refused.contains(where: { $0 == (file, mark.row) }) else { continue }
            try table.set(key, mark.content)
        }
    }

    /// Makes everything durable.
    func sync() throws(SystemError) { try table.sync() }
}

/// Where the tables of `--only-changed` lie: one for each destination, beside the runs to it.
public enum UnchangedRows {
    /// Forgets what was delivered to a destination, because it does not hold that any more, or other
    /// rows have gone there since: the next `--only-changed` sends every row.
    ///
    /// - Parameters:
    ///   - destination: as ``DeliveryPlace/name``.
    ///   - runs: the folder of all runs.
    public static func forget(destination: String, in runs: String) throws(ImportError) {
        do throws(SystemError) {
            try FileSystem.remove(path(destination, in: runs))
        } catch {
            throw .system(error)
        }
    }

    static func path(_ destination: String, in runs: String) -> String {
        var digest = FileDigest()
        Array(destination.utf8).withUnsafeBytes { digest.update($0) }
        // No run can be called so: names of runs have no dot.
        return "\(runs)/unchanged.\(digest.finalized())"
    }

    static func open(
        _ destination: String, in runs: String, column: [UInt8]
    ) throws(ImportError) -> ChangedRows {
        let path = path(destination, in: runs)
        do throws(SystemError) {
            if let lock = try FileLock(path + ".lock") {
                return ChangedRows(try ChangeTable(path, column: column), lock: lock)
            }
        } catch {
            throw .system(error)
        }
        throw ImportError(
            .runLocked,
            detail: "another import with --only-changed to the same place is at work; wait until it "
                + "has ended")
    }
}
