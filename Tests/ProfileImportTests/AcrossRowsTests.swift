import ByteSources
import ProfileCSV
import Testing

@testable import ProfileImport

/// What only several rows together show: which code, where, with which arguments, how often.
@Suite struct AcrossRowsTests {
    private static let codes: [ProblemCode] = [
        .sharedIdentifier, .conflictingIdentifiers, .caseVariantIdentifier, .repeatedPerson,
    ]

    private func report(
        _ text: String, workers: Int = 1, chunkBytes: Int = 256 << 10, memory: Int = 512_000_000,
        isOn: Bool = true
    ) async throws -> Report {
        let stage = CheckStage(
            configuration: SpaceConfiguration(),
            options: CheckOptions(
                reading: ReadingOptions(workers: workers, chunkBytes: chunkBytes, memory: memory),
                looksAcrossRows: isOn))
        return try await stage.check(MemorySource(Array(text.utf8), stepBytes: 777), name: "-")
    }

    /// The warnings of several rows as lines: `row:column code identifier…`, and their counts.
    private func lines(_ report: Report) -> [String] {
        let examples = report.problems.filter { $0.severity == .warning && Self.codes.contains($0.code) }
        return examples.map { problem in
            let names = ["identifier", "shared", "first_row", "last_row", "rows", "people"]
            let arguments = names.compactMap { name in problem.arguments[name].map { "\(name)=\($0)" } }
            let place = "\(problem.place.row ?? 0):\(problem.place.column ?? 0)"
            return ([place, problem.code.rawValue] + arguments).joined(separator: " ")
        }
    }

    private func check(
        _ text: String, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let whole = try await report(text)
        #expect(lines(whole) == expected, sourceLocation: sourceLocation)
        let warnings = whole.tally.counts.entries.filter {
            Self.codes.contains($0.code) && $0.verdicts.contains { $0.severity == .warning }
        }
        #expect(warnings.reduce(0) { $0 + $1.count } == expected.count, sourceLocation: sourceLocation)
        for (workers, chunkBytes) in [(1, 1), (2, 16), (7, 40)] {
            let other = try await report(text, workers: workers, chunkBytes: chunkBytes)
            #expect(
                ReportWriter().json(other) == ReportWriter().json(whole), sourceLocation: sourceLocation)
        }
        let off = try await report(text, isOn: false)
        #expect(lines(off) == [], sourceLocation: sourceLocation)
    }

    @Test func rowsOfDifferentPeopleHaveNoWarning() async throws {
        try await check("user_id,email,City\n1,a@x.org,Rome\n2,b@x.org,Rome\n3,,Oslo\n,c@x.org,\n", [])
    }

    @Test func aPersonInSeveralRowsIsRepeatedWhereTraitsDiffer() async throws {
        try await check(
            "user_id,email,City\n1,a@x.org,Rome\n1,a@x.org,Oslo\n2,b@x.org,Rome\n2,b@x.org,Rome\n",
            ["2:1 repeated_person identifier=user_id first_row=1 last_row=2 rows=2"])
        // Connected by the e-mail alone, in quotes the second time.
        try await check(
            "user_id,email,City\n1,a@x.org,Rome\n,\"a@x.org\",Oslo\n,a@x.org,\"Rome\"\n",
            ["2:2 repeated_person identifier=email first_row=1 last_row=3 rows=3"])
    }

    @Test func twoUserIDsOnOneMailConflict() async throws {
        try await check(
            "user_id,email,City\nu1,a@x.org,Rome\nu2,a@x.org,Oslo\nu2,a@x.org,Oslo\n",
            [
                "2:2 conflicting_identifiers identifier=user_id shared=email first_row=1"
            ])
        // Five e-mails are allowed on one person.
        try await check("user_id,email\nu1,a@x.org\nu1,b@x.org\nu1,c@x.org\n", [])
    }

    @Test func aValueOfManyPeopleIsShared() async throws {
        try await check(
            "user_id,email\nu1,info@x.org\nu2,info@x.org\nu3,info@x.org\nu4,info@x.org\nu1,info@x.org\n",
            ["3:2 shared_identifier identifier=email first_row=1 rows=5 people=4"])
        // A person may have five e-mails, not six.
        let mails = (1...6).map { "u1,m\($0)@x.org\n" }
        try await check("user_id,email\n" + mails.prefix(5).joined(), [])
        try await check(
            "user_id,email\n" + mails.joined(),
            ["6:1 shared_identifier identifier=user_id first_row=1 rows=6 people=6"])
    }

    @Test func spellingsOfOneValueAreVariants() async throws {
        try await check(
            "email\nann@x.org\nAnn@x.org\nAnn@x.org\nann@x.org \nANN@X.org\n",
            [
                "2:1 case_variant_identifier identifier=email first_row=1",
                "4:1 case_variant_identifier identifier=email first_row=1",
                "5:1 case_variant_identifier identifier=email first_row=1",
            ])
        // The capitals may come first, and one spelling of two people is none.
        try await check(
            "user_id\nABC\nabc\n1\n2\n", ["2:1 case_variant_identifier identifier=user_id first_row=1"])
    }

    @Test func groupsBlockedAndBlankValuesConnectNobody() async throws {
        try await check(
            "user_id,group_id,email,City\n1,g,anonymous,Rome\n2,g,anonymous,Oslo\n3,g,,Bonn\n4,G,,Rome\n", [])
    }

    @Test func unreadableRowsStandInNobodysWay() async throws {
        try await check(
            "user_id,City\n1,Rome\n2\n1,Oslo,x\n\n1,Bonn\n",
            ["4:1 repeated_person identifier=user_id first_row=1 last_row=4 rows=2"])
    }

    @Test func placesAndValuesAreThoseOfTheLaterRow() async throws {
        let report = try await report("City,user_id\n\"a\nb\",7\n\nRome,8\nOslo,\"8\"\n")
        let problem = try #require(report.problems.last)
        #expect(problem.code == .repeatedPerson)
        #expect(problem.place == .init(file: 1, row: 3, sheetRow: 5, line: 6, byte: 35, column: 2))
        #expect(problem.arguments["first_row"] == "2")
        #expect(problem.arguments["first_sheet_row"] == "4")
        #expect(problem.excerpt == "8")
        #expect(problem.targets == .all)
    }

    @Test func distinctIdentifiersAreCountedInTheWholeFile() async throws {
        var text = "user_id,email,plan\n"
        for row in 0..<60_000 { text += "u\(row),m\(row % 25_000)@x.org,p\(row % 7)\n" }
        let on = try await report(text, workers: 3)
        #expect(on.identifiers.map(\.distinct) == [60_000, 25_000])
        #expect(on.identifiers.allSatisfy { !$0.isDistinctEstimated })
        #expect(on.traits[0].distinct == 7)
        #expect(on.traits[0].isDistinctEstimated)
        let off = try await report(text, isOn: false)
        #expect(off.identifiers.allSatisfy { $0.isDistinctEstimated })
        #expect(off.identifiers[0].distinct == 60_000)
    }

    /// Some text of two reports around the first byte in which they differ.
    private static func difference(_ one: Report, _ other: Report) -> String? {
        let (one, other) = (ReportWriter().json(one), ReportWriter().json(other))
        guard one != other else { return nil }
        let same = zip(one, other).prefix { $0 == $1 }.count
        return [one, other].map { String(decoding: $0.dropFirst(max(0, same - 200)).prefix(400), as: UTF8.self) }
            .joined(separator: "\n")
    }

    /// Past the memory the counts are estimated, alike for any workers, and say so.
    @Test func pastTheMemoryCountsAreEstimated() async throws {
        var text = "user_id,email,City\n"
        for row in 0..<60_000 {
            // Every fifth row has the e-mail of the one before.
            text += "u\(row),m\(row % 5 == 4 ? row - 1 : row)@x.org,Rome\n"
        }
        let exact = try await report(text)
        #expect(exact.tally.counts.count(of: .conflictingIdentifiers) == 12_000)
        let estimated = try await report(text, memory: 500_000)
        let found = estimated.tally.counts.count(of: .conflictingIdentifiers)
        #expect((10_000...14_000).contains(found))
        #expect(estimated.identifiers.allSatisfy { $0.isDistinctEstimated })
        #expect((55_000...60_000).contains(estimated.identifiers[0].distinct ?? 0))
        let problem = try #require(
            estimated.problems.first { $0.code == .conflictingIdentifiers })
        #expect(problem.arguments["estimated"] == "true")
        let again = try await report(text, workers: 7, memory: 500_000)
        let difference = Self.difference(again, estimated)
        #expect(difference == nil)
        #expect(try await report(text, memory: 0).rows == 60_000)
    }
}

/// The table of hashes against the standard library's dictionary.
@Suite struct HashTableTests {
    @Test(arguments: [1, 7, 1_000, 30_000])
    func holdsWhatWasPutIn(_ count: Int) {
        var table = HashTable(maxBytes: 1 << 22)
        var expected: [UInt64: UInt32] = [:]
        var state: UInt64 = 42
        for index in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // Many near the upper end, where what is pushed on has no home.
            let hash = index % 3 == 0 ? .max - UInt64(index) : state | 1
            table.reserve(1, expected: index % 2 == 0 ? 0 : 3 * index)
            let (place, isFound) = table.find(hash)
            #expect(isFound == (expected[hash] != nil))
            if !isFound { table.insert(hash, UInt32(index), at: place) }
            expected[hash] = expected[hash] ?? UInt32(index)
        }
        expect(table, expected)
        table.thin { hash, _ in hash & 6 == 0 }
        expect(table, expected.filter { $0.key & 6 == 0 })
        table.renumber { $0 + 1 }
        expect(table, expected.filter { $0.key & 6 == 0 }.mapValues { $0 + 1 })
    }

    private func expect(_ table: borrowing HashTable, _ expected: [UInt64: UInt32]) {
        #expect(table.count == expected.count)
        var wrong = 0
        for (hash, number) in expected {
            let (place, isFound) = table.find(hash)
            if !isFound || table.number(at: place) != number { wrong += 1 }
            let (_, isOther) = table.find(hash &- 1)
            if isOther != (expected[hash &- 1] != nil) { wrong += 1 }
        }
        #expect(wrong == 0)
    }
}
