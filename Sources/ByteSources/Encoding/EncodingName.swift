internal import CICU

/// An encoding that ICU can decode, by the name it is registered under.
public struct EncodingName: Sendable, Hashable, CustomStringConvertible {
    /// The MIME or IANA name in lower case (`utf-8`, `windows-1252`), else ICU's own.
    public let description: String

    /// - Throws: `unsupported_encoding` with the nearest names where ICU does not know it.
    /// - Complexity: constant for a known name; a look at all of ICU's names (about 1,300)
    ///   otherwise.
    public init(_ name: String) throws(ByteSourceError) {
        guard Self.isWellFormed(name), let standard = rc_converter_standard_name(name) else {
            let near = Self.nearest(to: name).joined(separator: ", ")
            throw ByteSourceError(
                .unsupportedEncoding, byte: 0,
                detail: "there is no encoding named '\(name)'; the nearest names are \(near)")
        }
        description = String(cString: standard).lowercased()
    }

    init(_ mark: ByteOrderMark) { description = mark.rawValue }

    /// Whether the text is passed on as it is.
    var isUTF8: Bool { description == "utf-8" }

    /// A comma would begin options of ICU's own, an empty name would mean the system's encoding.
    private static func isWellFormed(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 60
            && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") }
    }

    /// The registered names nearest to a name that is none, best first, at most `count`.
    public static func nearest(to name: String, count: Int = 5) -> [String] {
        let wanted = plain(String(name.prefix(60)))
        var best: [String: Int] = [:]
        for index in 0..<rc_converter_count() {
            guard let converter = rc_converter_name(index) else { continue }
            for alias in 0..<rc_converter_alias_count(converter) {
                guard let text = rc_converter_alias(converter, alias) else { continue }
                guard let standard = rc_converter_standard_name(text) else { continue }
                let distance = editDistance(wanted, plain(String(cString: text)))
                let shown = String(cString: standard).lowercased()
                best[shown] = min(best[shown] ?? .max, distance)
            }
        }
        return best.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(count).map(\.key)
    }

    /// Letters and digits in lower case: what ICU compares.
    private static func plain(_ name: String) -> [UInt8] {
        Array(name.lowercased().utf8.filter { $0 > 0x7F || Character(Unicode.Scalar($0)).isLetter
            || Character(Unicode.Scalar($0)).isNumber })
    }
}

/// Levenshtein's distance.
private func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var row = Array(0...other.count)
    for (index, byte) in one.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, second) in other.enumerated() {
            let cost = min(
                row[column] + 1, row[column + 1] + 1, diagonal + (byte == second ? 0 : 1))
            diagonal = row[column + 1]
            row[column + 1] = cost
        }
    }
    return row[other.count]
}
