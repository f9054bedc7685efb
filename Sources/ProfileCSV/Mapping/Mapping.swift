/// The user's word on what columns become: renames, types and leaves out, and gives traits to every
/// row (design §3). It holds for `api`, never for the upload pages.
public struct Mapping: Sendable, Hashable {
    /// What one column becomes.
    public enum Meaning: Sendable, Hashable {
        /// Values of the identifier of this type.
        case identifier(String)
        /// A trait of this name.
        case trait(String)
        /// Whatever the header itself says: an identifier of that type, else a trait of that name.
        case header
        case timestamp
        case ignore
    }

    /// The entry of one column.
    public struct Column: Sendable, Hashable {
        /// The header, compared as bytes.
        public var header: String
        public var meaning: Meaning
        /// `nil`: the known trait's type in space.yaml, else string.
        public var type: ValueType?
        public var blank: BlankRule
        /// Further values that count as blank.
        public var nullValues: [String]
        public var isRequired: Bool
        /// The line of the mapping that it stands on, 1-based; 0 when it was made in code.
        public var line: Int

        public init(
            header: String, meaning: Meaning, type: ValueType? = nil, blank: BlankRule = .omit,
            nullValues: [String] = [], isRequired: Bool = false, line: Int = 0
        ) {
            self.header = header
            self.meaning = meaning
            self.type = type
            self.blank = blank
            self.nullValues = nullValues
            self.isRequired = isRequired
            self.line = line
        }
    }

    public var columns: [Column]
    /// Traits given to every row, in the file's order.
    public var constants: [ColumnMap.Constant]

    /// A mapping that says nothing.
    public init(columns: [Column] = [], constants: [ColumnMap.Constant] = []) {
        self.columns = columns
        self.constants = constants
    }
}
