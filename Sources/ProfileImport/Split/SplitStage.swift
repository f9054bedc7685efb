internal import ByteSources
public import ProfileCSV
public import RollcallCSV

/// `split`: cuts a file into parts that a target takes, or into so many for so many machines. Each
/// has the header; the rows of one person stay together and in order (design §5).
///
/// ```swift
/// let stage = SplitStage(configuration: SpaceConfiguration(), options: SplitOptions(size:
/// .parts(4))) let outcome = try await stage.split("people.csv", into: "parts")
/// ```
/// The file is read twice: to find who is who, and to write. A pipe is kept in the temporary folder
/// meanwhile. Memory: workers × chunk and `reading.memory`; what that does not hold lies in the
/// temporary folder too, so the answer is exact for any file (design §9, invariant 3).
public struct SplitStage: Sendable {
    let rules: PassRules
    let options: SplitOptions
    let checklist: SplitChecklist

    /// - Parameters:
    ///   - configuration: the space's. The upload pages know no mapping, so for them columns count
    ///     as they stand.
    ///   - mapping: the user's own, in place of the configuration's.
    ///   - checklist: what is written beside the parts.
    public init(
        configuration: SpaceConfiguration, mapping: Mapping? = nil, options: SplitOptions,
        checklist: SplitChecklist = SplitChecklist(), kernel: Kernel = .best
    ) {
        var configuration = configuration
        if let mapping { configuration.mapping = mapping }
        if options.target != .api { configuration.mapping = nil }
        rules = PassRules(
            configuration: configuration, reading: options.reading, kernel: kernel, isRemote: false,
            allowsAnonymous: true, maxProblems: 100)
        self.options = options
        self.checklist = checklist
    }

    /// Splits a file, or standard input for `-`.
    ///
    /// - Parameters:
    ///   - folder: new or empty, unless the options say otherwise. It is made as far as it is
    ///     missing.
    ///   - progress: called a few times a second at most.
    /// - Throws: `noInput`, `cannotCreate`, `io`, `inputChanged`, `configuration` or `cancelled`.
    ///   There are then no parts.
    public func split(
        _ path: String, into folder: String, progress: (@Sendable (StageProgress) -> Void)? = nil
    ) async throws(ImportError) -> SplitOutcome {
        try checkFolder(folder)
        let input = try await RereadableInput(path, temporaryFolder: options.temporaryFolder)
        let pass = InputPass(
            try input.open(rules.reading), name: path, isFile: path != "-", target: options.target,
            rules: rules, purpose: InputPass.Purpose(makesStatistics: false, makesKeys: true))
        let gathering = SplitGathering(
            dialect: rules.reading.dialect, hasHeader: rules.reading.header == nil,
            memory: rules.reading.memory, folder: options.temporaryFolder)
        var meter = ProgressMeter(stage: .checking, file: 1, report: progress)
        if try await pass.readHeader() {
            try await pass.readRows { worked throws(ImportError) in
                meter.tell(pass)
                guard let keys = worked.outcome.keys, let chunk = worked.chunk else { return }
                guard gathering.rows + keys.rows <= PersonGroups.maxRows else {
                    throw .tooManyRowsToSplit
                }
                do throws(SystemError) { try gathering.take(keys, chunk) } catch {
                    throw .system(error)
                }
            }
        }
        pass.finish()
        var outcome = SplitOutcome(report: pass.report)
        guard pass.report.isComplete, gathering.rows > 0, !gathering.hasLostRecord else {
            outcome.refusal = .unreadable
            return outcome
        }
        let header = RecordCopier(rules.reading.dialect)
            .header(pass.header.names, raw: pass.rawHeader)
        guard let count = try deal(gathering, header: header, &outcome) else { return outcome }
        let writing = SplitWriting(
            stage: self, source: path, folder: folder, header: header, parts: count,
            progress: progress)
        outcome.parts = try await writing.write(input, gathering)
        try writing.writeChecklist(outcome)
        return outcome
    }

    /// - Returns: how many parts there will be; `nil` where there can be none.
    private func deal(
        _ gathering: SplitGathering, header: [UInt8], _ outcome: inout SplitOutcome
    ) throws(ImportError) -> Int? {
        do throws(SystemError) {
            try gathering.connect()
            outcome.people = gathering.people
            outcome.largestPerson = gathering.largest.rows
            switch options.size {
            case .parts(let count):
                return try gathering.deal(
                    parts: min(max(1, count), gathering.people), limits: .none)
            case .target(let target):
                let limits = PartLimits.of(target, headerBytes: header.count)
                if let person = try gathering.personTooLarge(for: limits) {
                    outcome.refusal = .personTooLarge(
                        firstRow: person.firstRow + 1, rows: person.rows, bytes: person.bytes)
                    return nil
                }
                let least = max(
                    (gathering.rows - 1) / limits.maxRows + 1,
                    (gathering.bytes - 1) / max(1, limits.maxBytes) + 1)
                let count = try gathering.fewestParts(from: least, limits: limits)
                return try gathering.deal(parts: count, limits: limits)
            }
        } catch {
            throw .system(error)
        }
    }

    private func checkFolder(_ folder: String) throws(ImportError) {
        guard FileSystem.exists(folder) else { return }
        guard FileSystem.isFolder(folder) else {
            throw ImportError(
                .cannotCreate, detail: "it is there already and is no folder", path: folder)
        }
        let isEmpty: Bool
        do throws(SystemError) {
            isEmpty = try FileSystem.names(in: folder).isEmpty
        } catch {
            throw .system(error)
        }
        guard isEmpty || options.replaces else {
            throw ImportError(
                .cannotCreate,
                detail:
                    "the folder is not empty: name another one, or add --force to replace files in it",
                path: folder)
        }
    }
}

extension ImportError {
    static let tooManyRowsToSplit = ImportError(
        .io, detail: "more rows than can be split at once: \(PersonGroups.maxRows)")
}
