public import ProfileCSV

/// What `split` may be told (design §5).
public struct SplitOptions: Sendable {
    /// How many parts there are.
    public enum Size: Sendable, Hashable {
        /// As few as a target takes each of.
        case target(Target)
        /// So many, but never more than there are people.
        case parts(Int)
    }

    public var reading: ReadingOptions
    public var size: Size
    /// Where pipes and what memory does not hold lie meanwhile. Default: `/tmp`.
    public var temporaryFolder: String
    /// Whether a folder that is not empty is written to, files of the same names replaced. Default:
    /// no.
    public var replaces: Bool

    public init(
        size: Size, reading: ReadingOptions = ReadingOptions(), temporaryFolder: String = "/tmp",
        replaces: Bool = false
    ) {
        self.size = size
        self.reading = reading
        self.temporaryFolder = temporaryFolder
        self.replaces = replaces
    }

    /// Who takes the parts: `api` where their number is given.
    var target: Target {
        switch size {
        case .target(let target): target
        case .parts: .api
        }
    }
}
