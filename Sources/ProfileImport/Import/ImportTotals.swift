/// What became of every row of a run, cumulative over resumes (design §5).
///
/// `delivered`, `rejected`, `skipped` and `unprocessed` always sum to `read`.
public struct ImportTotals: Sendable, Hashable {
    /// The rows of one file, or of all.
    public struct Counts: Sendable, Hashable {
        /// Data rows of the input.
        public var read: Int
        /// All their messages were receipted.
        public var delivered: Int
        /// Left out for a problem, by us or by the destination.
        public var rejected: Int
        /// Left out on purpose, as unchanged.
        public var skipped: Int

        public init(read: Int = 0, delivered: Int = 0, rejected: Int = 0, skipped: Int = 0) {
            self.read = read
            self.delivered = delivered
            self.rejected = rejected
            self.skipped = skipped
        }

        /// Not reached.
        public var unprocessed: Int { read - delivered - rejected - skipped }

        static func + (one: Counts, other: Counts) -> Counts {
            Counts(
                read: one.read + other.read, delivered: one.delivered + other.delivered,
                rejected: one.rejected + other.rejected, skipped: one.skipped + other.skipped)
        }
    }

    /// One input file of the run.
    public struct File: Sendable, Hashable {
        /// As the user named it, `-` for standard input.
        public var file: String
        public var counts: Counts

        public init(file: String, counts: Counts) {
            self.file = file
            self.counts = counts
        }
    }

    public var run: RunID
    /// In the order of the command.
    public var files: [File]

    public init(run: RunID, files: [File]) {
        self.run = run
        self.files = files
    }

    /// All files together.
    public var counts: Counts { files.reduce(Counts()) { $0 + $1.counts } }

    /// `{"run":…,"read":…,"delivered":…,"rejected":…,"skipped":…,"unprocessed":…,"files":[…]}` on
    /// one line, line feed included.
    public func json() -> [UInt8] {
        var text = JSONText()
        text.object { text in
            text.member("run", run.description)
            Self.write(counts, into: &text)
            text.key("files")
            text.array { text in
                for file in files {
                    text.object { text in
                        text.member("file", file.file)
                        Self.write(file.counts, into: &text)
                    }
                }
            }
        }
        text.endLine()
        return text.bytes
    }

    private static func write(_ counts: Counts, into text: inout JSONText) {
        text.member("read", counts.read)
        text.member("delivered", counts.delivered)
        text.member("rejected", counts.rejected)
        text.member("skipped", counts.skipped)
        text.member("unprocessed", counts.unprocessed)
    }
}

extension ImportTotals {
    /// What a run's record and journal say, with what this process knows beyond them.
    ///
    /// - Parameters:
    ///   - read: rows read by this process, by file.
    ///   - leftOut: rows that our own rules left out.
    ///   - skipped: rows passed over as unchanged.
    init(
        run: RunID, _ record: RunRecord, _ journal: Journal, read: [Int: Int] = [:],
        leftOut: [Int: Int] = [:], skipped: [Int: Int] = [:]
    ) {
        self.run = run
        files = record.inputs.enumerated().map { index, input in
            let file = index + 1
            let refused = journal.rejections.count { $0.file == file }
            let delivered = (journal.receiptedRows[file] ?? 0) - refused
            let rejected = max(leftOut[file] ?? 0, journal.leftOut[file] ?? 0) + refused
            let skipped = max(skipped[file] ?? 0, journal.skipped[file] ?? 0)
            return File(
                file: input.file,
                counts: Counts(
                    read: max(input.rows ?? read[file] ?? 0, delivered + rejected + skipped),
                    delivered: delivered, rejected: rejected, skipped: skipped))
        }
    }
}
