public import ByteSources
public import IdentityResolution
public import ProfileCSV
public import RollcallCSV

/// `check`: reads the whole of an input, sends nothing, and reports every problem with its place
/// and the verdict of every target (design §4, §6).
///
/// ```swift
/// let stage = CheckStage(configuration: SpaceConfiguration())
/// let report = try await stage.check("people.csv")
/// print(report.isOK, report.rows)
/// ```
/// Nothing is written to disk, and nothing is shared between calls, so a server may run any number at
/// once. Memory: workers × chunk, and for what must be remembered across rows at most `reading.memory`,
/// whatever the input.
public struct CheckStage: Sendable {
    let rules: PassRules
    private let target: Target
    private let purpose: InputPass.Purpose

    /// - Parameters:
    ///   - configuration: the space's; its mapping holds unless `mapping` is given.
    ///   - mapping: the user's own, in place of the configuration's.
    ///   - survey: of the profiles that files are compared with. Default: of none.
    ///   - ownRules: a server's own rules, with codes of its own in the same report.
    ///   - kernel: the scan kernel. Default: the fastest of this machine.
    public init(
        configuration: SpaceConfiguration, mapping: Mapping? = nil,
        options: CheckOptions = CheckOptions(), survey: ProfileSurvey? = nil,
        ownRules: [any RowRule] = [], kernel: Kernel = .best
    ) {
        var configuration = configuration
        if let mapping { configuration.mapping = mapping }
        target = options.target
        purpose = InputPass.Purpose(
            looksAcrossRows: options.looksAcrossRows, draftsMapping: options.draftsMapping)
        rules = PassRules(
            configuration: configuration, reading: options.reading, kernel: kernel,
            isRemote: options.isRemote, allowsAnonymous: options.allowsAnonymous,
            maxProblems: options.maxProblems, survey: survey, ownRules: ownRules)
    }

    /// Checks a file, or standard input for `-`.
    ///
    /// - Parameters:
    ///   - number: the file's place in the command's list, for the places of problems.
    ///   - progress: called a few times a second at most.
    /// - Returns: a report for every input that can be opened, also one without a header.
    /// - Throws: `noInput`, `io`, `configuration` (an unknown encoding) or `cancelled`.
    public func check(
        _ path: String, number: Int = 1, progress: (@Sendable (StageProgress) -> Void)? = nil
    ) async throws(ImportError) -> Report {
        let input = try open(path)
        return try await check(
            input, name: path, number: number, isFile: path != "-", progress: progress)
    }

    func open(_ path: String) throws(ImportError) -> InputSource {
        do throws(ByteSourceError) {
            return try openInput(path: path, options: rules.reading.input)
        } catch {
            throw ImportError(reading: error, path: path)
        }
    }

    /// Checks any stream of bytes, such as a server's request body.
    ///
    /// - Parameters:
    ///   - name: what the report calls it.
    ///   - isFile: whether the name is a file's, so that its ending is judged. Default: no.
    public func check(
        _ source: any ByteSource, name: String, isFile: Bool = false,
        progress: (@Sendable (StageProgress) -> Void)? = nil
    ) async throws(ImportError) -> Report {
        let input: InputSource
        do throws(ByteSourceError) {
            input = try openInput(source, options: rules.reading.input)
        } catch {
            throw ImportError(reading: error, path: name)
        }
        return try await check(input, name: name, number: 1, isFile: isFile, progress: progress)
    }

    private func check(
        _ input: InputSource, name: String, number: Int, isFile: Bool,
        progress: (@Sendable (StageProgress) -> Void)?
    ) async throws(ImportError) -> Report {
        let pass = InputPass(
            input, name: name, number: number, isFile: isFile, target: target, rules: rules,
            purpose: purpose)
        var meter = ProgressMeter(stage: .checking, file: number, report: progress)
        if try await pass.readHeader() {
            try await pass.readRows { _ throws(ImportError) in meter.tell(pass) }
        }
        pass.finish()
        return pass.report
    }
}
