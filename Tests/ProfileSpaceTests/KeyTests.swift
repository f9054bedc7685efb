import Foundation
import Testing

@testable import ProfileSpace

/// Looks at the parts of a run's message ID.
enum RowOfMessage {
    static func text(_ id: String) -> String? {
        Array(id.utf8).withUnsafeBytes { RunMessageID($0) }.map { "\($0.run) \($0.file) \($0.row)" }
    }
}

/// Goal: secrets are shown once and never stored; keys can be revoked from any process. Method: two
/// connections and a look into the file.
@Suite struct KeyTests {
    /// FIPS 180-4's examples and the borders of a block.
    @Test func theDigestIsSHA256() {
        let vectors: [(String, String)] = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ]
        for (message, expected) in vectors {
            let digest = SHA256.digest(Array(message.utf8)).map { String(format: "%02x", $0) }.joined()
            #expect(digest == expected)
        }
    }

    @Test func aKeyIsShownOnceAndCanBeRevoked() async throws {
        let harness = try SpaceHarness()
        let space = harness.space
        let secret = try space.createKey(.write, name: "site", source: "web")
        let token = try space.createKey(.profile, name: "reader")
        #expect(secret.utf8.count == 32 && secret != token)
        #expect(try space.source(ofWriteKey: secret) == "web")
        #expect(try space.source(ofWriteKey: token) == nil)
        #expect(try space.isProfileToken(token))
        #expect(try !space.isProfileToken(secret))
        #expect(try !space.isProfileToken(token + " "))
        #expect(try space.sources().map(\.name) == ["web"])
        #expect(throws: SpaceError.self) { try space.createKey(.profile, name: "site") }
        let list = try space.listKeys()
        #expect(list.map(\.name) == ["site", "reader"])
        try space.checkpoint()
        let file = try Data(contentsOf: URL(filePath: harness.folder + "/profiles.sqlite"))
        #expect(file.range(of: Data(secret.utf8)) == nil)
        #expect(try space.revokeKey("site"))
        #expect(try !space.revokeKey("site"))
        #expect(try space.source(ofWriteKey: secret) == nil)
        #expect(try space.isRevoked(writeKey: secret) && !space.isRevoked(writeKey: token))
        #expect(try space.isProfileToken(token) && space.revokeKey("reader") && !space.isProfileToken(token))
        #expect(try !space.isRevoked(writeKey: token) && !space.isRevoked(writeKey: "unknown"))
        #expect(try space.listKeys().map { $0.revokedAt != nil } == [true, true])
    }

    @Test func aPresetKeyMayBeMadeAgain() throws {
        let harness = try SpaceHarness()
        #expect(try harness.space.createKey(.write, name: "preset", secret: "my key") == "my key")
        #expect(try harness.space.createKey(.write, name: "preset", secret: "my key") == "my key")
        #expect(throws: SpaceError.self) {
            try harness.space.createKey(.write, name: "other", secret: "my key")
        }
        #expect(try harness.space.source(ofWriteKey: "my key") == "preset")
        #expect(try harness.space.revokeKey("preset"))
        _ = try harness.space.createKey(.write, name: "other", secret: "my key")
        #expect(try harness.space.source(ofWriteKey: "my key") == "other")
    }

    @Test func anotherProcessesKeysAreSeenWithinASecond() async throws {
        let harness = try SpaceHarness()
        let other = try SpaceHarness.open(harness.folder, seed: 9)
        #expect(try !harness.space.isProfileToken("x"))
        let token = try other.createKey(.profile, name: "reader")
        try await Task.sleep(for: .milliseconds(1_100))
        #expect(try harness.space.isProfileToken(token))
        try other.close()
    }
}
