internal import ProfileCSV

/// One thing that a corrected copy has otherwise than its source: a line of the list of changes.
public struct FieldChange: Sendable, Hashable {
    /// Data row of the source, 1-based; `nil` for a header and for the file as a whole.
    public var row: Int?
    /// 1-based; `nil` for the file as a whole.
    public var column: Int?
    /// The column's name in the source.
    public var header: String?
    /// The code of the problem that is mended, else the mend's name: `quotes`, `transliterate`,
    /// `mapping`.
    public var rule: String
    /// The value in the source; for the file as a whole, what it was (`windows-1252`, `;` …).
    public var before: [UInt8]
    /// The value in the copy; `nil` where a column or field is left out.
    public var after: [UInt8]?

    /// The change as one line of JSON, line feed included. Values stand in it as SHA-256 only; what
    /// was done to the file as a whole in plain words.
    public func json() -> [UInt8] {
        var text = JSONText()
        let isWhole = row == nil && column == nil
        text.object { text in
            text.member("row", row)
            text.member("column", column)
            text.member("header", header)
            text.member("rule", rule)
            text.member("before", isWhole ? Self.text(before) : ValueDigest.sha256(before))
            text.member("after", after.map { isWhole ? Self.text($0) : ValueDigest.sha256($0) })
        }
        text.endLine()
        return text.bytes
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
