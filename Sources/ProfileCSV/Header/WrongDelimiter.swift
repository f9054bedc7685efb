/// Whether a header that was read with commas was written with something else.
enum WrongDelimiter {
    private static let candidates: [UInt8] = [
        UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
    ]

    /// The delimiter that the header seems to use: one that cuts a single column into several names,
    /// or that stands there far more often than commas do.
    static func suspected(in header: [[UInt8]], delimiter: UInt8) -> UInt8? {
        guard !header.isEmpty else { return nil }
        var best: (delimiter: UInt8, count: Int)?
        for candidate in candidates where candidate != delimiter {
            let count = header.reduce(0) { $0 + $1.count { $0 == candidate } }
            guard count >= (header.count == 1 ? 1 : 2 * header.count), count > best?.count ?? 0
            else { continue }
            let names = header.flatMap { $0.split(separator: candidate) }
            guard names.count >= 2 else { continue }
            best = (candidate, count)
        }
        return best?.delimiter
    }

    /// As it is written after `--delimiter`.
    static func flagValue(_ delimiter: UInt8) -> String {
        delimiter == UInt8(ascii: "\t")
            ? "tab" : String(Unicode.Scalar(delimiter))
    }
}
