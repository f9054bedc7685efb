public import ByteSources
public import RollcallCSV

/// How files are read, by every stage (design §5, common flags).
public struct ReadingOptions: Sendable {
    /// Name of the encoding; `nil` means UTF-8, or UTF-16 where a BOM says so.
    public var encoding: String?
    /// What inflates gzip. Default: the fastest of this machine.
    public var inflater: InflaterChoice
    public var dialect: Dialect
    /// The header of files that have none: their first record is then a row.
    public var header: [[UInt8]]?
    public var limits: ReadLimits
    /// Tasks that do the work on rows. Default: 1.
    public var workers: Int
    /// Bytes of a chunk, what one worker takes at a time. Any number gives the same result.
    public var chunkBytes: Int
    /// Bytes that what must be remembered across rows may take. Default: 512 MB.
    public var memory: Int

    public init(
        encoding: String? = nil, inflater: InflaterChoice = .automatic,
        dialect: Dialect = Dialect(), header: [[UInt8]]? = nil, limits: ReadLimits = ReadLimits(),
        workers: Int = 1, chunkBytes: Int = 256 << 10, memory: Int = 512_000_000
    ) {
        self.encoding = encoding
        self.inflater = inflater
        self.dialect = dialect
        self.header = header
        self.limits = limits
        self.workers = max(1, workers)
        self.chunkBytes = max(1, chunkBytes)
        self.memory = max(0, memory)
    }

    /// How an input is opened.
    var input: InputOptions { InputOptions(encoding: encoding, inflater: inflater) }
}
