/// The proxies of the environment, by the names and rules that other tools have: `https_proxy`,
/// `http_proxy`, `all_proxy`, `no_proxy`, in small or capital letters.
public struct ProxySettings: Sendable, Hashable {
    /// A proxy server.
    public struct Proxy: Sendable, Hashable {
        /// A name or an address.
        public var host: String
        /// 3128, or the protocol's own, where the environment names none.
        public var port: Int
        /// Whether it speaks SOCKS 5 instead of HTTP.
        public var isSOCKS: Bool
        /// From the proxy's own address, percent-escapes undone.
        public var user: String?
        /// With ``user``.
        public var password: String?
    }

    /// For addresses with `https`.
    public var secure: Proxy?
    /// For addresses with `http`.
    public var plain: Proxy?
    /// Hosts that are reached directly: names, domains with or without a dot before them, `*`.
    public var exceptions: [String]

    /// None.
    public init() {
        exceptions = []
    }

    /// - Parameter variable: looks a variable of the environment up.
    /// - Throws: ``BadAddress`` for a proxy that cannot be understood; to go around it unasked could
    ///   send data where it must not go.
    public init(_ variable: (String) -> String?) throws(BadAddress) {
        func value(_ name: String) -> String? {
            [variable(name), variable(name.uppercased())].compactMap { $0 }.first { !$0.isEmpty }
        }
        let all = value("all_proxy")
        secure = try Self.proxy(value("https_proxy") ?? all)
        plain = try Self.proxy(value("http_proxy") ?? all)
        exceptions = (value("no_proxy") ?? "").split { $0 == "," || $0 == " " }.map {
            String($0).lowercased()
        }
    }

    /// The proxy for an address; `nil`: go there directly. This machine is always reached so.
    public func proxy(for address: TrackingAddress) -> Proxy? {
        guard !address.isLoopback, !isException(address) else { return nil }
        return address.isSecure ? secure : plain
    }

    private func isException(_ address: TrackingAddress) -> Bool {
        exceptions.contains { exception in
            if exception == "*" || exception == address.host { return true }
            if let port = address.port, exception == "\(address.host):\(port)" { return true }
            let domain = exception.drop { $0 == "." || $0 == "*" }
            return !domain.isEmpty && address.host.hasSuffix("." + domain)
        }
    }

    private static func proxy(_ text: String?) throws(BadAddress) -> Proxy? {
        guard let text else { return nil }
        var rest = text[...]
        var scheme = "http"
        if let colon = text.firstRange(of: "://") {
            scheme = text[..<colon.lowerBound].lowercased()
            rest = text[colon.upperBound...]
        }
        let isSOCKS = ["socks5", "socks5h", "socks"].contains(scheme)
        guard isSOCKS || scheme == "http" || scheme == "https" else {
            throw BadAddress("the proxy of the environment has an unknown scheme, “\(scheme)”")
        }
        var proxy = Proxy(
            host: "", port: isSOCKS ? 1_080 : scheme == "https" ? 443 : 3_128, isSOCKS: isSOCKS)
        rest = rest.prefix { $0 != "/" }
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            proxy.user = parts.first.map(unescaped)
            proxy.password = parts.count > 1 ? unescaped(parts[1]) : ""
            rest = rest[rest.index(after: at)...]
        }
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            guard let port = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(port)
            else { throw BadAddress("the proxy of the environment has an impossible port") }
            proxy.port = port
            rest = rest[..<colon]
        }
        proxy.host = rest.filter { $0 != "[" && $0 != "]" }
        guard !proxy.host.isEmpty else {
            throw BadAddress("the proxy of the environment has no host")
        }
        return proxy
    }

    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
