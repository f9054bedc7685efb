/// Whether a text can be the address of a Tracking API (design §5, `DEST`).
enum ServerAddress {
    /// What is wrong with it, as the end of a sentence; `nil` when nothing is.
    static func fault(of text: String) -> String? {
        let bytes = Array(text.utf8)
        let schemes = ["https://", "http://"].map { Array($0.utf8) }
        guard let scheme = schemes.first(where: { bytes.starts(with: $0) }) else {
            return "must begin with https:// or http://"
        }
        let rest = bytes.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        if rest.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 >= 0x80 }) {
            return "holds a space or a letter that an address cannot hold"
        }
        if authority.contains(UInt8(ascii: "@")) { return "must hold no user name or password" }
        if rest.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
            return "must hold neither ? nor #"
        }
        let (host, port) = parts(of: authority)
        guard !host.isEmpty else { return "names no server" }
        if let port {
            guard let number = Int(String(decoding: port, as: UTF8.self)),
                (1...65_535).contains(number)
            else { return "has a port that is no number from 1 to 65535" }
        }
        return nil
    }

    /// Host and port; an IPv6 address stands in brackets.
    private static func parts(
        of authority: ArraySlice<UInt8>
    ) -> (host: ArraySlice<UInt8>, port: ArraySlice<UInt8>?) {
        let from =
            authority.first == UInt8(ascii: "[")
            ? authority.firstIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
            : authority.startIndex
        guard let colon = authority[from...].firstIndex(of: UInt8(ascii: ":")) else {
            return (authority, nil)
        }
        return (authority[..<colon], authority[(colon + 1)...])
    }
}
