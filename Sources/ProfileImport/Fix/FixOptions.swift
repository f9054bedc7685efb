public import ProfileCSV

/// What a corrected copy is made for (design §5, `check --fix`).
public struct FixOptions: Sendable {
    /// What the check before and after is told; its target is the one that the copy is for.
    public var check: CheckOptions
    /// What may be changed beyond what the target refuses. Default: nothing.
    public var mends: Mends
    /// Where pipes are kept meanwhile. Default: `/tmp`.
    public var temporaryFolder: String
    /// Whether files that are there already are replaced. Default: no. The source never is.
    public var replaces: Bool

    public init(
        check: CheckOptions = CheckOptions(), mends: Mends = [], temporaryFolder: String = "/tmp",
        replaces: Bool = false
    ) {
        self.check = check
        self.mends = mends
        self.temporaryFolder = temporaryFolder
        self.replaces = replaces
    }
}
