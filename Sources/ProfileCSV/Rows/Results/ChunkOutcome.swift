public import IdentifyMessages

/// What a row pass made of one chunk.
public struct ChunkOutcome: Sendable {
    /// Data rows in it, rejected ones included.
    public var rows: Int
    /// Exact counts of what was found.
    public var counts: ProblemCounts
    /// Examples with their places, in file order: of each finding the first ones that this pass
    /// met. The first N of a file are among the first N of each of its passes, so the examples of a
    /// report depend neither on the workers nor on the chunks.
    public var examples: [Problem]
    /// Rows with at least one error for `api`, each counted once.
    public var rejectedRowCount: Int
    /// These rows themselves, where `collectsRejects` asks for them.
    public var rejectedRows: [RejectedRow]
    /// The other rows' messages, where `makesMessages` asks for them and there is one.
    public var messages: MessageBuffer?
    /// What the rows are known by across the file, where `makesKeys` asks for it.
    package var keys: RowKeys?
    /// Findings that only their whole columns confirm, in file order, of each kind the first ones that
    /// this pass met: for `RowStatistics.confirmed`.
    package var doubts: [ColumnDoubt] = []

    public init(
        rows: Int = 0, counts: ProblemCounts = ProblemCounts(), examples: [Problem] = [],
        rejectedRowCount: Int = 0, rejectedRows: [RejectedRow] = [],
        messages: MessageBuffer? = nil
    ) {
        self.rows = rows
        self.counts = counts
        self.examples = examples
        self.rejectedRowCount = rejectedRowCount
        self.rejectedRows = rejectedRows
        self.messages = messages
    }
}

/// A row left out, and why.
public struct RejectedRow: Sendable, Hashable {
    /// 1-based.
    public var row: Int
    /// The record as it stands in the file, quotes and all, without its line end. Empty for a
    /// record that exceeds a limit of the reading.
    public var bytes: [UInt8]
    /// The first error of the row, with its place.
    public var problem: Problem

    public init(row: Int, bytes: [UInt8], problem: Problem) {
        self.row = row
        self.bytes = bytes
        self.problem = problem
    }
}
