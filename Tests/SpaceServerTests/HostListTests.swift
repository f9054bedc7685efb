import Testing

@testable import SpaceServer

@Suite struct HostListTests {
    @Test(arguments: [
        ("localhost", true), ("LOCALHOST:8080", true), ("127.0.0.1:1", true), ("[::1]:8080", true),
        ("[::1]", true), ("localhost.evil.example", false), ("evil.example:8080", false), ("", false),
        ("127.0.0.1.evil.example", false),
    ])
    func onlyNamesOfTheListAreAnswered(authority: String, isAllowed: Bool) {
        #expect(HostList(["localhost", "127.0.0.1", "[::1]"]).allows(authority) == isAllowed)
    }
}
