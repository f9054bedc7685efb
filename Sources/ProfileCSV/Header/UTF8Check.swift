/// Where text stops being UTF-8; for headers, not for rows.
enum UTF8Check {
    /// The offset of the first byte that belongs to no character; `nil` when all do.
    static func firstInvalidByte(in bytes: [UInt8]) -> Int? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var at = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): at += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return at
            }
        }
    }
}
