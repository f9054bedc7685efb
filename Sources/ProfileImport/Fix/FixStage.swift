public import ByteSources
public import IdentityResolution
public import ProfileCSV
public import RollcallCSV

/// `check --fix`: writes a corrected copy of a file as UTF-8 with commas and without a byte order
/// mark, never in place, and a list of what was changed (design §5).
///
/// ```swift
/// let options = FixOptions(check: CheckOptions(target: .unify), mends: [.spaces])
/// let stage = FixStage(configuration: SpaceConfiguration(), options: options)
/// let outcome = try await stage.fix("people.csv", to: "people-fixed.csv")
/// print(outcome.isOK, outcome.changes)
/// ```
/// By default only what the target refuses is changed, never an identifier and never the letters of
/// a name. A mend whose result the target refuses is not made.
public struct FixStage: Sendable {
    let configuration: SpaceConfiguration
    let options: FixOptions
    let rules: PassRules
    let ownRules: [any RowRule]

    /// - Parameters as those of ``CheckStage``.
    public init(
        configuration: SpaceConfiguration, mapping: Mapping? = nil,
        options: FixOptions = FixOptions(), survey: ProfileSurvey? = nil,
        ownRules: [any RowRule] = [], kernel: Kernel = .best
    ) {
        var configuration = configuration
        if let mapping { configuration.mapping = mapping }
        self.configuration = configuration
        self.options = options
        self.ownRules = ownRules
        rules = PassRules(
            configuration: configuration, reading: options.check.reading, kernel: kernel,
            isRemote: options.check.isRemote, allowsAnonymous: options.check.allowsAnonymous,
            maxProblems: options.check.maxProblems, survey: survey, ownRules: ownRules)
    }

    // MARK: Files

    /// Checks a file, writes its corrected copy, and checks that.
    ///
    /// - Parameters:
    ///   - path: `-` is standard input, which is kept in the temporary folder meanwhile.
    ///   - changes: where the list of changes goes. Default: the copy's name with `.changes.jsonl`.
    /// - Throws: `noInput`, `cannotCreate`, `io`, `inputChanged`, `configuration` or `cancelled`;
    ///   neither file is there then.
    public func fix(
        _ path: String, to file: String, changes: String? = nil,
        progress: (@Sendable (StageProgress) -> Void)? = nil
    ) async throws(ImportError) -> FixOutcome {
        let changesFile = changes ?? file + ".changes.jsonl"
        try checkFree(file, source: path)
        try checkFree(changesFile, source: path)
        let input = try await RereadableInput(path, temporaryFolder: options.temporaryFolder)
        let pass = try await check(input, progress)
        var outcome = FixOutcome(before: pass.report, file: file, changesFile: changesFile)
        guard let map = pass.map, pass.report.hasHeader, pass.report.isComplete else { return outcome }
        let columns = HeaderMender(target: options.check.target, mends: options.mends).columns(
            map, isMapped: configuration.mapping != nil, meant: Self.meant(pass.report),
            blank: pass.blankColumns)
        var files = try FixFiles(file, changes: changesFile)
        let source = try input.open(rules.reading)
        let isWhole = try await write(source, map, columns, name: path, progress) {
            bytes, changes throws(ImportError) in
            try files.write(bytes, changes)
        }
        guard isWhole else { return outcome }
        for change in Self.wholeChanges(pass.report, rules.reading) {
            try files.write([], [change])
        }
        try input.checkUnchanged()
        try files.commit()
        outcome.changes = files.counts
        outcome.after = try await checkCopy(file, progress)
        return outcome
    }

    private func check(
        _ input: RereadableInput, _ progress: (@Sendable (StageProgress) -> Void)?
    ) async throws(ImportError) -> InputPass {
        let pass = InputPass(
            try input.open(rules.reading), name: input.name, isFile: input.name != "-",
            target: options.check.target, rules: rules,
            purpose: InputPass.Purpose(
                looksAcrossRows: options.check.looksAcrossRows,
                draftsMapping: options.check.draftsMapping))
        var meter = ProgressMeter(stage: .checking, file: 1, report: progress)
        if try await pass.readHeader() {
            try await pass.readRows { _ throws(ImportError) in meter.tell(pass) }
        }
        pass.finish()
        return pass
    }

    /// The copy as its target will see it: what a mapping was written for is done.
    private func checkCopy(
        _ file: String, _ progress: (@Sendable (StageProgress) -> Void)?
    ) async throws(ImportError) -> Report {
        var options = options.check
        options.reading.encoding = nil
        options.reading.header = nil
        options.reading.dialect = Dialect()
        options.looksAcrossRows = false
        options.draftsMapping = false
        var configuration = configuration
        if options.target != .api { configuration.mapping = nil }
        let stage = CheckStage(
            configuration: configuration, options: options, ownRules: ownRules, kernel: rules.kernel
        )
        return try await stage.check(file, progress: progress)
    }

    private func checkFree(_ file: String, source: String) throws(ImportError) {
        guard FileSystem.exists(file) else { return }
        if source != "-", FileSystem.absolute(file) == FileSystem.absolute(source) {
            throw ImportError(
                .cannotCreate, detail: "it is the file that is checked: name another one",
                path: file)
        }
        guard options.replaces else {
            throw ImportError(
                .cannotCreate, detail: "it is there already: name another file, or add --force",
                path: file)
        }
    }

    // MARK: Streams

    /// Writes the corrected copy of any stream of bytes without touching the disk; nothing is
    /// checked before or after. Columns without a name or with one of another column stay, because
    /// only a check of the whole tells whether they are blank.
    ///
    /// - Parameters:
    ///   - name: what errors call the stream.
    ///   - write: takes the copy piece by piece, and what was changed in each; reading waits for
    ///     it. What it throws ends the call.
    /// - Returns: false where the stream has no header or cannot be read to its end.
    public func fix(
        _ source: any ByteSource, name: String,
        progress: (@Sendable (StageProgress) -> Void)? = nil,
        write: (_ bytes: [UInt8], _ changes: [FieldChange]) async throws(ImportError) -> Void
    ) async throws(ImportError) -> Bool {
        let input: InputSource
        do throws(ByteSourceError) {
            input = try openInput(source, options: rules.reading.input)
        } catch {
            throw ImportError(reading: error, path: name)
        }
        return try await self.write(input, nil, nil, name: name, progress, write)
    }
}
