public import IdentityResolution

/// A header bound to a space's configuration and a mapping: what each column becomes (design §3).
///
/// Names are bytes; equality of names is equality of bytes.
public struct ColumnMap: Sendable, Hashable {
    /// What the values of a column are.
    public enum Meaning: Sendable, Hashable {
        /// Values of `identifiers[rule]`.
        case identifier(rule: Int)
        /// A custom trait of exactly this name.
        case trait(name: [UInt8])
        /// The message's `timestamp`.
        case timestamp
        /// Left out on purpose.
        case ignore
    }

    /// A header name and what it becomes.
    public struct Column: Sendable, Hashable {
        /// 0-based place in the record.
        public var index: Int
        /// The name as it stands in the file, quotes undone.
        public var header: [UInt8]
        /// What `api` makes of the column, the mapping applied.
        public var meaning: Meaning
        /// What the upload pages make of it: they know no mapping (design §3).
        public var uploadMeaning: Meaning
        /// How its values are written; an identifier's are always strings.
        public var type: ValueType
        /// What a blank field becomes.
        public var blank: BlankRule
        /// Further values that count as blank, compared as bytes.
        public var nullValues: [[UInt8]]
        /// Whether a blank field is the problem `required_value`.
        public var isRequired: Bool

        public init(
            index: Int, header: [UInt8], meaning: Meaning, uploadMeaning: Meaning? = nil,
            type: ValueType = .string, blank: BlankRule = .omit, nullValues: [[UInt8]] = [],
            isRequired: Bool = false
        ) {
            self.index = index
            self.header = header
            self.meaning = meaning
            self.uploadMeaning = uploadMeaning ?? meaning
            self.type = type
            self.blank = blank
            self.nullValues = nullValues
            self.isRequired = isRequired
        }
    }

    /// A trait given to every row.
    public struct Constant: Sendable, Hashable {
        public var name: [UInt8]
        /// Its value as JSON text.
        public var json: [UInt8]

        public init(name: [UInt8], json: [UInt8]) {
            self.name = name
            self.json = json
        }
    }

    /// One a field of the header, in file order.
    public var columns: [Column]
    /// The whole configuration's rules in priority order, whether the file has their columns or not.
    public var identifiers: [IdentifierRule]
    /// In the mapping's order.
    public var constants: [Constant]

    public init(
        columns: [Column], identifiers: [IdentifierRule] = IdentifierRule.defaults,
        constants: [Constant] = []
    ) {
        self.columns = columns
        self.identifiers = identifiers
        self.constants = constants
    }

    /// Whether a rule is that of `group_id`, which never stands for a person (design §4).
    public func isGroup(rule: Int) -> Bool {
        identifiers[rule].type.utf8.elementsEqual("group_id".utf8)
    }

    /// Whether any column identifies people for `api`; `group_id` does not.
    ///
    /// - Complexity: O(columns).
    public var hasIdentifierColumn: Bool { columns.contains { identifiesPeople($0.meaning) } }

    /// Whether any column identifies people for the upload pages.
    ///
    /// - Complexity: O(columns).
    public var hasUploadIdentifierColumn: Bool {
        columns.contains { identifiesPeople($0.uploadMeaning) }
    }

    /// Whom the text of a column's values concerns: the upload pages read also what a mapping leaves
    /// out.
    func targetsOfText(_ column: Int) -> TargetSet {
        columns[column].meaning == .ignore ? .uploaders : .all
    }

    /// Whom an identifier of a column concerns: everybody where the upload pages read the same one.
    func targetsOfIdentifier(_ column: Int) -> TargetSet {
        columns[column].meaning == columns[column].uploadMeaning ? .all : .api
    }

    private func identifiesPeople(_ meaning: Meaning) -> Bool {
        if case .identifier(let rule) = meaning { !isGroup(rule: rule) } else { false }
    }
}
