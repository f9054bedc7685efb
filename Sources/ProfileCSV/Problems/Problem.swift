/// One problem with its place: a value, never thrown (design §2, §6).
public struct Problem: Sendable, Hashable {
    /// How much it weighs: an error keeps the file or the row out, a warning and a note do not.
    public enum Severity: String, Sendable, Hashable {
        case error, warning, note
    }

    /// Where it stands. Absent parts do not apply (design §2).
    public struct Place: Sendable, Hashable {
        /// The file's index in the run's list, 1-based.
        public var file: Int
        /// Data rows after the header, 1-based.
        public var row: Int?
        /// The row a spreadsheet shows: header 1, empty lines counted, line breaks inside cells not.
        public var sheetRow: Int?
        /// Physical line, 1-based.
        public var line: Int?
        /// 0-based byte of the decompressed UTF-8 text, BOM counted.
        public var byte: Int?
        /// 1-based column.
        public var column: Int?

        public init(
            file: Int = 1, row: Int? = nil, sheetRow: Int? = nil, line: Int? = nil,
            byte: Int? = nil, column: Int? = nil
        ) {
            self.file = file
            self.row = row
            self.sheetRow = sheetRow
            self.line = line
            self.byte = byte
            self.column = column
        }
    }

    public var code: ProblemCode
    /// For the targets in `targets`; a code that is an error for one target and a warning for another
    /// makes two problems.
    public var severity: Severity
    public var targets: TargetSet
    public var place: Place
    public var header: String?
    /// What the wording needs, by name: `code_point`, `kind`, `limit`, `found` … Values from the file
    /// stand only in `excerpt`.
    public var arguments: [String: String]
    /// The value or the text around the place, unmasked; whoever prints it masks it.
    public var excerpt: String?

    public init(
        _ code: ProblemCode, severity: Severity, targets: TargetSet, place: Place = Place(),
        header: String? = nil, arguments: [String: String] = [:], excerpt: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.targets = targets
        self.place = place
        self.header = header
        self.arguments = arguments
        self.excerpt = excerpt
    }
}
