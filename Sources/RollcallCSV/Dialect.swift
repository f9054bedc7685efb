/// How bytes mean records: the one choice RFC 4180 leaves to the file.
///
/// The quote is always `"`; LF, CRLF and a lone CR end a record (design §7).
public struct Dialect: Sendable, Hashable {
    /// The byte between two fields. Default: the comma.
    public var delimiter: UInt8

    /// - Parameter delimiter: any ASCII byte but the quote, CR and LF, which separate nothing when they
    ///   are given here: every record then has one field.
    public init(delimiter: UInt8 = UInt8(ascii: ",")) {
        self.delimiter = delimiter
    }

    /// The delimiter for the scan: 0xFF, which no UTF-8 text holds, where it is none.
    var scanDelimiter: UInt8 {
        switch delimiter {
        case UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"), 0x80...: 0xFF
        default: delimiter
        }
    }
}
