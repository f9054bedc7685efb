import Foundation
import IdentityResolution
import ProfileCSV
import ProfileSpace
import Testing

@testable import ProfileImport

/// Plans files against a space, imports them into it, and compares what was said with what came of it.
struct PlanHarness {
    let folder: TemporaryFolder
    let space: Space
    let configuration: SpaceConfiguration
    var reading = ReadingOptions()

    init(_ configuration: SpaceConfiguration) throws {
        folder = try TemporaryFolder()
        self.configuration = configuration
        space = try Space.open(
            directory: folder.path + "/space", rules: IdentityRules(configuration.identifiers),
            options: .init(cacheBytes: 4 << 20))
    }

    func plan(_ files: [String], now: Int = PlanFile.start) async throws -> Plan {
        let known = try SpaceKnownProfiles(space)
        return try await stage(now: now).plan(
            files, against: known, PlanBasis(.space, profiles: known.count, words: "a space"))
    }

    func stage(now: Int = PlanFile.start) throws -> PlanStage {
        try PlanStage(
            configuration: configuration,
            options: PlanOptions(reading: reading, folder: folder.path, now: now, version: "1.2.3"))
    }

    func importFiles(_ files: [String], run: String) async throws -> ImportTotals {
        let options = ImportOptions(
            reading: reading, run: RunID(run), maxErrors: .rows(.max), version: "1.2.3")
        let place = DeliveryPlace(name: "space:test") { run throws(ImportError) in
            SpaceDestination(
                space, run: SpaceRun(id: run.id.description, startedAt: run.startedAt))
        }
        return try await ImportStage(configuration: configuration, options: options)
            .run(files, to: place, runs: folder.path + "/runs").totals
    }

    /// What a plan says, as far as a space can tell it afterwards.
    struct Facts: Equatable {
        var created = 0
        var updated = 0
        var unchanged = 0
        var merges = 0
        var leftOff = 0
        var profiles = 0
        /// Name, profiles that got it, whose value changed, that lost it.
        var traits: [String] = []
    }

    static func facts(_ plan: Plan) -> Facts {
        Facts(
            created: plan.totals.created, updated: plan.totals.updated,
            unchanged: plan.totals.unchanged, merges: plan.totals.merges,
            leftOff: plan.totals.leftOff, profiles: plan.profilesAfter,
            traits: plan.traitChanges.map {
                "\($0.name) \($0.added) \($0.changed) \($0.removed)"
            }.sorted())
    }

    /// What a run did to the profiles that there were before it.
    func facts(of run: String, since before: [Int: Profile]) throws -> Facts {
        let after = try profiles()
        var facts = Facts(profiles: after.count)
        facts.merges = after.values.reduce(0) { sum, profile in
            sum + profile.merges.count { $0.origin?.run == run }
        }
        facts.created = after.count - before.count + facts.merges
        var traits: [String: [Int]] = [:]
        for (number, profile) in after {
            guard let old = before[number], profile.lastOrigin?.run == run else { continue }
            var isChanged = profile.identities.count != old.identities.count
                || profile.merges.count != old.merges.count
            let (new, previous) = (Self.traits(profile), Self.traits(old))
            for name in Set(new.keys).union(previous.keys) where new[name] != previous[name] {
                isChanged = true
                let kind = previous[name] == nil ? 0 : new[name] == nil ? 2 : 1
                traits[name, default: [0, 0, 0]][kind] += 1
            }
            if isChanged { facts.updated += 1 } else { facts.unchanged += 1 }
        }
        facts.traits = traits.map { "\($0.key) \($0.value[0]) \($0.value[1]) \($0.value[2])" }.sorted()
        facts.leftOff = Set(
            try space.violations(limit: .max).filter {
                $0.origin?.run == run && $0.type != nil && $0.kind != "ID value blocked"
            }.map { "\($0.origin?.file ?? 0) \($0.origin?.row ?? 0) \($0.type ?? "") \($0.value ?? [])" }
        ).count
        return facts
    }

    func profiles() throws -> [Int: Profile] {
        var all: [Int: Profile] = [:]
        var after = 0
        while true {
            let page = try space.profiles(after: after, limit: 10_000, detail: .origins)
            for profile in page.profiles { all[profile.number] = profile }
            guard let next = page.next else { return all }
            after = next
        }
    }

    static func traits(_ profile: Profile) -> [String: String] {
        Dictionary(
            profile.traits.map {
                (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.json, as: UTF8.self))
            }, uniquingKeysWith: { $1 })
    }

    /// Plans files and imports them; both must come to the same.
    @discardableResult
    func check(
        _ files: [String], run: String, _ comment: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Plan {
        let before = try profiles()
        let plan = try await plan(files)
        let totals = try await importFiles(files, run: run)
        let facts = try facts(of: run, since: before)
        #expect(Self.facts(plan) == facts, comment, sourceLocation: sourceLocation)
        #expect(plan.rows == totals.counts.read, comment, sourceLocation: sourceLocation)
        return plan
    }
}
