import Foundation
import GRDB
import IdentifyMessages
import IdentityResolution
import ProfileSpace
import Testing

/// Goal: what a space promises beside resolution: traits, history, receipts, look-ups, files.
/// Method: small batches of real messages against a space in a folder of its own.
@Suite struct SpaceTests {
    private func message(_ ids: String, _ traits: [(String, String)] = []) -> String {
        SpaceHarness.message(ids.split(separator: " ").map(String.init), traits: traits)
    }

    @Test func theLastValueOfATraitStays() async throws {
        let harness = try SpaceHarness()
        try await harness.send([
            message("user_id=u", [("a", "1"), ("b", "\"x\""), ("c", #"{"d":[1,null]}"#), ("e", "true")]),
            message("user_id=u", [("a", "2.50"), ("b", "null"), ("f", "\"\"")]),
        ])
        #expect(try harness.traits("user_id", "u") == [
            "a": "2.50", "c": #"{"d":[1,null]}"#, "e": "true", "f": "\"\"",
        ])
        try await harness.send([message("user_id=u", [("b", "\"y\""), ("c", "null")])], run: "S")
        #expect(try harness.traits("user_id", "u") == ["a": "2.50", "b": "\"y\"", "e": "true", "f": "\"\""])
    }

    @Test func traitNamesAreBytesWhateverTheirEscapes() async throws {
        let harness = try SpaceHarness()
        try await harness.send([
            message("user_id=u", [(#"na\u006de"#, "1"), (#"q\"\\\n"#, "2"), ("caf\u{E9}", "3"), ("cafe\u{301}", "4")])
        ])
        try await harness.send([message("user_id=u", [("name", "5"), (#"q\u0022\\\u000a"#, "6")])], run: "S")
        // No dictionary of strings here: for those the two cafés are one.
        let profile = try harness.space.profile(type: "user_id", value: "u")
        #expect(profile?.traits.map { String(decoding: $0.json, as: UTF8.self) }.sorted() == ["3", "4", "5", "6"])
        let page = try harness.space.profiles(where: [
            .trait(name: Array("q\"\\\n".utf8), value: Array("6".utf8))
        ])
        #expect(page.profiles.count == 1)
    }

    @Test func onAMergeTheNewerValueStaysAndSoDoesARemoval() async throws {
        for cut in [1, 5] {
            let harness = try SpaceHarness()
            let messages = [
                message("email=e", [("x", "1"), ("y", "1"), ("z", "1"), ("w", "1")]),
                message("anonymous_id=a", [("x", "2"), ("y", "2"), ("v", "2")]),
                message("email=e", [("y", "3")]),
                message("anonymous_id=a", [("w", "null")]),
                message("email=e anonymous_id=a", [("u", "5")]),
            ]
            for start in stride(from: 0, to: 5, by: cut) {
                try await harness.send(Array(messages[start..<start + cut]), firstRow: start + 1)
            }
            #expect(try harness.traits("email", "e") == ["x": "2", "y": "3", "z": "1", "v": "2", "u": "5"])
            let profile = try #require(try harness.space.profile(type: "anonymous_id", value: "a"))
            let rows = Dictionary(uniqueKeysWithValues: profile.traits.map { ($0.name, $0.origin?.row) })
            #expect(rows[Array("x".utf8)] == 2 && rows[Array("z".utf8)] == 1 && rows[Array("u".utf8)] == 5)
        }
    }

    @Test func mergesAreRememberedAndOldIDsLeadOn() async throws {
        let harness = try SpaceHarness()
        try await harness.send([message("email=c"), message("email=b"), message("email=a")])
        let ids = try harness.space.profiles().profiles.map(\.segmentID)
        // 3 → 2, then 2 → 1.
        try await harness.send([message("email=a email=b"), message("email=b email=c")], firstRow: 4)
        let profile = try #require(try harness.space.profile(type: "email", value: "a"))
        #expect(profile.segmentID == ids[0])
        #expect(profile.merges.map(\.merged) == [ids[2], ids[1]])
        #expect(profile.merges.map(\.survivor) == [ids[1], ids[0]])
        #expect(profile.merges.map(\.origin?.messageID) == ["rollcall-R-1-4", "rollcall-R-1-5"])
        for id in ids {
            #expect(try harness.space.profile(type: "segment_id", value: id)?.number == 1)
        }
        #expect(try harness.space.profileCount() == 1)
        #expect(try harness.space.profile(type: "segment_id", value: ids[0].dropLast() + "0") == nil)
        #expect(try harness.space.profile(type: "segment_id", value: "use_x") == nil)
    }

    @Test func everythingKnowsWhereItCameFrom() async throws {
        let harness = try SpaceHarness()
        try await harness.send([message("email=x"), message("user_id=u email=e", [("a", "1")])], firstRow: 7)
        try await harness.send([message("user_id=u phone=no anonymous_id=n", [("b", "2")])], run: "S")
        let profile = try #require(try harness.space.profile(type: "email", value: "e"))
        #expect(profile.identities.map(SpaceHarness.text) == ["user_id=u", "email=e", "anonymous_id=n"])
        #expect(profile.identities.map { $0.origin?.messageID } == [
            "rollcall-R-1-8", "rollcall-R-1-8", "rollcall-S-1-1",
        ])
        #expect(profile.traits.map { $0.origin?.messageID } == ["rollcall-R-1-8", "rollcall-S-1-1"])
        #expect(profile.firstOrigin?.row == 8 && profile.lastOrigin?.run == "S")
        #expect(profile.firstOrigin?.source == "people.csv")
        #expect(profile.segmentID.count == 31 && profile.segmentID.hasPrefix("use_"))
    }

    @Test func accountsAreLinkedAndMoveWithAMerge() async throws {
        let harness = try SpaceHarness()
        try await harness.send([
            message("email=a group_id=g1"), message("email=b group_id=g2"), message("email=b group_id=g1"),
            message("email=a email=b"),
        ])
        let profile = try #require(try harness.space.profile(type: "email", value: "b"))
        #expect(profile.links.map { String(decoding: $0.groupID, as: UTF8.self) } == ["g1", "g2"])
        #expect(try harness.space.profile(type: "group_id", value: "g1") == nil)
    }

    @Test func rowsOfARunAreTakenOnce() async throws {
        let harness = try SpaceHarness()
        let messages = (1...6).map { message("user_id=u\($0)", [("n", "\($0)")]) }
        try await harness.send(Array(messages[1...3]), firstRow: 2)
        let before = try harness.content()
        try await harness.send(Array(messages[1...3]), firstRow: 2)
        #expect(try harness.content() == before)
        // An older value of a row that came again must not undo what came in between.
        try await harness.send([message("user_id=u3", [("n", "\"new\"")])], run: "S")
        try await harness.send(messages)
        #expect(try harness.space.profileCount() == 6)
        #expect(try harness.traits("user_id", "u3") == ["n": "\"new\""])
        #expect(try harness.space.profile(type: "user_id", value: "u6")?.lastOrigin?.row == 6)
        #expect(try harness.space.profile(type: "user_id", value: "u1")?.lastOrigin?.row == 1)
    }

    @Test func theSameFileTwiceLeavesTheSameProfiles() async throws {
        let harness = try SpaceHarness()
        let messages = (0..<200).map { row in
            message(
                "user_id=u\(row % 40) email=e\(row % 23) anonymous_id=a\(row)",
                [("n", "\(row)"), ("t\(row % 5)", row % 3 == 0 ? "null" : "\"v\(row)\"")])
        }
        try await harness.send(messages)
        let once = try harness.identities()
        let traits = try harness.content()
        try await harness.send(messages, run: "S")
        #expect(try harness.identities() == once)
        #expect(try harness.content() == traits)
    }

    /// A batch is applied in pieces of some thousand messages; nobody may notice.
    @Test func aLargeBatchIsOneWhole() async throws {
        let messages = (0..<10_000).map { row in
            row % 2_500 == 2_499
                ? "{broken"
                : message(
                    "user_id=u\(row % 3_001) email=e\(row % 4_999) anonymous_id=a\(row / 3)",
                    [("n", "\(row)"), ("t\(row % 7)", row % 11 == 0 ? "null" : "\"v\(row)\"")])
        }
        let whole = try SpaceHarness()
        let parts = try SpaceHarness()
        let receipt = try await whole.send(messages)
        #expect(receipt.rejections.map(\.message) == [2_499, 4_999, 7_499, 9_999])
        for start in stride(from: 0, to: messages.count, by: 999) {
            try await parts.send(
                Array(messages[start..<min(start + 999, messages.count)]), firstRow: start + 1)
        }
        #expect(try whole.content() == parts.content())
        #expect(
            try whole.space.violations(limit: 100_000).map(\.kind)
                == parts.space.violations(limit: 100_000).map(\.kind))
        #expect(try whole.space.profileCount() == parts.space.profileCount())
    }

    /// Made in one piece, merged in the next, met again in a third: all in one batch, then in another.
    @Test func whatOnePieceMakesTheNextOnesFind() async throws {
        let harness = try SpaceHarness()
        func fillers(_ name: String) -> [String] { (0..<4_200).map { message("user_id=\(name)\($0)") } }
        try await harness.send([message("anonymous_id=before")])
        try await harness.send(
            [message("email=e1"), message("email=e2")] + fillers("x")
                + [message("email=e2 email=e1 anonymous_id=before")] + fillers("y")
                + [message("email=e2 ios.id=i")], firstRow: 2)
        try await harness.send([message("email=e1 user_id=z")], run: "S")
        for id in [("email", "e1"), ("email", "e2"), ("anonymous_id", "before"), ("ios.id", "i"), ("user_id", "z")] {
            let profile = try harness.space.profile(type: id.0, value: id.1)
            #expect(profile?.number == 1)
            #expect(profile?.identities.count == 5)
            #expect(profile?.merges.count == 2)
        }
        #expect(try harness.space.profileCount() == 1 + 2 * 4_200)
        let database = try DatabaseQueue(path: harness.folder + "/profiles.sqlite")
        let (rows, held) = try await database.read { database in
            (
                try Int.fetchOne(database, sql: "SELECT count(*) FROM lookup"),
                try Int.fetchOne(database, sql: "SELECT count(*) FROM identifiers")
            )
        }
        #expect(rows == held)
        try database.close()
    }

    @Test func messagesWithoutIdentifiersAndBrokenOnesAreRejectedOneByOne() async throws {
        let harness = try SpaceHarness()
        let receipt = try await harness.send([
            message("user_id=u"), message("user_id=null"), "{broken", message("user_id=v"),
            #"{"userId":"w","integrations":{"Personas":false}}"#,
        ])
        #expect(receipt.rejections.map(\.message) == [1, 2])
        #expect(receipt.rejections[0].reason == "No matching identifiers on event")
        #expect(try harness.space.profileCount() == 2)
        #expect(try harness.space.violations().map(\.kind) == [
            "ID value blocked", "No matching identifiers on event",
        ])
    }

    @Test func profilesAreListedAndFoundPageByPage() async throws {
        let harness = try SpaceHarness()
        try await harness.send(
            (1...25).map {
                message("user_id=u\($0)", [("city", $0 % 2 == 0 ? "\"Zürich\"" : "\"Bern\""), ("n", "\($0 % 3)")])
            })
        var seen: [Int] = []
        var next: Int? = 0
        while let after = next {
            let page = try harness.space.profiles(after: after, limit: 10)
            seen += page.profiles.map(\.number)
            next = page.next
        }
        #expect(seen == Array(1...25))
        let both: [ProfileFilter] = [
            .trait(name: Array("city".utf8), value: Array("Zürich".utf8)),
            .trait(name: Array("n".utf8), value: Array("0".utf8)),
        ]
        #expect(try harness.space.profiles(where: both).profiles.map(\.number) == [6, 12, 18, 24])
        let id = ProfileFilter.identifier(type: "user_id", value: Array("u6".utf8))
        #expect(try harness.space.profiles(where: [id] + both).profiles.map(\.number) == [6])
        #expect(try harness.space.profiles(where: [id], after: 6).profiles.isEmpty)
        #expect(try harness.space.profile(type: "user_id", value: "U6") == nil)
    }

    @Test func theSameClockAndDrawGiveTheSameSpace() async throws {
        let one = try SpaceHarness(seed: 5)
        let other = try SpaceHarness(seed: 5)
        for harness in [one, other] {
            try await harness.send([message("email=a"), message("email=b"), message("email=a email=b")])
        }
        let profile = try one.space.profile(type: "email", value: "a")
        #expect(profile != nil)
        #expect(try other.space.profile(type: "email", value: "a") == profile)
    }

    @Test func identifiersOfATypeThatIsNoLongerConfiguredStay() async throws {
        let folder = NSTemporaryDirectory() + "rollcall-space-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let phone = IdentifierRule(type: "phone", limit: 5)
        for rules in [IdentifierRule.defaults + [phone], IdentifierRule.defaults] {
            let space = try SpaceHarness.open(folder, rules)
            let destination = SpaceDestination(space, run: SpaceRun(id: "R\(rules.count)", startedAt: 0))
            _ = try await destination.send(SpaceHarness.batch([message("user_id=u phone=p\"".replacing("\"", with: ""))]))
            #expect(try space.profile(type: "phone", value: "p")?.number == 1)
            try space.close()
        }
    }
}
