internal import HTTPTypes

/// What the `Authorization` header says.
enum Credentials {
    /// The user name of `Basic`, or the token of `Bearer`: how a Profile API token is sent.
    static func token(of headers: HTTPFields) -> String? {
        guard let header = headers[.authorization] else { return nil }
        return basicUser(header) ?? bearer(header)
    }

    /// The user name of `Basic`. The colon after it may be missing, as Segment forgives.
    static func basicUser(_ header: String) -> String? {
        guard let text = value(of: header, scheme: "basic"), let bytes = Base64.decode(text.utf8) else {
            return nil
        }
        let user = bytes.prefix { $0 != UInt8(ascii: ":") }
        return String(validating: user, as: UTF8.self)
    }

    /// The token of `Bearer`.
    static func bearer(_ header: String) -> String? {
        value(of: header, scheme: "bearer").map(String.init)
    }

    private static func value(of header: String, scheme: String) -> Substring? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == scheme else { return nil }
        return parts[1]
    }
}

/// RFC 4648's base 64, padding optional.
enum Base64 {
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for letter in text {
            if letter == UInt8(ascii: "=") { break }
            let value: UInt8
            switch letter {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = letter - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = letter - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = letter - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count % 4 != 1 {
                let shift = UInt32((4 - (count % 4 == 0 ? 4 : count % 4)) * 2)
                bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
            }
        }
        return bytes
    }
}
