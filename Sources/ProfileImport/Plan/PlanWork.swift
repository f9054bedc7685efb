internal import ByteSources
internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV
internal import RollcallCSV

/// One plan at work: two passes over the inputs, between them the finding of who belongs together, and
/// at the end the replays. One task at a time.
final class PlanWork {
    private let stage: PlanStage
    private let inputs: [PlanInput]
    private let known: any KnownProfiles
    private let folder: String
    private let progress: (@Sendable (StageProgress) -> Void)?
    private let resolver: Resolver
    private let hashes: [IdentifierHash]

    private var reports: [Report] = []
    private var rows = 0
    /// For each file the first row of each chunk with its index.
    private var chunks: [[(row: Int, index: Int)]] = []
    private var sheetRows = PlanSheetRows()
    /// Rows that an explanation is about.
    private var subjectRows: [Int] = []
    /// Rows that need a closer look although nothing connects them, bit by bit.
    private var specialRows: [UInt64] = []

    private var memory: Int { stage.options.reading.memory }

    init(
        _ stage: PlanStage, _ inputs: [PlanInput], _ known: any KnownProfiles, folder: String,
        progress: (@Sendable (StageProgress) -> Void)?
    ) {
        self.stage = stage
        self.inputs = inputs
        self.known = known
        self.folder = folder
        self.progress = progress
        resolver = Resolver(stage.identityRules)
        hashes = stage.identityRules.rules.map { known.hash.forType(Array($0.type.utf8)) }
    }

    // MARK: The whole

    func plan(_ basis: PlanBasis) async throws(ImportError) -> Plan {
        let links = try await links(for: nil)
        var tally = PlanTally()
        try await replay(links, only: nil, &tally, trace: nil)
        var plan = Plan(basis: basis)
        tally.fill(&plan)
        plan.people = links.people
        plan.totals.created += rows - links.groups.wanted
        plan.reports = reports
        for report in reports {
            plan.files.append(
                .init(name: report.file, rows: report.rows, rejectedRows: report.rejectedRows))
            plan.rows += report.rows
            plan.rejectedRows += report.rejectedRows
            if stage.rules.hasFileError(report.tally.counts) { plan.isRefused = true }
        }
        addBlocked(&plan)
        plan.newTraits = try await newTraits()
        return plan
    }

    func explain(
        _ subject: PlanExplanation.Subject, _ basis: PlanBasis
    ) async throws(ImportError) -> PlanExplanation? {
        let links = try await links(for: subject)
        guard !subjectRows.isEmpty else { return nil }
        let groups = Set(subjectRows.map { links.groups.settledFirst($0) })
        let trace = PlanTrace(stage.identityRules, sheetRows)
        var tally = PlanTally()
        try await replay(links, only: groups, &tally, trace: trace)
        return PlanExplanation(basis: basis, subject: subject, steps: trace.steps)
    }

    /// Every identifier once.
    func identifiers() async throws(ImportError) -> [Plan.Identifier] {
        let (rules, keyHash) = (stage.identityRules, known.hash)
        var seen: Set<UInt64> = []
        var all: [Plan.Identifier] = []
        var header: [[UInt8]]?
        for input in inputs {
            var purpose = self.purpose
            purpose.makesStatistics = false
            purpose.makeWork = { IdentifierLister(rules, hash: keyHash, map: $0) }
            let pass = try open(input, purpose)
            var meter = ProgressMeter(stage: .checking, file: input.number, report: progress)
            guard try await pass.readHeader() else { continue }
            try InputPass.compare(pass.header.names, with: &header, file: input.name)
            try await pass.readRows { worked throws(ImportError) in
                for one in worked.product as? [IdentifierLister.Listed] ?? []
                where seen.insert(one.hash).inserted {
                    all.append(.init(type: rules.rules[one.rule].type, value: one.value))
                }
                meter.tell(pass)
            }
            pass.finish()
        }
        return all
    }

    // MARK: Who belongs together

    private func links(
        for subject: PlanExplanation.Subject?
    ) async throws(ImportError) -> RowLinks {
        let keys = SortedPairs(memory: memory / 6, folder: folder)
        let hash = subject.flatMap(hash(of:))
        try await readKeys(into: keys, subject, hash)
        guard rows <= RowGroups.maxRows else {
            throw ImportError(
                .configuration, detail: "a plan takes at most \(RowGroups.maxRows) rows at once")
        }
        let links = try RowLinks(rows: rows, known: known, memory: memory, folder: folder)
        if let hash { try await links.watch(hash) }
        for row in subjectRows { links.groups.mark(row, RowGroups.Mark.isWanted) }
        for (place, word) in specialRows.enumerated() where word != 0 {
            for bit in 0..<64 where word >> UInt64(bit) & 1 == 1 {
                links.groups.mark(place * 64 + bit, RowGroups.Mark.isWanted)
            }
        }
        try await links.run(keys)
        subjectRows += links.watchedRows
        return links
    }

    private func hash(of subject: PlanExplanation.Subject) -> UInt64? {
        guard case .identifier(let type, let value) = subject,
            let rule = stage.identityRules.index(ofType: type)
        else { return nil }
        return value.withUnsafeBytes { hashes[rule]($0) }
    }

    /// The first pass: all rows are read and judged, and what identifies them is kept.
    private func readKeys(
        into keys: SortedPairs, _ subject: PlanExplanation.Subject?, _ hash: UInt64?
    ) async throws(ImportError) {
        var header: [[UInt8]]?
        let (rules, resolver, keyHash) = (stage.identityRules, resolver, known.hash)
        for input in inputs {
            var purpose = self.purpose
            purpose.makeWork = { KeyReader(rules, resolver: resolver, hash: keyHash, map: $0) }
            let pass = try open(input, purpose)
            var meter = ProgressMeter(stage: .checking, file: input.number, report: progress)
            chunks.append([])
            sheetRows.files.append(SheetRows())
            if try await pass.readHeader() {
                try InputPass.compare(pass.header.names, with: &header, file: input.name)
                try await pass.readRows { worked throws(ImportError) in
                    try take(worked, of: input, into: keys, subject, hash)
                    meter.tell(pass)
                }
            }
            pass.finish()
            reports.append(pass.report)
        }
    }

    private func take(
        _ worked: WorkedChunk, of input: PlanInput, into keys: SortedPairs,
        _ subject: PlanExplanation.Subject?, _ hash: UInt64?
    ) throws(ImportError) {
        if let chunk = worked.chunk {
            let headerRecords = stage.options.reading.header == nil ? 1 : 0
            sheetRows.files[input.number - 1].add(
                chunk, firstRow: max(1, chunk.firstRecord - headerRecords),
                headerRecords: headerRecords)
        }
        guard let block = worked.product as? KeyBlock, let firstRow = block.rows.first else { return }
        chunks[input.number - 1].append((firstRow, rows))
        var start = 0
        do throws(SystemError) {
            for place in block.rows.indices {
                let end = Int(block.ends[place])
                for key in block.keys[start..<end] {
                    try keys.append(
                        RowLinks.key(ofHash: key.hash),
                        RowLinks.value(
                            row: rows, index: key.index, isGenerated: key.isGenerated))
                    if key.hash == hash { subjectRows.append(rows) }
                }
                if block.isSpecial[place] { markSpecial(rows) }
                if case .row(input.number, block.rows[place])? = subject { subjectRows.append(rows) }
                rows += 1
                start = end
            }
        } catch { throw .system(error) }
    }

    private func markSpecial(_ row: Int) {
        while specialRows.count <= row / 64 { specialRows.append(0) }
        specialRows[row / 64] |= 1 << UInt64(row % 64)
    }

    private var purpose: InputPass.Purpose {
        InputPass.Purpose(
            messages: MessageOptions(libraryVersion: stage.options.version), makesMessages: true)
    }

    private func open(
        _ input: PlanInput, _ purpose: InputPass.Purpose
    ) throws(ImportError) -> InputPass {
        do throws(ByteSourceError) {
            let source = try openInput(path: input.path, options: stage.rules.reading.input)
            return InputPass(
                source, name: input.name, number: input.number, isFile: input.name != "-",
                target: .api, rules: stage.rules, purpose: purpose)
        } catch {
            throw ImportError(reading: error, path: input.name)
        }
    }

    // MARK: The replays

    /// The second pass, for rows that need a closer look, and what comes of them.
    private func replay(
        _ links: RowLinks, only groups: Set<Int>?, _ tally: inout PlanTally,
        trace: PlanTrace?
    ) async throws(ImportError) {
        guard links.groups.wanted > 0 else { return }
        let tasks = trace == nil ? stage.options.reading.workers : 1
        let parts = PlanParts(
            links.groups, only: groups, maxBytes: max(4 << 20, memory / 12 / tasks))
        let wanted = WantedRows(
            groups: links.groups, holders: links.holders, holderCount: links.holderCount,
            rowShift: links.rowShift, chunks: chunks,
            parts: parts, onlyGroups: groups)
        let records = PartedBytes(parts: parts.count, memory: memory / 8, folder: folder)
        try await readRecords(wanted, into: records)
        let tools = PartTools(
            rules: stage.identityRules, resolver: resolver, hashes: hashes, known: known,
            sheetRows: sheetRows, memory: memory / 8 / tasks, folder: folder)
        if let trace {
            for part in 0..<parts.count {
                let bytes = try take(part, of: records, limit: memory / 4)
                tally.merge(try await tools.replay(bytes, trace: trace))
            }
        } else {
            try await replayTogether(parts.count, of: records, tools, tasks: tasks, &tally)
        }
    }

    /// Replays several parts at a time: they have nothing in common.
    private func replayTogether(
        _ parts: Int, of records: PartedBytes, _ tools: PartTools, tasks: Int,
        _ tally: inout PlanTally
    ) async throws(ImportError) {
        do {
            try await withThrowingTaskGroup(of: PlanTally.self) { group in
                var next = 0
                while next < parts || !group.isEmpty {
                    if Task.isCancelled { throw ImportError.cancelled }
                    if next < parts, next < tasks {
                        let bytes = try take(next, of: records, limit: memory / 4 / tasks)
                        group.addTask { try await tools.replay(bytes, trace: nil) }
                        next += 1
                        continue
                    }
                    guard let done = try await group.next() else { break }
                    tally.merge(done)
                    if next < parts {
                        let bytes = try take(next, of: records, limit: memory / 4 / tasks)
                        group.addTask { try await tools.replay(bytes, trace: nil) }
                        next += 1
                    }
                }
            }
        } catch let error as ImportError {
            throw error
        } catch { throw ImportError(.bug, detail: "\(error)") }
    }

    private func take(
        _ part: Int, of records: PartedBytes, limit: Int
    ) throws(ImportError) -> LargeArray<UInt8> {
        do throws(SystemError) {
            return try records.take(part, memoryLimit: limit)
        } catch { throw .system(error) }
    }

    private func readRecords(
        _ wanted: WantedRows, into records: PartedBytes
    ) async throws(ImportError) {
        let (rules, keyHash, now) = (stage.identityRules, known.hash, stage.options.now)
        for input in inputs where !chunks[input.number - 1].isEmpty {
            var purpose = self.purpose
            purpose.makesStatistics = false
            purpose.makeWork = {
                RecordReader(
                    rules, hash: keyHash, map: $0, wanted: wanted, file: input.number,
                    defaultTime: now)
            }
            let pass = try open(input, purpose)
            var meter = ProgressMeter(stage: .planning, file: input.number, report: progress)
            guard try await pass.readHeader() else { continue }
            try await pass.readRows { worked throws(ImportError) in
                meter.tell(pass)
                guard let block = worked.product as? RecordBlock else { return }
                var start = 0
                do throws(SystemError) {
                    for (part, end) in block.ends {
                        try records.append(block.bytes[start..<end], to: part)
                        start = end
                    }
                } catch { throw .system(error) }
            }
            pass.finish()
            guard pass.report.rows == reports[input.number - 1].rows else {
                throw ImportError(
                    .inputChanged, detail: "it was changed while it was read", path: input.name)
            }
        }
    }

    // MARK: The rest

    private func addBlocked(_ plan: inout Plan) {
        for (index, report) in reports.enumerated() {
            plan.totals.blocked += report.counts.first { $0.code == .blockedValue }?.count ?? 0
            for problem in report.problems where problem.code == .blockedValue {
                guard let row = problem.place.row else { continue }
                plan.blocked.append(
                    Plan.Blocked(
                        place: .init(file: index + 1, row: row, sheetRow: problem.place.sheetRow),
                        type: problem.arguments["identifier"] ?? problem.header ?? "",
                        value: problem.excerpt ?? ""))
            }
        }
    }

    /// Traits of the files that are nowhere yet.
    private func newTraits() async throws(ImportError) -> [String]? {
        var old: Set<[UInt8]>
        do throws(LookupError) {
            guard let names = try await known.traitNames() else { return nil }
            old = names
        } catch { throw ImportError(lookup: error) }
        for trait in stage.configuration.traits { old.insert(Array(trait.name.utf8)) }
        var new: [String] = []
        for report in reports {
            for trait in report.traits
            where trait.filled > 0 && !old.contains(Array(trait.trait.utf8)) {
                if !new.contains(where: { $0.utf8.elementsEqual(trait.trait.utf8) }) {
                    new.append(trait.trait)
                }
            }
        }
        return new
    }
}
