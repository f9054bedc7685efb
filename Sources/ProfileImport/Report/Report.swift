public import ProfileCSV

/// What `check` found in one file: the whole of design §6 as a value.
///
/// Excerpts stand here as they are in the file; ``ReportWriter`` masks them.
public struct Report: Sendable {
    /// The version of the JSON form, its `v`.
    public static let version = 1

    /// What one target would say to the file.
    public struct Verdict: Sendable, Hashable {
        /// No problem of severity error.
        public var isOK: Bool
        /// The codes of severity error, the headline first.
        public var codes: [ProblemCode]
        /// The codes of severity warning, the headline first. Not in the JSON form.
        public var warnings: [ProblemCode]
    }

    /// A column that is an identifier.
    public struct IdentifierColumn: Sendable, Hashable {
        /// 1-based.
        public var column: Int
        public var header: String
        /// The identifier's type.
        public var identifier: String
        /// Where it stands in the message: `userId`, `traits.email`, `context.externalIds` …
        public var location: String
        /// Rows in which the field is not blank.
        public var filled: Int
        /// Different values.
        public var distinct: Int?
        /// Whether ``distinct`` is estimated from a part of the rows or values.
        public var isDistinctEstimated: Bool

        public init(
            column: Int, header: String, identifier: String, location: String, filled: Int,
            distinct: Int? = nil, isDistinctEstimated: Bool = false
        ) {
            self.column = column
            self.header = header
            self.identifier = identifier
            self.location = location
            self.filled = filled
            self.distinct = distinct
            self.isDistinctEstimated = isDistinctEstimated
        }
    }

    /// A column that is a custom trait.
    public struct TraitColumn: Sendable, Hashable {
        /// 1-based.
        public var column: Int
        public var header: String
        /// The trait's name.
        public var trait: String
        /// Rows in which the field is not blank.
        public var filled: Int
        /// `string`, `number`, `boolean`, `date` or `json`, where the values were looked at.
        public var looksLike: String?
        /// Bytes of the longest value.
        public var longestBytes: Int?
        /// Different values.
        public var distinct: Int?
        /// Whether ``distinct`` is estimated from a part of the rows or values.
        public var isDistinctEstimated: Bool
        /// The first different values of the rows that were looked at closely, as they are in the file.
        public var samples: [String]

        public init(
            column: Int, header: String, trait: String, filled: Int, looksLike: String? = nil,
            longestBytes: Int? = nil, distinct: Int? = nil,
            isDistinctEstimated: Bool = false, samples: [String] = []
        ) {
            self.column = column
            self.header = header
            self.trait = trait
            self.filled = filled
            self.looksLike = looksLike
            self.longestBytes = longestBytes
            self.distinct = distinct
            self.isDistinctEstimated = isDistinctEstimated
            self.samples = samples
        }
    }

    /// The input as it was named, `-` for standard input.
    public var file: String
    /// The selected target.
    public var target: Target
    /// Bytes of the decompressed text as UTF-8, BOM included.
    public var bytes = 0
    /// Bytes of the file, where it is compressed.
    public var compressedBytes: Int?
    /// Data rows after the header.
    public var rows = 0
    public var columns = 0
    public var emptyLines = 0
    /// Lower case, `utf-8` unless the input was converted.
    public var encoding = "utf-8"
    public var hasBOM = false
    /// The byte between two fields.
    public var delimiter = UInt8(ascii: ",")
    /// `lf`, `crlf`, `cr` or `mixed`; `nil` where no line ends.
    public var lineEnding: String?
    public var identifiers: [IdentifierColumn] = []
    public var traits: [TraitColumn] = []
    /// Rows that samples, types and numbers of different values were taken from: the first and a
    /// regular sample of the others; `nil` where that is all of them.
    public var sampledRows: Int?
    /// What an import would take; `nil` where there is nothing to send, or nobody looked.
    public var forecast: Forecast?
    /// Rows with at least one row-level error for `api`: what `--max-errors` counts.
    public var rejectedRows = 0
    /// Whether a header was read. Without one `check` ends with 65.
    public var hasHeader = false
    /// Whether the whole file was read. `false` after `unterminated_quote`, a broken gzip and the
    /// like.
    public var isComplete = true
    /// A mapping for the file to begin with, where `check` was asked for one. Not in the JSON form.
    public var mappingDraft: MappingDraft?
    /// What of a space the identifiers were compared with; `nil` where they were compared with none.
    /// Not in the JSON form, whose counts say where they are estimated.
    public var comparison: Comparison?
    /// All problems: counts and examples.
    public var tally: ProblemTally

    /// - Parameters:
    ///   - file: the input as the user named it.
    ///   - target: whose verdict ``isOK`` is.
    ///   - maxProblems: most examples in the report. Default: 100.
    public init(file: String, target: Target, maxProblems: Int = 100) {
        self.file = file
        self.target = target
        tally = ProblemTally(maxProblems: maxProblems)
    }

    /// Whether the selected target takes the file. Warnings are allowed.
    public var isOK: Bool { verdict(of: target).isOK }

    /// What `target` would say.
    public func verdict(of target: Target) -> Verdict {
        let errors = tally.codes(.error, for: target)
        return Verdict(
            isOK: errors.isEmpty, codes: errors, warnings: tally.codes(.warning, for: target))
    }

    /// How often each code was met in the whole file, the headline first.
    public var counts: [(code: ProblemCode, count: Int)] { tally.occurrences }

    /// The examples: at most `maxProblems` in all, fair among codes, file-level ones first.
    public var problems: [Problem] { tally.fairExamples() }
}
