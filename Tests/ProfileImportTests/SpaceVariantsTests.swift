import ByteSources
import IdentityResolution
import ProfileCSV
import Synchronization
import Testing

@testable import ProfileImport

/// Identifiers that stand in a list instead of a space.
private final class ListedIdentifiers: KnownIdentifiers {
    let maxProfiles: Int
    let failure: LookupError?
    private let values: [(type: String, value: String)]
    private let readings = Mutex(0)

    init(
        _ values: [(type: String, value: String)], maxProfiles: Int = .max, failure: LookupError? = nil
    ) {
        self.values = values
        self.maxProfiles = maxProfiles
        self.failure = failure
    }

    /// How often somebody went through them.
    var timesRead: Int { readings.withLock { $0 } }

    func forEachIdentifier(
        of types: [String], _ use: (_ type: Int, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(LookupError) -> Int {
        readings.withLock { $0 += 1 }
        if let failure { throw failure }
        let looked = min(values.count, maxProfiles)
        // Spread evenly.
        for index in 0..<looked {
            let (type, value) = values[index * (values.count / max(looked, 1))]
            guard let at = types.firstIndex(of: type) else { continue }
            guard Array(value.utf8).withUnsafeBytes({ use(at, $0) }) else { break }
        }
        return looked
    }
}

/// What of a file a space has in another spelling: which rows, how often, and what is said of a space
/// that was compared with in part.
@Suite struct SpaceVariantsTests {
    private static let space: [(type: String, value: String)] = [
        ("email", "ann@x.org"), ("email", "Bob@x.org"), ("email", "cleo@x.org"), ("email", "Cleo@x.org"),
        ("user_id", "U1"), ("phone", "ANN@x.org"), ("group_id", "acme"),
    ]

    private func stage(_ known: ListedIdentifiers, profiles: Int, memory: Int = 512_000_000) -> CheckStage {
        CheckStage(
            configuration: SpaceConfiguration(),
            options: CheckOptions(reading: ReadingOptions(workers: 1, memory: memory)),
            survey: ProfileSurvey(profiles: profiles, known: known))
    }

    private func report(_ text: String, _ stage: CheckStage) async throws -> Report {
        try await stage.check(MemorySource(Array(text.utf8), stepBytes: 1 << 16), name: "-")
    }

    private func variants(_ report: Report) -> [Problem] {
        report.problems.filter {
            $0.code == .caseVariantIdentifier && $0.severity == .warning && $0.arguments["in"] == "space"
        }
    }

    @Test(arguments: [
        ("user_id,email\n1,ann@x.org\n2,Bob@x.org\n3,cleo@x.org\n4,Cleo@x.org\n", []),
        ("user_id,email\n1,Ann@x.org\n2,bob@x.org\n3,CLEO@x.org\n4,new@x.org\n", ["1:2", "2:2", "3:2"]),
        // Once for each spelling, at its first row.
        ("email\nANN@x.org\nANN@x.org\n ann@x.org\n", ["1:1", "3:1"]),
        ("user_id,group_id\nu1,ACME\n", ["1:1"]), ("user_id\nANN@x.org\n", []), ("City\nRome\n", []),
    ])
    func otherSpellingsAreFound(_ text: String, _ places: [String]) async throws {
        let found = try await report(text, stage(ListedIdentifiers(Self.space), profiles: 7))
        #expect(variants(found).map { "\($0.place.row ?? 0):\($0.place.column ?? 0)" } == places)
        #expect(variants(found).allSatisfy { $0.arguments["estimated"] == nil })
        #expect(found.comparison?.isComplete ?? true)
    }

    /// 60,000 identifiers, of which the file has every third in capitals.
    private static let many = (0..<60_000).map { (type: "email", value: "p\($0)@x.org") }
    private static let file =
        "user_id,email\n"
        + (0..<20_000).map { "\($0),P\($0 * 3)@x.org\n" }.joined()

    @Test func whatDoesNotFitIsSampledAndSaysSo() async throws {
        let whole = try await report(
            Self.file, stage(ListedIdentifiers(Self.many), profiles: 60_000))
        #expect(whole.comparison?.isComplete == true)
        #expect(count(whole) == 20_000)
        let part = try await report(
            Self.file, stage(ListedIdentifiers(Self.many), profiles: 60_000, memory: 1 << 20))
        let share = try #require(part.comparison?.share)
        #expect(share > 1 && part.comparison?.isComplete == false)
        #expect(abs(count(part) - 20_000) < 4_000, "\(count(part))")
        #expect(variants(part).allSatisfy { $0.arguments["estimated"] == "true" })
    }

    @Test func whoIsNotLookedAtIsCountedIn() async throws {
        let known = ListedIdentifiers(Self.many, maxProfiles: 15_000)
        let found = try await report(Self.file, stage(known, profiles: 60_000))
        #expect(found.comparison?.compared == 15_000 && found.comparison?.isComplete == false)
        #expect(abs(count(found) - 20_000) < 2_000, "\(count(found))")
        #expect(variants(found).allSatisfy { $0.arguments["estimated"] == "true" })
    }

    private func count(_ report: Report) -> Int {
        report.tally.counts.entries.filter {
            $0.code == .caseVariantIdentifier && $0.verdicts.contains { $0.severity == .warning }
        }.reduce(0) { $0 + $1.count }
    }

    @Test func aSpaceThatCannotBeReadKeepsNobodyFromChecking() async throws {
        let known = ListedIdentifiers(
            Self.space, failure: LookupError(.io, detail: "the disk has gone"))
        let found = try await report("email\nANN@x.org\n", stage(known, profiles: 7))
        #expect(found.rows == 1 && variants(found).isEmpty)
        #expect(found.comparison?.failure == "the disk has gone" && found.comparison?.isComplete == false)
    }

    @Test func filesOfTheSameIdentifiersShareOneReading() async throws {
        let known = ListedIdentifiers(Self.space)
        let stage = stage(known, profiles: 7)
        for _ in 0..<3 {
            let found = try await report("user_id,email\n1,Ann@x.org\n", stage)
            #expect(variants(found).count == 1)
        }
        #expect(known.timesRead == 1)
        _ = try await report("email\nAnn@x.org\n", stage)
        #expect(known.timesRead == 2)
    }
}
