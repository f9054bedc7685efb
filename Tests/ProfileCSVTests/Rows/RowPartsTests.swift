import IdentifyMessages
import ProfileCSV
import Testing

/// Rows too wide for one message: each limit at its value and one past it (design §8).
struct RowPartsTests {
    private typealias Harness = RowPassHarness

    private func run(_ csv: String, _ map: ColumnMap, isWritten: Bool = true) -> Harness.Result {
        Harness.run(
            csv, map,
            RowPassOptions(
                characters: .headers, messages: MessageOptions(runID: "R", libraryVersion: "V"),
                makesMessages: isWritten))
    }

    /// The verdict without messages must be the one with them.
    private func problems(_ csv: String, _ map: ColumnMap) -> [String] {
        let written = run(csv, map)
        let measured = run(csv, map, isWritten: false)
        #expect(written.problems == measured.problems)
        #expect(measured.messages.isEmpty)
        return written.problems
    }

    private func ids(_ messages: [String]) -> [String] {
        messages.compactMap { message in
            message.split(separator: "\"messageId\":\"").last?.split(separator: "\"").first.map(
                String.init)
        }
    }

    private func traitCount(_ message: String) -> Int {
        message.split(separator: "\"traits\":{").last?.split(separator: "}").first?
            .split(separator: ",").count ?? 0
    }

    @Test(arguments: [(298, 1), (299, 1), (300, 2), (597, 2), (598, 3)])
    func traitsOfAMessage(_ traits: Int, _ parts: Int) {
        // `email` is one of the traits and stands in every part.
        let names = ["email", "user_id"] + (1..<traits).map { "t\($0)" }
        let csv =
            names.joined(separator: ",") + "\n" + "e@x.yz,u"
            + String(repeating: ",v", count: traits - 1)
        let result = run(csv + "\n", Harness.map(names.joined(separator: ",")))
        #expect(result.problems.isEmpty)
        #expect(result.messages.count == parts)
        let suffixes = parts == 1 ? ["rollcall-R-1-1"] : (1...parts).map { "rollcall-R-1-1-\($0)" }
        #expect(ids(result.messages) == suffixes)
        for message in result.messages {
            #expect(message.contains("\"userId\":\"u\""))
            #expect(message.contains("\"traits\":{\"email\":\"e@x.yz\""))
            #expect(traitCount(message) <= 299)
        }
        #expect(result.messages.map(traitCount).reduce(0, +) == traits + parts - 1)
        // Cut in column order, each part but the last one full.
        #expect(result.messages.dropLast().allSatisfy { traitCount($0) == 299 })
        for number in 1..<traits {
            #expect(result.messages.filter { $0.contains("\"t\(number)\":") }.count == 1)
        }
    }

    /// A blank column is no trait.
    @Test func onlyFilledTraitsCount() {
        let names = ["user_id"] + (1...400).map { "t\($0)" }
        let row = "u" + String(repeating: ",v", count: 299) + String(repeating: ",", count: 101)
        let result = run(
            names.joined(separator: ",") + "\n" + row + "\n",
            Harness.map(names.joined(separator: ",")))
        #expect(result.messages.count == 1)
        #expect(ids(result.messages) == ["rollcall-R-1-1"])
    }

    @Test func bytesOfAMessage() throws {
        let map = Harness.map("user_id,a,b")
        let empty = try #require(run("user_id,a,b\nu,x,y\n", map).messages.first)
        let room = Limits.maxMessageBytes - empty.utf8.count
        let fits = run("user_id,a,b\nu,x,y" + String(repeating: "z", count: room) + "\n", map)
        #expect(fits.messages.map(\.utf8.count) == [32_000])
        let cut = run("user_id,a,b\nu,x,y" + String(repeating: "z", count: room + 1) + "\n", map)
        #expect(ids(cut.messages) == ["rollcall-R-1-1-1", "rollcall-R-1-1-2"])
        #expect(cut.messages.first?.contains("\"traits\":{\"a\":\"x\"}") == true)
        #expect(cut.messages.last?.contains("\"traits\":{\"b\":\"yz") == true)
        #expect(cut.problems.isEmpty)
    }

    /// The size is that of the JSON text, escapes and all.
    @Test func aTraitThatFitsNoMessage() throws {
        let map = Harness.map("user_id,a,b")
        let empty = try #require(run("user_id,a,b\nu,x,y\n", map).messages.first)
        // In a part of its own: `-1` more, `"a":"x",` less.
        let room = Limits.maxMessageBytes - empty.utf8.count - 2 + 8
        for (letter, bytes) in [("z", 1), ("\\", 2), ("\u{1}", 6), ("é", 2)] {
            let count = room / bytes
            let fits = "user_id,a,b\nu,x,y" + String(repeating: letter, count: count) + "\n"
            #expect(!problems(fits, map).contains { $0.contains("too_large") }, "\(letter)")
            #expect(run(fits, map).messages.count == 2, "\(letter)")
            let fitsNot = "user_id,a,b\nu,x,y" + String(repeating: letter, count: count + 1) + "\n"
            #expect(
                problems(fitsNot, map).contains("1:3 error message_too_large/trait api"),
                "\(letter)")
            #expect(run(fitsNot, map).messages.isEmpty, "\(letter)")
        }
    }

    @Test func identifiersThatFitNoMessage() {
        let long = String(repeating: "x", count: 16_000)
        #expect(
            problems("user_id,phone,a\n\(long),\(long),1\n", Harness.map("user_id,phone,a"))
                == ["1:2 warning phone_format all", "1:2 error message_too_large/trait api"])
        #expect(
            problems("user_id,a\n\(long)\(long)x,1\n", Harness.map("user_id,a"))
                == ["1:1 error message_too_large/trait api"])
    }

    @Test(arguments: [(14, 14), (15, 0)])
    func partsOfARow(_ wanted: Int, _ parts: Int) {
        let names = ["user_id"] + (1...wanted).map { "t\($0)" }
        let row =
            "u" + String(repeating: "," + String(repeating: "x", count: 20_000), count: wanted)
        let csv = names.joined(separator: ",") + "\n" + row + "\n"
        let map = Harness.map(names.joined(separator: ","))
        let result = run(csv, map)
        #expect(result.messages.count == parts)
        #expect(ids(result.messages) == (1..<(parts + 1)).map { "rollcall-R-1-1-\($0)" })
        #expect(problems(csv, map) == (parts == 0 ? ["1 error message_too_large/parts api"] : []))
        #expect(result.messages.allSatisfy { $0.utf8.count <= Limits.maxMessageBytes })
    }

    /// Part numbers of two digits take one byte more of the message.
    @Test func everyPartKeepsTheLimit() throws {
        let two = try #require(
            run("user_id,t10,t11\nu,x,x\n", Harness.map("user_id,t10,t11")).messages.first)
        // Two of the longest values that fit a message with a part number of two digits.
        let longest = (Limits.maxMessageBytes - two.utf8.count - 3) / 2 + 1
        let names = ["user_id"] + (10...31).map { "t\($0)" }
        for (length, parts) in [(longest, 11), (longest + 1, 13), (longest + 2, 0)] {
            let row =
                "u" + String(repeating: "," + String(repeating: "x", count: length), count: 22)
            let messages = run(
                names.joined(separator: ",") + "\n" + row + "\n",
                Harness.map(names.joined(separator: ","))
            ).messages
            #expect(messages.count == parts)
            #expect(messages.allSatisfy { $0.utf8.count <= Limits.maxMessageBytes })
        }
    }

    /// Huge rows are told apart by their lengths, not written out.
    @Test func hugeRows() {
        let huge = String(repeating: "x", count: 3 << 20)
        #expect(
            problems("user_id,a\nu,\(huge)\nu,1\n", Harness.map("user_id,a"))
                == ["1:2 error message_too_large/trait api"])
        let names = (1...200).map { "t\($0)" }
        let row = "u" + String(repeating: "," + String(repeating: "y", count: 9_000), count: 200)
        #expect(
            problems(
                "user_id," + names.joined(separator: ",") + "\n" + row + "\n",
                Harness.map("user_id," + names.joined(separator: ",")))
                == ["1 error message_too_large/parts api"])
    }

    @Test func constantsAndContextStandInTheRightParts() {
        let names = ["user_id", "phone", "group_id"] + (1...300).map { "t\($0)" }
        let map = Harness.map(
            names.joined(separator: ","),
            constants: [ColumnMap.Constant(name: Array("from".utf8), json: Array("1".utf8))])
        let row = "u,+1,g" + String(repeating: ",v", count: 300)
        let messages = run(names.joined(separator: ",") + "\n" + row + "\n", map).messages
        #expect(messages.count == 2)
        for message in messages {
            #expect(
                message.contains("\"userId\":\"u\",\"groupId\":\"g\",\"traits\":{\"phone\":\"+1\",")
            )
            #expect(message.contains("\"externalIds\":[{\"id\":\"+1\",\"type\":\"phone\""))
        }
        #expect(messages.first?.contains("\"from\"") == false)
        #expect(messages.last?.contains("\"t299\":\"v\",\"t300\":\"v\",\"from\":1},") == true)
    }
}
