/// Tells by the first bytes what is certainly no CSV, whatever its name says.
public enum ContentSniffer {
    /// What a file is instead.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A zip archive; an Excel workbook (.xlsx) is one too.
        case zip
        /// A compound file: an old Excel workbook (.xls).
        case ole
        case html
        case json
        case pdf
        /// gzip inside gzip, which the first bytes of the file itself tell (`InputFacts`).
        case gzip
    }

    /// As many bytes as are looked at.
    public static let byteCount = 512

    /// What the file is instead of CSV; `nil` when it may be CSV. Any number of first bytes will do,
    /// decompressed and decoded.
    ///
    /// - Complexity: O(`byteCount`).
    public static func kind(ofFileBeginning bytes: some Sequence<UInt8>) -> Kind? {
        var start = Array(bytes.prefix(byteCount))[...]
        let magics: [(Kind, [UInt8])] = [
            (.zip, [0x50, 0x4B, 0x03, 0x04]), (.zip, [0x50, 0x4B, 0x05, 0x06]),
            (.ole, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
            (.pdf, Array("%PDF-".utf8)),
        ]
        if let (kind, _) = magics.first(where: { start.starts(with: $0.1) }) { return kind }
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
        let text = start.drop(while: isSpace)
        if isHTML(text) { return .html }
        return isJSON(text) ? .json : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func isHTML(_ text: ArraySlice<UInt8>) -> Bool {
        let lower = text.prefix(32).map {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
        }
        let tags = [
            "<!doctype", "<html", "<head", "<body", "<table", "<meta", "<script", "<?xml", "<!--",
        ]
        return tags.contains { lower.starts(with: $0.utf8) }
    }

    /// `{"…`, `{}`, `[{`, `["…` or `[[`: a header such as `[id],[name]` is none of these.
    private static func isJSON(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        let second = text.dropFirst().drop(while: isSpace).first
        let follows: String
        switch first {
        case UInt8(ascii: "{"): follows = "\"}"
        case UInt8(ascii: "["): follows = "{[\"]"
        default: return false
        }
        return second.map { follows.utf8.contains($0) } ?? false
    }
}
