/// What an input's first bytes say about it.
public struct InputFacts: Sendable, Hashable {
    /// It begins as gzip does and is inflated.
    public var isGzip: Bool
    /// The encoding that is read: `utf-8`, `utf-16le`, `windows-1252` …
    public var encodingName: String
    /// The text begins with a byte order mark. It is passed on as EF BB BF, in whatever encoding it
    /// was.
    public var hadBOM: Bool
    /// An encoding that the text looks like although nothing says so: its name for `--encoding`.
    /// Only a hint; the text is read as ``encodingName``.
    public var looksLike: String?
    /// The text inside gzip is gzip again: somebody packed it twice.
    public var isGzipTwice: Bool
    /// The size of the input as it lies on disk or is sent, in bytes; nil for pipes, and for streams
    /// that do not say.
    public var inputSize: Int?

    public init(
        isGzip: Bool = false, encodingName: String = "utf-8", hadBOM: Bool = false,
        looksLike: String? = nil, isGzipTwice: Bool = false, inputSize: Int? = nil
    ) {
        self.isGzip = isGzip
        self.encodingName = encodingName
        self.hadBOM = hadBOM
        self.looksLike = looksLike
        self.isGzipTwice = isGzipTwice
        self.inputSize = inputSize
    }
}
