/// How bytes mean records: the one choice RFC 4180 leaves to the file.
///
/// The quote is always `"`; LF, CRLF and a lone CR end a record (design §7).
public struct Dialect: Sendable, Hashable {
    /// The byte between two fields. Default: the comma.
    public var delimiter: UInt8

    /// - Parameter delimiter: any ASCII byte but the quote, CR and LF.
    public init(delimiter: UInt8 = UInt8(ascii: ",")) {
        self.delimiter = delimiter
    }
}
