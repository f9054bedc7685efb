/// Where a Tracking API is reached: `--to segment` and `--to URL` (design §5).
///
/// As the official clients' `host`: `/v1/batch` is appended to it, and one trailing `/v1` or `/` is
/// accepted and not doubled.
public struct TrackingAddress: Sendable, Hashable, CustomStringConvertible {
    /// Segment in the USA, and in the EU (`tracking-api` §1).
    public static let us = TrackingAddress(known: "api.segment.io")
    public static let eu = TrackingAddress(known: "events.eu1.segmentapis.com")
    /// The Profile API of the two (`profile-api` §1).
    public static let usProfiles = TrackingAddress(known: "profiles.segment.com")
    public static let euProfiles = TrackingAddress(known: "profiles.euw1.segment.com")
    /// Where Segment keeps the settings of sources.
    static let settings = TrackingAddress(known: "cdn.segment.com")

    /// Whether requests go over TLS.
    public let isSecure: Bool
    /// In lower case, an IPv6 address without its brackets.
    public let host: String
    /// `nil` where it is the scheme's own.
    public let port: Int?
    /// What stands before `/v1`: empty, or beginning with `/` and not ending with one.
    public let prefix: String

    /// Reads an address.
    ///
    /// - Parameter allowsInsecure: whether plain `http` may go to other machines.
    /// - Throws: ``BadAddress``, which says what is wrong and never repeats what could be a secret.
    public init(_ text: String, allowsInsecure: Bool = false) throws(BadAddress) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw BadAddress("an address has no blanks and no letters beyond ASCII")
        }
        guard let colon = text.firstRange(of: "://") else {
            throw BadAddress("it begins with https:// or http://")
        }
        switch text[..<colon.lowerBound].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: throw BadAddress("it begins with https:// or http://")
        }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            throw BadAddress(
                "no user name or password stands in it; the write key comes from "
                    + "SEGMENT_WRITE_KEY or --write-key-file")
        }
        let path = rest[authority.endIndex...]
        guard !path.contains("?"), !path.contains("#") else {
            throw BadAddress("nothing may follow its path")
        }
        (host, port) = try Self.hostAndPort(authority, isSecure: isSecure)
        prefix = try Self.prefix(path)
        guard isSecure || isLoopback || allowsInsecure else {
            throw BadAddress(
                "people's data and the write key would cross the network unprotected: use "
                    + "https://, or add --allow-insecure-http if this network is your own")
        }
    }

    private init(known host: String) {
        isSecure = true
        self.host = host
        port = nil
        prefix = ""
    }

    private static func hostAndPort(
        _ authority: Substring, isSecure: Bool
    ) throws(BadAddress) -> (String, Int?) {
        var name = authority
        var digits: Substring?
        if name.hasPrefix("[") {
            guard let end = name.firstIndex(of: "]") else { throw BadAddress("a ] is missing") }
            let after = name[name.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else {
                throw BadAddress("nothing but a port may follow the ]")
            }
            digits = after.isEmpty ? nil : after.dropFirst()
            name = name[name.index(after: name.startIndex)..<end]
        } else if let colon = name.firstIndex(of: ":") {
            digits = name[name.index(after: colon)...]
            name = name[..<colon]
        }
        guard !name.isEmpty else { throw BadAddress("the name of the host is missing") }
        guard let digits else { return (name.lowercased(), nil) }
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(digits),
            (1...65_535).contains(port)
        else { throw BadAddress("a port is a number from 1 to 65535") }
        return (name.lowercased(), port == (isSecure ? 443 : 80) ? nil : port)
    }

    private static func prefix(_ path: Substring) throws(BadAddress) -> String {
        var path = path
        if path.hasSuffix("/") { path.removeLast() }
        guard !path.hasSuffix("/v1/batch") else {
            throw BadAddress("name the address without /v1/batch, which is appended")
        }
        if path.hasSuffix("/v1") { path.removeLast(3) }
        if path.hasSuffix("/") { path.removeLast() }
        return String(path)
    }

    /// Whether it is this machine, so that no row leaves it: `localhost`, `127.…`, `::1`.
    public var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
            || (host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == 46 || (48...57).contains($0) })
    }

    /// The address without `/v1`: what tells places apart in the history of runs.
    public var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(name)\(port.map { ":\($0)" } ?? "")\(prefix)"
    }
}

/// Why a text is no address that rows may be sent to.
public struct BadAddress: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
