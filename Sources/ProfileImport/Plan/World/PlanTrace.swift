internal import IdentityResolution

/// Writes down what happens to each row of a replay, for `--explain`.
final class PlanTrace {
    private let rules: IdentityRules
    private let sheetRows: PlanSheetRows
    private(set) var steps: [PlanExplanation.Step] = []
    /// Names of new profiles by number, and how many there are.
    private var names: [Int: String] = [:]
    private var newProfiles = 0
    private var isFirstMessage = true

    init(_ rules: IdentityRules, _ sheetRows: PlanSheetRows) {
        self.rules = rules
        self.sheetRows = sheetRows
    }

    /// A row begins.
    func begin(_ record: PlanRecord, _ candidates: [Candidate], _ world: PlanWorld) {
        isFirstMessage = true
        var step = PlanExplanation.Step(
            place: sheetRows.place(file: record.file, row: record.row))
        for (identifier, candidate) in zip(record.identifiers, candidates) {
            let holder = identifier.isBlocked
                ? nil : world.profile(holding: candidate.identifier).map { name(world.profiles[$0], world) }
            step.identifiers.append(
                .init(identifier: self.identifier(identifier, world), holder: holder))
        }
        steps.append(step)
        self.world = world
    }

    private var world: PlanWorld?

    /// What became of a message of the row.
    func add(
        _ resolution: Resolution, of record: PlanRecord, _ candidates: [Candidate],
        _ profile: PlanProfile?
    ) {
        // The further messages of a row carry the same identifiers and change nothing of it.
        guard isFirstMessage, let world, var step = steps.popLast() else { return }
        isFirstMessage = false
        func identifier(_ candidate: Candidate) -> Plan.Identifier? {
            candidates.firstIndex { $0.identifier == candidate.identifier }
                .map { self.identifier(record.identifiers[$0], world) }
        }
        for violation in resolution.violations {
            let rule = violation.kind == .mappingLimit ? nil : violation.rule.map { rules.rules[$0] }
            step.violations.append(
                .init(
                    reason: violation.kind.rawValue, identifier: violation.left.flatMap(identifier),
                    limitedType: violation.kind == .blocked ? nil : rule?.type, limit: rule?.limit,
                    window: rule?.window.rawValue))
        }
        step.added = resolution.added.compactMap(identifier)
        step.merged = resolution.merged.map { name(world.profiles[$0], world) }
        step.isNew = resolution.target == .new
        if let profile {
            step.profile = name(profile, world)
        } else if step.isNew {
            newProfiles += 1
            step.profile = "new profile \(newProfiles)"
        }
        steps.append(step)
    }

    private func name(_ profile: PlanProfile, _ world: PlanWorld) -> String {
        if profile.known >= 0 { return world.part.known.id(of: profile.known) }
        if let name = names[profile.number] { return name }
        newProfiles += 1
        let name = "new profile \(newProfiles)"
        names[profile.number] = name
        return name
    }

    private func identifier(
        _ identifier: PlanRecord.Identifier, _ world: PlanWorld
    ) -> Plan.Identifier {
        Plan.Identifier(
            type: rules.rules[identifier.rule].type, value: world.part.value(.init(identifier.value)))
    }
}
