/// What a `parse_error` is about: its argument `kind` (design §6).
public enum ParseErrorKind: String, Sendable, Hashable, CaseIterable {
    case unterminatedQuote = "unterminated_quote"
    case textAfterQuote = "text_after_quote"
    case tooFewFields = "too_few_fields"
    case tooManyFields = "too_many_fields"
    case invalidUTF8 = "invalid_utf8"
    case nulByte = "nul_byte"
    case recordTooLong = "record_too_long"
    case gzipCorrupt = "gzip_corrupt"
    case gzipTruncated = "gzip_truncated"
    case unsupportedEncoding = "unsupported_encoding"

    /// Whether the reading ends there, so that the file as a whole is at fault (design §5).
    public var endsTheReading: Bool {
        switch self {
        case .unterminatedQuote, .recordTooLong, .gzipCorrupt, .gzipTruncated,
            .unsupportedEncoding:
            true
        case .textAfterQuote, .tooFewFields, .tooManyFields, .invalidUTF8, .nulByte:
            false
        }
    }
}
