import HTTPTypes
import Hummingbird
import Testing

@testable import SpaceServer

/// What protects the server and whoever looks at its pages, piece by piece.
@Suite struct SecurityTests {
    @Test(arguments: [
        ("Basic dG9rZW46", "token"), ("basic dG9rZW46", "token"), ("Basic dG9rZW4=", "token"),
        ("Basic dG9rZW4", "token"), ("Basic dG9rZW46cGFzcw==", "token"), ("Bearer token", "token"),
        ("Basic !!", nil), ("Basic", nil), ("Digest token", nil), ("", nil),
    ] as [(String, String?)])
    func aTokenIsReadFromBasicAndBearer(header: String, token: String?) {
        #expect(Credentials.token(of: [.authorization: header]) == token)
    }

    @Test func textIsEscapedAndHTMLIsNot() {
        let name = "<script>alert('x')</script> & \"co\"\u{0}"
        let piece: HTML = "<b>\(name)</b>"
        #expect(
            piece.text == "<b>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;co&quot;\u{FFFD}</b>")
        let whole: HTML = "<td>\(piece)</td>\([piece, piece])"
        #expect(whole.text == "<td>\(piece.text)</td>\(piece.text)\(piece.text)")
    }

    @Test(arguments: [
        ("people.csv", "people.csv"), ("../../etc/passwd", "passwd"), ("a\\b.csv", "b.csv"),
        ("..", "upload.csv"), ("", "upload.csv"), ("/", "upload.csv"), ("a\u{0}b\nc.csv", "abc.csv"),
        ("\u{1B}[31m.csv", "[31m.csv"),
    ])
    func ofAFileNameOnlyAPlainPartIsKept(name: String, plain: String) {
        #expect(Spool.plain(name) == plain)
    }

    @Test func aLoginKeyWorksOnceAndTheNextOneReplacesIt() throws {
        let logins = Logins(password: nil)
        let first = logins.makeKey()
        let second = logins.makeKey()
        #expect(!logins.use(key: first) && logins.use(key: second) && !logins.use(key: second))
        #expect(try !logins.check(password: ""))
    }

    @Test func anAdminPasswordIsKeptAsASaltedHash() throws {
        #expect(AdminPassword(password: "elevenchars") == nil)
        let one = try #require(AdminPassword(password: "correct horse"))
        let other = try #require(AdminPassword(password: "correct horse"))
        #expect(one.text != other.text && !one.text.contains("horse"))
        let stored = try #require(AdminPassword(stored: one.text))
        #expect(stored.matches("correct horse") && !stored.matches("correct horsf"))
        for damaged in ["", "scrypt$zz$00", "plain$00$00", one.text + "0"] {
            #expect(AdminPassword(stored: damaged) == nil)
        }
    }

    @Test func wrongPasswordsSlowDown() throws {
        let logins = Logins(password: AdminPassword(password: "correct horse"))
        for _ in 0...Logins.freeAttempts { #expect(try !logins.check(password: "wrong")) }
        let error = #expect(throws: ServerError.self) { try logins.check(password: "correct horse") }
        #expect(error?.status == .tooManyRequests)
    }

    @Test func aQueryIsDecodedAndABadEscapeIsLeftOut() {
        let query = QueryString("a=1+2&b=%2B%C3%A9&bad=%zz&a=3&c")
        #expect(query["a"] == "1 2" && query.all("a") == ["1 2", "3"])
        #expect(query["b"] == "+é" && query["bad"] == nil && query["c"] == "")
        #expect(PercentEncoding.decode("%ff".utf8) == nil)
        #expect(PercentEncoding.decode(PercentEncoding.encode("ü/?&=%+ ").utf8) == "ü/?&=%+ ")
    }

    @Test func aRateCountsEachSecondAnew() {
        let limit = RateLimit(perSecond: 2)
        let now = ContinuousClock.now
        #expect(limit.take(at: now) && limit.take(at: now) && !limit.take(at: now))
        #expect(limit.take(at: now.advanced(by: .seconds(1))))
    }

    @Test func tooMuchThatWaitsIsRefusedAndMakesRoomAgain() async throws {
        let admission = Admission(maxBytes: 100)
        try await admission.pass(bytes: 80) {
            let error = await #expect(throws: ServerError.self) { try await admission.pass(bytes: 21) {} }
            #expect(error?.status == .tooManyRequests && error?.headers[.retryAfter] == "1")
            try await admission.pass(bytes: 20) {}
        }
        // One that is larger than all room together passes alone.
        try await admission.pass(bytes: 1_000) {}
        #expect(admission.bytes == 0)
        admission.close()
        let error = await #expect(throws: ServerError.self) { try await admission.pass(bytes: 1) {} }
        #expect(error?.status == .serviceUnavailable)
    }

    @Test func soManyUploadsAreWorkedOnAtOnce() async throws {
        let gate = UploadGate(most: 2)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await gate.pass {
                        let inside = gate.count
                        try await Task.sleep(for: .milliseconds(5))
                        return inside
                    }
                }
            }
            for try await inside in group { #expect(inside <= 2) }
        }
        #expect(gate.count == 0)
    }

    @Test func aGzipBombIsReadNoFurtherThanTheLimit() throws {
        // `gzip -9` of 1,000,000 zero bytes would be 1 kB; this is a small stored member of five bytes.
        let hello: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10,
            0x36, 5, 0, 0, 0,
        ]
        #expect(String(buffer: try Gunzip.inflate(ByteBuffer(bytes: hello), limit: 5)) == "hello")
        #expect(String(buffer: try Gunzip.inflate(ByteBuffer(bytes: hello + hello), limit: 10)) == "hellohello")
        for (bytes, limit) in [(hello, 4), (Array(hello.dropLast()), 100), (Array("no gzip".utf8), 100), ([], 100)] {
            #expect(throws: ServerError.self) {
                try Gunzip.inflate(ByteBuffer(bytes: bytes), limit: limit)
            }
        }
    }
}
