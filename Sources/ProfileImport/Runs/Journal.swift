internal import Foundation
internal import IdentifyMessages

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What a run has had receipted, on disk: appended to, never rewritten (design §5).
///
/// Be advised: one line an entry, `JSON TAB checksum LF`. A line that is not whole can only be the
/// last ones of a process or machine that died while writing: reading stops there and the next
/// writer cuts them off. Whole lines behind a broken one mean that the file itself was damaged,
/// which is an error.
struct Journal {
    /// A line.
    struct Entry: Codable, Hashable {
        /// A row that the destination refused for good.
        struct Rejection: Codable, Hashable {
            var file: Int
            var row: Int
            var reason: String
        }

        /// The batch's number; 0 marks that the first send is about to begin.
        var batch: Int
        /// `[file, first row, last row]` of what was receipted.
        var rows: [[Int]] = []
        var messages = 0
        var rejected: [Rejection]?
        /// `[file, rows]`: how many rows of each file our own rules had left out by then.
        var leftOut: [[Int]]?
        /// The same of rows passed over as unchanged.
        var skipped: [[Int]]?
        /// `[file, first row, last row]` of rows that were passed over, as far as they lie outside of
        /// the batches' own spans.
        var passed: [[Int]]?
    }

    /// Whether anything may have reached the destination.
    private(set) var hasBegun = false
    /// Every row that is done with: receipted, or without a message of its own between two such
    /// rows of one batch.
    private(set) var receipted = RowSet()
    /// How many rows of each file were receipted, those that the destination refused included.
    private(set) var receiptedRows: [Int: Int] = [:]
    /// Refused rows, by file and row.
    private(set) var rejections: [Entry.Rejection] = []
    private(set) var lastBatch = 0

    /// How many rows of each file our own rules had left out when the last receipt came.
    private(set) var leftOut: [Int: Int] = [:]
    /// How many had been passed over as unchanged.
    private(set) var skipped: [Int: Int] = [:]

    private let path: String
    /// `nil` for a journal that is only kept in memory.
    private let descriptor: OpenFile?
    private var lastSync: ContinuousClock.Instant?
    /// Whether an entry is written that a power failure could still take away.
    private(set) var hasUnsynced = false

    /// Receipts may wait this long for the next sync: after a power failure at most these batches
    /// are sent again, with the same message IDs. A killed process loses none.
    static let syncInterval = Duration.milliseconds(50)

    /// A descriptor that closes itself.
    private final class OpenFile: Sendable {
        let number: Int32
        init(_ number: Int32) { self.number = number }
        deinit { close(number) }
    }

    /// A journal of a run that leaves nothing behind.
    init() {
        path = ""
        descriptor = nil
    }

    /// Opens a run's journal, or begins one, and reads what stands in it.
    ///
    /// - Throws: `ImportError` of code `io` or `unreadableRun`.
    init(_ path: String) throws(ImportError) {
        self.path = path
        let number = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .system(FileSystem.last(path)) }
        descriptor = OpenFile(number)
        do throws(SystemError) {
            let bytes = try FileSystem.contents(path)
            let whole = try read(bytes)
            guard ftruncate(number, off_t(whole)) == 0, lseek(number, off_t(whole), SEEK_SET) >= 0
            else { throw FileSystem.last(path) }
        } catch {
            throw error.number == EBADMSG
                ? ImportError(
                    .unreadableRun, detail: "the run's journal is damaged in the middle", path: path
                )
                : .system(error)
        }
    }

    /// What stands in a run's journal, for whoever only looks; a process may be writing to it.
    ///
    /// - Returns: an empty one where there is none or it cannot be read.
    static func looking(at path: String) -> Journal {
        var journal = Journal()
        if let bytes = try? FileSystem.contents(path) { _ = try? journal.read(bytes) }
        return journal
    }

    /// Notes that the first batch is about to be sent; durable when it returns.
    mutating func begin() throws(ImportError) {
        guard !hasBegun else { return }
        try append(Entry(batch: 0))
        try flush()
    }

    /// Notes a receipt.
    ///
    /// - Returns: when the entry has left the process; it is durable 50 ms later or after
    ///   `flush()`.
    mutating func note(
        _ batch: Batch, _ receipt: Receipt, _ notes: BatchNotes = BatchNotes()
    ) throws(ImportError) {
        let rows = batch.messageRows(receipt.rejections.map(\.message))
        var rejected: [Entry.Rejection] = []
        for (rejection, place) in zip(receipt.rejections, rows)
        // Parts of one row are adjacent; the row counts once.
        where rejected.last.map({ ($0.file, $0.row) != place }) ?? true {
            rejected.append(
                Entry.Rejection(file: place.file, row: place.row, reason: rejection.reason))
        }
        try append(
            Entry(
                batch: batch.number, rows: batch.rows.map { [$0.file, $0.first, $0.last] },
                messages: batch.messageCount, rejected: rejected.isEmpty ? nil : rejected,
                leftOut: Self.list(notes.leftOut), skipped: Self.list(notes.skipped),
                passed: notes.passed.isEmpty
                    ? nil : notes.passed.map { [$0.file, $0.first, $0.last] }))
        let now = ContinuousClock.now
        guard let lastSync, now - lastSync < Self.syncInterval else { return try flush() }
    }

    private static func list(_ counts: [Int: Int]) -> [[Int]]? {
        counts.isEmpty ? nil : counts.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    }

    /// Makes everything noted durable.
    mutating func flush() throws(ImportError) {
        guard hasUnsynced, let descriptor else { return }
        guard fdatasync(descriptor.number) == 0 else { throw .system(FileSystem.last(path)) }
        hasUnsynced = false
        lastSync = .now
    }

    private mutating func append(_ entry: Entry) throws(ImportError) {
        defer { apply(entry) }
        guard let descriptor else { return }
        var line = Self.encode(entry)
        line.append(contentsOf: "\t\(Self.checksum(line))\n".utf8)
        do throws(SystemError) {
            try FileSystem.writeAll(line, to: descriptor.number, path: path)
        } catch {
            throw .system(error)
        }
        hasUnsynced = true
    }

    /// - Returns: the number of bytes that are whole entries.
    private mutating func read(_ bytes: [UInt8]) throws(SystemError) -> Int {
        var whole = 0
        var next = 0
        while next < bytes.count {
            let end = bytes[next...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if end < bytes.count, let entry = Self.decode(bytes[next..<end]) {
                guard whole == next else { throw SystemError(number: EBADMSG, path: path) }
                apply(entry)
                whole = end + 1
            }
            next = end + 1
        }
        return whole
    }

    private mutating func apply(_ entry: Entry) {
        hasBegun = true
        lastBatch = max(lastBatch, entry.batch)
        // The rows between two ranges of one batch made no message, or it would stand in the batch.
        // To cover them too keeps the set small even where every other row of a file is left out.
        var spans: [Int: RowRange] = [:]
        for range in entry.rows where range.count == 3 && range[1] <= range[2] {
            receiptedRows[range[0], default: 0] += range[2] - range[1] + 1
            spans[range[0], default: RowRange(file: range[0], first: range[1], last: range[2])]
                .last =
                range[2]
        }
        for span in spans.values { receipted.insert(span) }
        rejections += entry.rejected ?? []
        for range in entry.passed ?? [] where range.count == 3 {
            receipted.insert(RowRange(file: range[0], first: range[1], last: range[2]))
        }
        // Receipts may come in another order than the batches were made in.
        for count in entry.leftOut ?? [] where count.count == 2 {
            leftOut[count[0]] = max(leftOut[count[0]] ?? 0, count[1])
        }
        for count in entry.skipped ?? [] where count.count == 2 {
            skipped[count[0]] = max(skipped[count[0]] ?? 0, count[1])
        }
    }

    private static func encode(_ entry: Entry) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            text.member("batch", entry.batch)
            text.key("rows")
            text.array { text in
                for range in entry.rows {
                    text.array { text in for number in range { text.value(number) } }
                }
            }
            text.member("messages", entry.messages)
            for (name, lists) in [
                ("leftOut", entry.leftOut), ("skipped", entry.skipped), ("passed", entry.passed),
            ] {
                guard let lists else { continue }
                text.key(name)
                text.array { text in
                    for list in lists {
                        text.array { text in for number in list { text.value(number) } }
                    }
                }
            }
            guard let rejected = entry.rejected else { return }
            text.key("rejected")
            text.array { text in
                for rejection in rejected {
                    text.object { text in
                        text.member("file", rejection.file)
                        text.member("row", rejection.row)
                        text.member("reason", rejection.reason)
                    }
                }
            }
        }
        return text.bytes
    }

    private static func decode(_ line: ArraySlice<UInt8>) -> Entry? {
        guard let tab = line.lastIndex(of: UInt8(ascii: "\t")) else { return nil }
        let json = Array(line[..<tab])
        guard line[(tab + 1)...].elementsEqual(checksum(json).utf8) else { return nil }
        return try? JSONDecoder().decode(Entry.self, from: Data(json))
    }

    private static func checksum(_ bytes: [UInt8]) -> String {
        var digest = FileDigest()
        bytes.withUnsafeBytes { digest.update($0) }
        return String(digest.finalized().prefix(16))
    }
}

extension Batch {
    /// The rows that some of its messages came from, in the order of the messages.
    ///
    /// - Complexity: O(messages).
    func messageRows(_ indices: [Int]) -> [(file: Int, row: Int)] {
        guard !indices.isEmpty else { return [] }
        var all: [(file: Int, row: Int)] = []
        all.reserveCapacity(messageCount)
        // Messages and ranges stand in the same order, so a range is left for good when a row is
        // not in it. Row numbers alone would not do: the next file's begin at 1 again.
        var range = 0
        for slice in slices {
            for message in slice.messages {
                let row = slice.buffer.rows[message]
                while range < rows.count, !(rows[range].first...rows[range].last).contains(row) {
                    range += 1
                }
                if range < rows.count { all.append((rows[range].file, row)) }
            }
        }
        return indices.compactMap { all.indices.contains($0) ? all[$0] : nil }
    }
}

extension ImportError {
    /// What a refusal of the operating system means for a stage.
    static func system(_ error: SystemError) -> ImportError {
        ImportError(.io, detail: error.detail, path: error.path)
    }
}
