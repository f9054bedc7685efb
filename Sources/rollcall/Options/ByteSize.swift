internal import ArgumentParser

/// A number of bytes as people write it: `64MB`, `512M`, `1GiB`, `4096`.
///
/// `kB`, `MB`, `GB` (or `K`, `M`, `G`) count in thousands, `KiB`, `MiB`, `GiB` in steps of 1,024.
struct ByteSize: Sendable, Hashable, ExpressibleByArgument {
    let bytes: Int

    init(bytes: Int) {
        self.bytes = bytes
    }

    init?(argument: String) {
        self.init(argument)
    }

    /// - Returns: `nil` unless `text` is a whole number above zero, with one of the units or none.
    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        let factors: [String: Int] = [
            "": 1, "b": 1, "k": 1_000, "kb": 1_000, "m": 1_000_000, "mb": 1_000_000,
            "g": 1_000_000_000, "gb": 1_000_000_000,
            "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
        ]
        guard let number = Int(digits), number > 0, let factor = factors[unit] else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        self.bytes = bytes
    }
}
