public import ProfileCSV

/// What a split came to.
public struct SplitOutcome: Sendable {
    /// One file of it.
    public struct Part: Sendable, Hashable {
        /// The file's name in the folder.
        public var name: String
        /// Data rows.
        public var rows: Int
        /// Header included.
        public var bytes: Int
        /// The first and the last data row of the source that it has, 1-based.
        public var firstRow: Int
        public var lastRow: Int
    }

    /// Why there are no parts.
    public enum Refusal: Sendable, Hashable {
        /// The source has no header or no rows, or could not be read to its end; its report tells.
        case unreadable
        /// The rows of one person, of which this is the first (1-based), are more than one part may
        /// hold.
        case personTooLarge(firstRow: Int, rows: Int, bytes: Int)
    }

    /// The source as the check sees it, rows not compared with one another.
    public var report: Report
    /// In the order of their names; empty where ``refusal`` says why.
    public var parts: [Part] = []
    public var refusal: Refusal?
    /// People, as far as shared identifiers tell.
    public var people = 0
    /// Those of the largest rows, where more than one row is one person's.
    public var largestPerson = 1

    /// The codes for which ``SplitStage``'s target refuses the parts as it refuses the source: all
    /// but those that the size alone is to blame for, and those that writing the parts has mended.
    public var remaining: [ProblemCode] {
        report.verdict(of: report.target).codes.filter { !Self.mended.contains($0) }
    }

    private static let mended: Set<ProblemCode> = [
        .tooManyRows, .fileTooLarge, .fileType, .wrongDelimiter,
    ]
}
