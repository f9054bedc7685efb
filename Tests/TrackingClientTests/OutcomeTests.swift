import Testing

@testable import TrackingClient

/// What answers mean, and how long they ask to wait.
@Suite struct OutcomeTests {
    private enum Kind: Sendable { case accepted, refused, key, hopeless, retry }

    private func check(
        _ status: Int, _ body: String, _ kind: Kind,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let verdict = Verdict(Answer(status: status, body: Array(body.utf8)), now: TestClock.start)
        let found: Kind =
            switch verdict {
            case .accepted: .accepted
            case .refused: .refused
            case .keyRefused: .key
            case .hopeless: .hopeless
            case .retry: .retry
            }
        #expect(found == kind, "\(status) \(body)", sourceLocation: sourceLocation)
    }

    @Test func everyStatusHasItsMeaning() {
        for status in [200, 201, 202, 204, 299] { check(status, "", .accepted) }
        for status in [408, 410, 429, 460, 500, 502, 503, 504, 520, 599] { check(status, "", .retry) }
        for status in [501, 505, 511, 404, 405, 415, 422, 301, 302, 307, 600] {
            check(status, "", .hopeless)
        }
        for status in [400, 413] { check(status, "", .refused) }
        for status in [401, 403] { check(status, "", .key) }
    }

    @Test func onlyAJSONObjectThatSaysFailureIsOne() {
        for body in [
            "", "ok", "{\"success\":true}", "{\"success\":\"false\"}", "[{\"success\":false}]",
            "{\"success\":fals", "{\"a\":{\"success\":false}}", "{\"success\":false} x", "\u{0}",
        ] {
            check(200, body, .accepted)
        }
        for body in [
            "{\"success\":false}", " { \"x\": [1], \"success\" : false }\n",
            "{\"success\":true,\"success\":false}", "{\"s\\u0075ccess\":false}",
        ] {
            check(200, body, .retry)
            check(202, body, .retry)
        }
    }

    @Test(arguments: [
        (#"{"code":"invalid","message":"Exceed payload limit"}"#, "status 400: Exceed payload limit"),
        (#"{"error":{"code":"c","message":"m"}}"#, "status 400: m"),
        (#"{"error":"e"}"#, "status 400: e"), (#"{"code":"c"}"#, "status 400: c"),
        ("plain\r\nwords\n", "status 400: plain words"), ("", "status 400"),
    ])
    func theServersOwnWordsAreKept(body: String, words: String) {
        #expect(Answer(status: 400, body: Array(body.utf8)).words == words)
    }

    @Test(arguments: [
        (["retry-after": "7"], 7.0), (["retry-after": "0"], 1), (["retry-after": "301"], 300),
        (["retry-after": "2.5"], 2.5), (["retry-after": "99999999999999999999"], 300),
        (["retry-after": "Thu, 01 Jan 2026 00:00:20 GMT"], 20),
        (["retry-after": "Thursday, 01-Jan-26 00:00:20 GMT"], 20),
        (["retry-after": "Thu Jan  1 00:00:20 2026"], 20),
        (["retry-after": "Thu, 01 Jan 2020 00:00:00 GMT"], 1),
        // By the server's own clock the date is ten seconds away.
        (
            [
                "retry-after": "Thu, 01 Jan 2037 00:00:10 GMT",
                "date": "Thu, 01 Jan 2037 00:00:00 GMT",
            ], 10
        ),
        (["x-ratelimit-reset": "30"], 30), (["x-ratelimit-reset": "999999"], 300),
        (["x-ratelimit-reset": "1767225645"], 45), (["x-ratelimit-reset": "1767225645000"], 45),
        (["x-ratelimit-reset": "1767225600"], 1),
        (["retry-after": "3", "x-ratelimit-reset": "30"], 3),
        (["retry-after": "soon", "x-ratelimit-reset": "30"], 30),
    ] as [([String: String], Double)])
    func aServersWishIsUnderstoodInEveryForm(headers: [String: String], seconds: Double) {
        let wait = RequestedWait.of(Answer(status: 429, headers: headers), now: TestClock.start)
        #expect(wait?.inSeconds == seconds)
    }

    @Test(arguments: [
        [:], ["retry-after": ""], ["retry-after": "-1"], ["retry-after": "nan"],
        ["retry-after": "Thu, 99 Jan 2026 00:00:20 GMT"], ["x-ratelimit-reset": "x"],
    ] as [[String: String]])
    func whatCannotBeUnderstoodIsNoWish(headers: [String: String]) {
        #expect(RequestedWait.of(Answer(status: 429, headers: headers), now: TestClock.start) == nil)
    }

    @Test func datesAreThoseOfTheCalendar() {
        #expect(HTTPDate.milliseconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777_000)
        #expect(HTTPDate.milliseconds("Thu, 29 Feb 2024 00:00:00 GMT") == 1_709_164_800_000)
        #expect(HTTPDate.milliseconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
    }
}
