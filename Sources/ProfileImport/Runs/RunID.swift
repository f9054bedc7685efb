/// The name of a run: it makes message IDs, so a retry repeats them and a new run never does
/// (design §5, §8).
public struct RunID: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// For names made here, which match by their making.
    init(unchecked text: String) { description = text }

    /// - Returns: `nil` unless `text` matches `[A-Za-z0-9_-]{1,64}`.
    public init?(_ text: String) {
        let isValid = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isValid, (1...64).contains(text.utf8.count) else { return nil }
        description = text
    }
}
