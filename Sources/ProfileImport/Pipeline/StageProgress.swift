/// How far a pass has come. Sent at most a few times a second, from one task at a time.
public struct StageProgress: Sendable, Hashable {
    /// What the pass is for.
    public enum Stage: String, Sendable, Hashable {
        case checking, sending, splitting, fixing, planning
    }

    public var stage: Stage
    /// The file's place in the list, 1-based.
    public var file: Int
    /// Bytes taken from the input so far, compressed ones for gzip.
    public var inputBytes: Int
    /// The input's size on disk, `nil` for standard input.
    public var totalBytes: Int?
    /// Data rows so far, of this file.
    public var rows: Int
    /// Rows with errors so far.
    public var rejected: Int

    public init(
        stage: Stage, file: Int, inputBytes: Int, totalBytes: Int?, rows: Int, rejected: Int
    ) {
        self.stage = stage
        self.file = file
        self.inputBytes = inputBytes
        self.totalBytes = totalBytes
        self.rows = rows
        self.rejected = rejected
    }
}
