import Testing

@testable import TrackingClient

/// Addresses and proxies, as they are typed.
@Suite struct AddressTests {
    @Test(arguments: [
        ("https://api.example.com", "https://api.example.com"),
        ("https://api.example.com/", "https://api.example.com"),
        ("https://api.example.com/v1", "https://api.example.com"),
        ("https://api.example.com/v1/", "https://api.example.com"),
        ("HTTPS://API.Example.com:443/a/b/", "https://api.example.com/a/b"),
        ("https://h:8443/prefix/v1", "https://h:8443/prefix"),
        ("https://h/v1x", "https://h/v1x"), ("https://h/v1/v1", "https://h/v1"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:80/", "http://127.0.0.1"), ("http://[::1]:9", "http://[::1]:9"),
    ])
    func anAddressIsThatOfTheOfficialClients(text: String, address: String) throws {
        #expect(try TrackingAddress(text).description == address)
    }

    @Test(arguments: [
        "", "api.segment.io", "ftp://h", "https://", "https://:80", "https://h:0", "https://h:65536",
        "https://h:x", "https://user:hunter2@h", "https://h/?a", "https://h/#a", "https://h/v1/batch",
        "https://h h", "http://example.com", "http://10.0.0.1", "http://127.example.com",
        "https://[::1", "https://[::1]x",
    ])
    func whatIsNoSafeAddressIsRefused(text: String) {
        let error = #expect(throws: BadAddress.self) { try TrackingAddress(text) }
        #expect(error?.description.contains("hunter2") != true)
    }

    @Test func plainHTTPToOthersHasToBeAllowed() throws {
        let address = try TrackingAddress("http://10.0.0.1:81/x", allowsInsecure: true)
        #expect(address.description == "http://10.0.0.1:81/x")
        #expect(!address.isLoopback && TrackingAddress.us.description == "https://api.segment.io")
    }

    @Test(arguments: [
        ("https://api.segment.io", "s:1"), ("http://other.example:81", "p:2"),
        ("https://inner.corp.example", nil), ("https://corp.example", nil),
        ("http://localhost:1", nil), ("https://xcorp.example", "s:1"),
    ] as [(String, String?)])
    func proxiesAreThoseOfTheEnvironment(address: String, proxy: String?) throws {
        let variables = [
            "https_proxy": "http://s:1/", "HTTPS_PROXY": "http://no:9", "HTTP_PROXY": "p:2",
            "no_proxy": "other.test, .corp.example,corp.example",
        ]
        let settings = try ProxySettings { variables[$0] }
        let found = settings.proxy(for: try TrackingAddress(address, allowsInsecure: true))
        #expect(found.map { "\($0.host):\($0.port)" } == proxy)
    }

    @Test func aProxyMayHaveAPasswordAndAnotherProtocol() throws {
        let settings = try ProxySettings {
            ["all_proxy": "socks5://u%40x:p%3A@[::1]:7"][$0]
        }
        let proxy = try #require(settings.proxy(for: .us))
        #expect(proxy.isSOCKS && proxy.user == "u@x" && proxy.password == "p:")
        #expect(proxy.host == "::1" && proxy.port == 7)
        #expect(throws: BadAddress.self) { try ProxySettings { _ in "gopher://x" } }
        #expect(throws: BadAddress.self) { try ProxySettings { _ in "http://x:99999" } }
    }
}
