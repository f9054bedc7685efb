/// Something in the bytes that is not clean CSV, with its place (design §7). Bad input is no error
/// here: the reading goes on, and whoever asked decides what a finding means.
///
/// A field has at most one finding of each kind, the first.
public struct Finding: Sendable, Hashable {
    /// What was found. The raw values are the kinds and codes of the report (design §6).
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A quote inside an unquoted field: data, read literally.
        case strayQuote = "stray_quote"
        /// Something other than a delimiter or record end after a closing quote. Placed at that
        /// something. The record is read on as if the rest of the field were unquoted.
        case textAfterQuote = "text_after_quote"
        /// A quoted field that the end of the input cuts off. Placed at its opening quote.
        case unterminatedQuote = "unterminated_quote"
        /// Bytes that are not UTF-8. Placed at the first byte of the sequence.
        case invalidUTF8 = "invalid_utf8"
        /// A record longer than ``ReadLimits/maxRecordBytes``. Placed at its first byte. It counts as
        /// a record, but its fields are not delivered.
        case recordTooLong = "record_too_long"
        /// A record with more fields than ``ReadLimits/maxFields``. Placed at the first field over the
        /// limit. It counts as a record, but its fields are not delivered.
        case tooManyFields = "too_many_fields"

        /// Whether the record cannot be trusted: true of all but ``strayQuote``.
        public var isMalformation: Bool { self != .strayQuote }
    }

    public var kind: Kind
    /// 0-based place in the whole input.
    public var byte: Int
    /// Number of the record, 1-based; the header is 1.
    public var record: Int
    /// Index of the field in its record, 0-based.
    public var field: Int

    public init(kind: Kind, byte: Int, record: Int, field: Int) {
        self.kind = kind
        self.byte = byte
        self.record = record
        self.field = field
    }
}

/// The ways records end in an input, line ends inside quotes aside.
public struct LineEndings: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let lf = LineEndings(rawValue: 1)
    public static let crlf = LineEndings(rawValue: 2)
    /// A CR that no LF follows.
    public static let cr = LineEndings(rawValue: 4)
}
