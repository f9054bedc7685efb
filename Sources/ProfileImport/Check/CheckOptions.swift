public import ProfileCSV

/// What `check` may be told (design §5).
public struct CheckOptions: Sendable {
    public var reading: ReadingOptions
    /// Whose verdict the report's `ok` is. Default: `unify`.
    public var target: Target
    /// Most examples in a report. Default: 100.
    public var maxProblems: Int
    /// Whether the rules that are stricter for a remote destination hold. Default: no.
    public var isRemote: Bool
    /// Whether rows without an identifier pass for `api`. Default: no.
    public var allowsAnonymous: Bool
    /// Whether rows are compared with one another, for warnings that only several rows together give
    /// and for the number of distinct identifiers. It takes up to `reading.memory`. Default: yes.
    public var looksAcrossRows: Bool
    /// Whether the report has a draft of a mapping (`Report.mappingDraft`). Default: no.
    public var draftsMapping: Bool

    public init(
        reading: ReadingOptions = ReadingOptions(), target: Target = .unify,
        maxProblems: Int = 100, isRemote: Bool = false, allowsAnonymous: Bool = false,
        looksAcrossRows: Bool = true, draftsMapping: Bool = false
    ) {
        self.reading = reading
        self.target = target
        self.maxProblems = maxProblems
        self.isRemote = isRemote
        self.allowsAnonymous = allowsAnonymous
        self.looksAcrossRows = looksAcrossRows
        self.draftsMapping = draftsMapping
    }
}
