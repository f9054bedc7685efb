/// The marks at a text's start that name its encoding.
enum ByteOrderMark: String, CaseIterable {
    // UTF-32LE stands before UTF-16LE, whose mark is the front of its own.
    case utf8 = "utf-8"
    case utf32LE = "utf-32le"
    case utf32BE = "utf-32be"
    case utf16LE = "utf-16le"
    case utf16BE = "utf-16be"

    /// Bytes that suffice to know any mark.
    static let maxBytes = 4

    var bytes: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .utf16LE: [0xFF, 0xFE]
        case .utf16BE: [0xFE, 0xFF]
        case .utf32LE: [0xFF, 0xFE, 0, 0]
        case .utf32BE: [0, 0, 0xFE, 0xFF]
        }
    }

    /// The mark that a text begins with.
    static func leading(_ text: [UInt8]) -> ByteOrderMark? {
        allCases.first { text.starts(with: $0.bytes) }
    }

    /// A Unicode encoding form that the zero bytes of a text without a mark point to, for a hint
    /// only: ASCII in it has its zero bytes all in the same places.
    static func zeroPattern(_ text: [UInt8]) -> ByteOrderMark? {
        let units = text.count / 2
        guard units >= 2, leading(text) == nil else { return nil }
        var zeros = [0, 0, 0, 0]
        for (index, byte) in text.enumerated() where byte == 0 { zeros[index % 4] += 1 }
        let quarters = text.count / 4
        if quarters >= 2, zeros[1] == quarters, zeros[2] == quarters {
            if zeros[0] == 0, zeros[3] >= quarters { return .utf32LE }
            if zeros[3] == 0, zeros[0] >= quarters { return .utf32BE }
        }
        let even = zeros[0] + zeros[2]
        let odd = zeros[1] + zeros[3]
        if even == 0, odd * 5 >= units * 4 { return .utf16LE }
        if odd == 0, even * 5 >= units * 4 { return .utf16BE }
        return nil
    }
}
