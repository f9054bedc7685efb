import IdentifyMessages
import Testing

/// Goal: identifiers are found in the documented places and nowhere else. Method: one message a case.
@Suite struct IdentifierExtractorTests {
    private static let types = [
        "user_id", "email", "phone", "app_id", "android.id", "android.idfa", "android.push_token",
        "anonymous_id", "ga_client_id", "group_id", "ios.id", "ios.idfa", "ios.push_token",
    ]

    private func extract(_ json: String) throws -> ([String], String?) {
        let extractor = IdentifierExtractor(types: Self.types)
        var fields = MessageFields()
        return try Array(json.utf8).withUnsafeBytes { text in
            try MessageReader.read(text, into: &fields)
            var found: [IdentifierExtractor.Found] = []
            extractor.extract(fields, in: text, into: &found)
            let group = extractor.group(of: fields, in: text)
            return (
                found.map {
                    Self.types[$0.rule] + "=" + String(decoding: $0.value.text(in: text), as: UTF8.self)
                },
                group.map { String(decoding: $0.text(in: text), as: UTF8.self) }
            )
        }
    }

    private static func external(
        _ id: String, _ type: String, collection: String = "users", encoding: String = "none"
    ) -> String {
        #"{"context":{"externalIds":[{"id":"\#(id)","type":"\#(type)","collection":"\#(collection)","encoding":"\#(encoding)"}]}}"#
    }

    @Test(arguments: [
        (#"{"userId":"u","anonymousId":"a"}"#, ["user_id=u", "anonymous_id=a"]),
        (#"{"userId":7,"anonymousId":""}"#, []),
        (#"{"traits":{"email":"e","Email":"no","user_id":"no"}}"#, ["email=e"]),
        (#"{"traits":{"e\u006dail":"\u0065"}}"#, ["email=e"]),
        (#"{"properties":{"email":"e"},"context":{"traits":{"email":"f"}}}"#, ["email=e", "email=f"]),
        (#"{"traits":{"phone":123,"app_id":"1","appId":"2","appid":"no"}}"#, ["app_id=1", "app_id=2"]),
        (#"{"context":{"traits":{"appId":"2"}}}"#, ["app_id=2"]),
        (#"{"context":{"device":{"type":"android","id":"d","advertisingId":"i","adTrackingEnabled":true,"token":"t"}}}"#,
            ["android.id=d", "android.idfa=i", "android.push_token=t"]),
        (#"{"context":{"device":{"type":"ios","id":"d","advertisingId":"i","adTrackingEnabled":false}}}"#, ["ios.id=d"]),
        (#"{"context":{"device":{"type":"ios","advertisingId":"i"}}}"#, []),
        (#"{"context":{"device":{"type":"iOS","id":"d"}}}"#, []),
        (#"{"context":{"device":{"id":"d"}}}"#, []),
        (#"{"context":{"integrations":{"Google Analytics":{"clientId":"g"}}}}"#, ["ga_client_id=g"]),
        (#"{"integrations":{"Google Analytics":{"clientId":"g"}}}"#, []),
        (external("p", "phone"), ["phone=p"]), (external("x", "android.id"), ["android.id=x"]),
        (external("p", "Phone"), []), (external("p", "appId"), []), (external("p", "unknown"), []),
        (external("p", "phone", collection: "accounts"), []), (external("p", "phone", encoding: "sha1"), []),
        (external("g", "group_id"), []),
        (#"{"context":{"externalIds":[{"id":"p","type":"phone","collection":"users"}]}}"#, []),
        (#"{"context":{"externalIds":{"id":"p"}}}"#, []),
        (#"{"traits":{"phone":"p"},"context":{"externalIds":[{"id":"p","type":"phone","collection":"users","encoding":"none"}]}}"#,
            ["phone=p", "phone=p"]),
        (#"{"groupId":"g"}"#, []),
    ] as [(String, [String])])
    func identifiersStandInTheirPlaces(json: String, expected: [String]) throws {
        #expect(try extract(json).0 == expected)
    }

    @Test(arguments: [
        (#"{"groupId":"g","context":{"groupId":"h"}}"#, "g"), (#"{"context":{"groupId":"h"}}"#, "h"),
        (#"{"groupId":"","context":{"groupId":"h"}}"#, "h"), (#"{"groupId":5}"#, nil),
        (external("x", "group_id", collection: "accounts"), "x"), (external("x", "group_id"), nil),
    ] as [(String, String?)])
    func theAccountIsTheGroup(json: String, expected: String?) throws {
        #expect(try extract(json).1 == expected)
    }
}
