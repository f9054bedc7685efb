import Foundation
import ProfileCSV
import RollcallCSV
import Testing

@testable import ProfileImport

/// Files cut into parts: a plain reading of who is who says which rows must stay together.
@Suite struct SplitTests {
    private struct Parts {
        var outcome: SplitOutcome
        /// Of each part its rows, header aside.
        var rows: [[String]]
    }

    private func split(
        _ text: String, _ size: SplitOptions.Size, memory: Int = 512_000_000, workers: Int = 1,
        delimiter: Character = ",", header: [String]? = nil
    ) async throws -> Parts {
        let folder = try TemporaryFolder()
        let file = try folder.write("people.csv", text)
        let reading = ReadingOptions(
            dialect: Dialect(delimiter: delimiter.asciiValue ?? 44),
            header: header?.map { Array($0.utf8) }, workers: workers, chunkBytes: 200,
            memory: memory)
        let stage = SplitStage(
            configuration: SpaceConfiguration(),
            options: SplitOptions(size: size, reading: reading, temporaryFolder: folder.path))
        let outcome = try await stage.split(file, into: folder.path + "/parts")
        var rows: [[String]] = []
        for part in outcome.parts {
            let bytes = try folder.read("parts/" + part.name)
            #expect(bytes.count == part.bytes)
            var lines = String(decoding: bytes, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(lines.removeLast().isEmpty)
            let names =
                header?.joined(separator: ",")
                ?? text.prefix { !$0.isNewline }
                .replacingOccurrences(of: String(delimiter), with: ",")
            #expect(lines.removeFirst() == names)
            if !text.contains("\"a\nb\"") { #expect(lines.count == part.rows) }
            rows.append(lines)
        }
        let expected = outcome.parts.map(\.name) + (outcome.parts.isEmpty ? [] : ["checklist.txt"])
        let names = outcome.parts.isEmpty ? [] : try folder.names("parts")
        #expect(names == expected.sorted())
        #expect(outcome.parts.map(\.name) == outcome.parts.map(\.name).sorted())
        #expect(try folder.names().filter { $0.hasPrefix("rollcall-") } == [])
        return Parts(outcome: outcome, rows: rows)
    }

    // MARK: One person, one part

    /// `user_id,email,Name` with values that repeat now and then.
    private func people(_ count: Int, seed: UInt64, kinds: Int) -> [String] {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        return (0..<count).map { row in
            let user = next(4) == 0 ? "" : "u\(next(kinds))"
            let mail = next(3) == 0 ? "" : "m\(next(kinds))@example.com"
            return "\(user),\(mail),\(String(repeating: "x", count: next(30)))\(row)"
        }
    }

    /// The slow way: sets of rows, joined as long as two share a value.
    private func groups(_ rows: [String]) -> [Int] {
        var group = Array(rows.indices)
        var owner: [String: Int] = [:]
        for (row, line) in rows.enumerated() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            for column in 0..<2 where !fields[column].isEmpty {
                let key = "\(column)\(fields[column])"
                guard let first = owner[key] else {
                    owner[key] = row
                    continue
                }
                let (one, other) = (group[first], group[row])
                for index in group.indices where group[index] == other { group[index] = one }
            }
        }
        return group
    }

    private func check(
        _ rows: [String], _ parts: Parts, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        // Every row is its own text, so it tells where it went.
        var partOf: [String: Int] = [:]
        for (part, lines) in parts.rows.enumerated() {
            for line in lines {
                #expect(
                    partOf.updateValue(part, forKey: line) == nil, sourceLocation: sourceLocation)
            }
            let places = lines.compactMap { rows.firstIndex(of: $0) }
            #expect(
                places.count == lines.count && places == places.sorted(),
                sourceLocation: sourceLocation)
        }
        #expect(partOf.count == rows.count, sourceLocation: sourceLocation)
        var partOfGroup: [Int: Int] = [:]
        for (row, group) in groups(rows).enumerated() {
            let part = partOf[rows[row]]
            #expect(partOfGroup[group] ?? part == part, sourceLocation: sourceLocation)
            partOfGroup[group] = part
        }
        #expect(parts.outcome.people == partOfGroup.count, sourceLocation: sourceLocation)
    }

    /// Little memory sends everything over the disk; the parts are the same.
    @Test(arguments: [3, 11, 60, 400, 100_000])
    func rowsOfOnePersonStayTogether(kinds: Int) async throws {
        let rows = people(700, seed: UInt64(kinds), kinds: kinds)
        let text = "user_id,email,Name\n" + rows.map { $0 + "\n" }.joined()
        let parts = try await split(text, .parts(5))
        check(rows, parts)
        for (memory, workers) in [(0, 1), (20_000, 3)] {
            let other = try await split(text, .parts(5), memory: memory, workers: workers)
            #expect(other.rows == parts.rows)
        }
    }

    @Test func blockedBlankAndGroupValuesJoinNobody() async throws {
        let rows = (10...49).map { "u\($0),null,g1" } + (50...69).map { "u\($0),0000,g1" }
        let text = "user_id,email,group_id\n" + rows.joined(separator: "\n")
        let parts = try await split(text, .parts(3))
        #expect(parts.outcome.people == 60)
        #expect(parts.rows.map(\.count) == [20, 20, 20])
    }

    @Test func lettersOfAnotherSizeAreAnotherPerson() async throws {
        let parts = try await split(
            "email\na@example.com\nA@example.com\na@example.com\n", .parts(3))
        #expect(parts.outcome.people == 2)
        #expect(parts.rows == [["a@example.com", "a@example.com"], ["A@example.com"]])
    }

    // MARK: Sizes

    @Test func partsAreEvenAndInFileOrder() async throws {
        let rows = (0..<1_000).map { "u\(1_000 + $0),name" }
        let text = "user_id,Name\n" + rows.map { $0 + "\n" }.joined()
        let parts = try await split(text, .parts(7))
        #expect(Array(parts.rows.joined()) == rows)
        let counts = parts.rows.map(\.count)
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "\(counts)")
    }

    @Test(arguments: [(9_999, 1), (10_000, 2), (19_998, 2), (19_999, 3)])
    func aTargetGetsAsFewPartsAsItNeeds(rows: Int, parts: Int) async throws {
        let text = "user_id\n" + (0..<rows).map { "u\($0)\n" }.joined()
        let found = try await split(text, .target(.unifiedProfiles))
        #expect(found.outcome.parts.count == parts)
        #expect(found.rows.allSatisfy { $0.count <= 9_999 })
        #expect(found.outcome.remaining.isEmpty)
        let counts = found.rows.map(\.count)
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= rows / 20)
    }

    /// 6,000 people of two rows do not fit two parts of an odd number of rows each.
    @Test func couplesAreNotPartedForTheLimit() async throws {
        let rows = (0..<9_999).flatMap { ["u\($0),1", "u\($0),2"] }
        let found = try await split(
            "user_id,Name\n" + rows.joined(separator: "\n"), .target(.unifiedProfiles))
        #expect(found.outcome.parts.count == 3)
        #expect(found.rows.allSatisfy { $0.count <= 9_999 && $0.count.isMultiple(of: 2) })
    }

    @Test func somebodyTooLargeForAnyPartIsNamed() async throws {
        let rows = (0..<10_000).map { "u1,\($0)" }
        let found = try await split(
            "user_id,Name\nu0,a\n" + rows.joined(separator: "\n"), .target(.unifiedProfiles))
        guard case .personTooLarge(firstRow: 2, rows: 10_000, _) = found.outcome.refusal else {
            Issue.record("\(String(describing: found.outcome.refusal))")
            return
        }
        #expect(found.outcome.parts.isEmpty)
    }

    @Test func thereAreNoMorePartsThanPeople() async throws {
        let found = try await split("user_id,Name\n1,a\n1,b\n2,c\n", .parts(5))
        #expect(found.rows == [["1,a", "1,b"], ["2,c"]])
    }

    @Test func aLargePersonLeavesTheOthersTheirParts() async throws {
        let rows = (0..<300).map { "u1,\($0)" } + ["u2,a", "u3,b"]
        let found = try await split("user_id,Name\n" + rows.joined(separator: "\n"), .parts(3))
        #expect(found.rows.map(\.count) == [300, 1, 1])
    }

    // MARK: What is copied

    @Test func recordsAreCopiedAsTheyStand() async throws {
        let records = ["1,\"a\nb\"", "2,\"x \"\"y\"\"\"", "3,5\" pipe", "\"4\",z"]
        let found = try await split(
            "user_id,Name\r\n" + records.joined(separator: "\r\n\r\n"), .parts(1))
        // Lines of a part: the line break in a field makes two of one.
        #expect(found.rows.first?.joined(separator: "\n") == records.joined(separator: "\n"))
    }

    @Test func otherDelimitersBecomeCommas() async throws {
        let found = try await split(
            "user_id;Name\n1;Miller, Ann\n2;\"a;b\"\n", .parts(1), delimiter: ";")
        #expect(found.rows == [["1,\"Miller, Ann\"", "2,a;b"]])
    }

    @Test func aFileWithoutAHeaderGetsOne() async throws {
        let found = try await split("1,Ann\n2,Bob\n", .parts(2), header: ["user_id", "Name"])
        #expect(found.rows == [["1,Ann"], ["2,Bob"]])
    }

    @Test(arguments: ["", "user_id\n", "user_id,Name\n1,\"a\n2,b\n"])
    func whatCannotBeReadIsNotSplit(text: String) async throws {
        let found = try await split(text, .parts(2))
        #expect(found.outcome.refusal == .unreadable)
    }

    @Test func aFolderWithFilesIsLeftAlone() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("people.csv", "user_id\n1\n")
        var options = SplitOptions(size: .parts(1), temporaryFolder: folder.path)
        let stage = SplitStage(configuration: SpaceConfiguration(), options: options)
        let error = await #expect(throws: ImportError.self) {
            try await stage.split(file, into: folder.path)
        }
        #expect(error?.code == .cannotCreate)
        options.replaces = true
        let outcome = try await SplitStage(configuration: SpaceConfiguration(), options: options)
            .split(file, into: folder.path)
        #expect(outcome.parts.map(\.name) == ["people-1-of-1.csv"])
    }
}
