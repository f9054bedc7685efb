import IdentifyMessages
import IdentityResolution
import Testing

@testable import TrackingClient

/// Reading profiles, page by page.
@Suite struct ProfileAPITests {
    private func api(_ transport: ScriptedTransport, _ clock: TestClock) throws -> ProfileAPI {
        ProfileAPI(
            try TrackingAddress("https://h"),
            options: ProfileAPIOptions(token: "t", spaceID: "spa_1"), transport: transport,
            clock: clock.clockwork())
    }

    @Test func aProfileIsItsIdentifiersAndTraits() async throws {
        let clock = TestClock()
        let transport = ScriptedTransport(
            clock,
            [
                .status(
                    200,
                    #"{"data":[{"id":"+1 555/2","type":"phone","collection":"users","#
                        + #""created_at":"2026-01-01T00:00:01.5Z"},"#
                        + #"{"id":"g","type":"group_id","collection":"accounts"},{"type":"x"}],"#
                        + #""cursor":{"has_more":true,"next":"m/2"}}"#),
                .status(
                    200, #"{"data":[{"id":"u\u0031","type":"user_id"}],"cursor":{"next":""}}"#),
                .status(
                    200,
                    #"{"traits":{"n":12.50,"a\"b":{"c":[null]}},"cursor":{"url":"#
                        + #""/v1/spaces/s/collections/users/profiles/use_9/traits"}}"#),
            ])
        let found = try await api(transport, clock).profile(
            holding: ExternalID(type: "phone", value: "+1 555/2"))
        let profile = try #require(found)
        #expect(profile.id == "use_9")
        #expect(
            profile.identities == [
                .init(
                    id: ExternalID(type: "phone", value: "+1 555/2"), createdAt: 1_767_225_601_500),
                .init(id: ExternalID(type: "user_id", value: "u1")),
            ])
        #expect(
            profile.traits == [
                .init(name: Array("n".utf8), json: Array("12.50".utf8)),
                .init(name: Array("a\"b".utf8), json: Array(#"{"c":[null]}"#.utf8)),
            ])
        let base = "https://h/v1/spaces/spa_1/collections/users/profiles/phone:%2B1%20555%2F2/"
        #expect(
            transport.requests.map(\.url) == [
                base + "external_ids?limit=100", base + "external_ids?limit=100&next=m%2F2",
                base + "traits?limit=100",
            ])
        #expect(transport.requests[0].headers["Authorization"] == "Basic dDo=")
        // A hundred requests a second.
        #expect(transport.requests.map(\.at.inSeconds) == [0, 0.01, 0.02])
    }

    @Test func traitsMayComeWithTheirTimes() async throws {
        let clock = TestClock()
        let transport = ScriptedTransport(
            clock,
            [
                .status(200, #"{"data":[]}"#),
                .status(
                    200,
                    #"{"traits":{"n":{"value":{"value":1},"updated_at":"2026-01-01T00:00:00Z"},"#
                        + #""m":{"value":null}}}"#),
            ])
        let found = try await api(transport, clock).profile(
            holding: ExternalID(type: "email", value: "a"), reading: .valuesAndTimes)
        #expect(
            found?.traits == [
                .init(
                    name: [0x6E], json: Array(#"{"value":1}"#.utf8), updatedAt: TestClock.start),
                .init(name: [0x6D], json: Array("null".utf8)),
            ])
        #expect(transport.requests.last?.url.hasSuffix("traits?limit=100&verbose=true") == true)
    }

    @Test func nobodyIsNoError() async throws {
        let clock = TestClock()
        let transport = ScriptedTransport(clock, [.status(404, #"{"error":{"code":"not_found"}}"#)])
        let id = ExternalID(type: "email", value: "a@example.com")
        #expect(try await api(transport, clock).profile(holding: id) == nil)
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        ([.status(401)], ProfileAPIError.Code.tokenRefused, 1), ([.status(500)], .unavailable, 10),
        ([.status(429)], .rateLimited, 10), ([.status(200, "<html>")], .unreadable, 1),
        ([.status(503), .status(200, "[]")], .unreadable, 2), ([.status(400)], .unavailable, 1),
    ] as [([Result<Answer, TransportFailure>], ProfileAPIError.Code, Int)])
    func failuresHaveTheirNames(
        answers: [Result<Answer, TransportFailure>], code: ProfileAPIError.Code, requests: Int
    ) async throws {
        let clock = TestClock()
        let transport = ScriptedTransport(clock, answers)
        let id = ExternalID(type: "email", value: "secret@example.com")
        let error = await #expect(throws: ProfileAPIError.self) {
            try await api(transport, clock).profile(holding: id)
        }
        #expect(error?.code == code && transport.requests.count == requests)
        #expect(error?.detail.contains("secret") == false)
    }

    @Test func fetchedProfilesAnswerTheResolver() {
        func profile(_ values: [String], at time: Int) -> RemoteProfile {
            RemoteProfile(
                identities: values.map {
                    .init(id: ExternalID(type: "email", value: $0), createdAt: time)
                })
        }
        let numbers = ["a": 10, "b": 20, "c": 30]
        var fetched = FetchedProfiles()
        let numbering: FetchedProfiles.Numbering = { id in
            numbers[String(decoding: id.value, as: UTF8.self)].map { ($0, 1) }
        }
        fetched.add([profile(["a"], at: 5), profile(["b", "x"], at: 2)], numbering: numbering)
        // The same profile by another way is not counted again.
        fetched.add([profile(["b"], at: 2)], numbering: numbering)
        #expect(fetched.count == 2 && fetched.knows(10) && !fetched.knows(30))
        // The older has the smaller number.
        #expect(fetched.profile(holding: 20) == 0 && fetched.profile(holding: 10) == 1)
        #expect(fetched.profile(holding: 30) == nil && fetched.profile(number: 7) == nil)
        #expect(fetched.identifiers(of: 0) == [HeldIdentifier(rule: 1, addedAt: 2)])
        #expect(fetched.identifiers(of: 9).isEmpty)
    }
}
