internal import CICU

/// Letters of any script as plain Latin ones, by ICU. One task at a time uses it.
final class Transliterator {
    private let handle: OpaquePointer?

    init() { handle = rc_transliterator_open("Any-Latin; Latin-ASCII") }

    deinit { if let handle { rc_transliterator_close(handle) } }

    /// - Returns: `nil` where ICU cannot.
    func plain(_ text: some StringProtocol) -> String? {
        guard let handle else { return nil }
        let units = Array(text.utf16)
        var room = units + [UInt16](repeating: 0, count: units.count * 8 + 64)
        let count = rc_transliterator_apply(
            handle, &room, Int32(clamping: units.count), Int32(clamping: room.count))
        return count < 0 ? nil : String(decoding: room.prefix(Int(count)), as: UTF16.self)
    }
}
