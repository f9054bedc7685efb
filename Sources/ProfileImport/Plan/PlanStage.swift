internal import ByteSources
internal import Foundation
public import IdentityResolution
public import ProfileCSV
public import RollcallCSV

/// `plan`: what an import of files would do, without doing it. Nothing is sent and no profile is
/// touched (design §5).
///
/// ```swift
/// let stage = PlanStage(configuration: configuration, options: PlanOptions(now: now, version: "1.0"))
/// let plan = try await stage.plan(["people.csv"], against: SpaceKnownProfiles(space), basis)
/// print(plan.totals.created, plan.totals.merges)
/// ```
/// The files are read as an import reads them, up to the messages; these go through the resolver of the
/// space in file order. Rows that share nothing with anybody are counted and forgotten. All others are
/// brought together with their company, on disk where memory is short, and replayed group by group.
///
/// Memory: workers × chunk and `reading.memory`, whatever the input. Exact, whatever the input.
public struct PlanStage: Sendable {
    let configuration: SpaceConfiguration
    let rules: PassRules
    let options: PlanOptions
    let identityRules: IdentityRules

    /// - Parameters:
    ///   - configuration: the space's; its mapping holds unless `mapping` is given.
    ///   - mapping: the user's own, in place of the configuration's.
    ///   - kernel: the scan kernel. Default: the fastest of this machine.
    /// - Throws: for identifier rules that cannot hold.
    public init(
        configuration: SpaceConfiguration, mapping: Mapping? = nil, options: PlanOptions,
        kernel: Kernel = .best
    ) throws(BadIdentityRule) {
        var configuration = configuration
        if let mapping { configuration.mapping = mapping }
        self.configuration = configuration
        self.options = options
        identityRules = try IdentityRules(configuration.identifiers)
        rules = PassRules(
            configuration: configuration, reading: options.reading, kernel: kernel, isRemote: false,
            allowsAnonymous: false, maxProblems: options.maxProblems)
    }

    /// Works out what an import of these files, in this order and as one run, would do.
    ///
    /// - Parameters:
    ///   - files: paths with equal headers; `-` is standard input, at most once.
    ///   - known: the profiles that are there; `NoProfiles()` for the files alone.
    ///   - basis: what that is, for people.
    ///   - progress: called a few times a second at most.
    /// - Throws: `noInput`, `io`, `configuration`, `cancelled`, or why profiles cannot be looked up.
    public func plan(
        _ files: [String], against known: any KnownProfiles, _ basis: PlanBasis,
        progress: (@Sendable (StageProgress) -> Void)? = nil
    ) async throws(ImportError) -> Plan {
        try await withInputs(files) { inputs throws(ImportError) in
            let work = PlanWork(self, inputs, known, folder: folder, progress: progress)
            return try await work.plan(basis)
        }
    }

    /// Tells how the rows of one person would fare.
    ///
    /// - Returns: `nil` where no row has to do with the subject.
    public func explain(
        _ subject: PlanExplanation.Subject, _ files: [String], against known: any KnownProfiles,
        _ basis: PlanBasis, progress: (@Sendable (StageProgress) -> Void)? = nil
    ) async throws(ImportError) -> PlanExplanation? {
        try await withInputs(files) { inputs throws(ImportError) in
            let work = PlanWork(self, inputs, known, folder: folder, progress: progress)
            return try await work.explain(subject, basis)
        }
    }

    /// The identifiers of the rows that would be imported, each once, in file order: what must be known
    /// of another space before files can be compared with it. Those of blocked values and those that are
    /// made from others are left out.
    ///
    /// Memory: eight bytes and the identifier for each of them; there are only as many as can be looked
    /// up over a network.
    public func identifiers(
        of files: [String], progress: (@Sendable (StageProgress) -> Void)? = nil
    ) async throws(ImportError) -> [Plan.Identifier] {
        try await withInputs(files) { inputs throws(ImportError) in
            let work = PlanWork(self, inputs, NoProfiles(), folder: folder, progress: progress)
            return try await work.identifiers()
        }
    }

    private var folder: String {
        options.folder ?? FileManager.default.temporaryDirectory.path
    }

    /// Lends the inputs as files that can be read twice.
    private func withInputs<R>(
        _ files: [String], _ use: ([PlanInput]) async throws(ImportError) -> R
    ) async throws(ImportError) -> R {
        guard !files.isEmpty, files.count(where: { $0 == "-" }) <= 1 else {
            throw ImportError(
                .configuration, detail: "name at least one file, and standard input only once")
        }
        let copy = "\(folder)/rollcall-\(RunID.new())"
        defer { files.indices.forEach { try? FileSystem.remove("\(copy)-\($0 + 1)") } }
        var inputs: [PlanInput] = []
        for (index, file) in files.enumerated() {
            var input = PlanInput(name: file, path: file, number: index + 1)
            if try InputSpool.isNeeded(file) {
                input.path = "\(copy)-\(index + 1)"
                try await InputSpool.copy(file, to: input.path)
            }
            inputs.append(input)
        }
        return try await use(inputs)
    }
}

/// A file of a plan.
struct PlanInput: Sendable {
    /// As the user named it.
    var name: String
    /// What is read: the file, or a copy of what can be read only once.
    var path: String
    /// 1-based.
    var number: Int
}

/// Nobody: for a plan of files alone.
public struct NoProfiles: KnownProfiles {
    /// Keyed by nothing secret: nobody else's values meet these.
    public let hash = IdentifierHash(0x726F_6C6C_6361_6C6C, 0x706C_616E_706C_616E)
    public let count = 0

    public init() {}

    /// Nobody holds anything.
    public func holders(of hashes: [UInt64]) async throws(LookupError) -> [Holder] { [] }

    /// There are none.
    public func profiles(_ numbers: [Int]) async throws(LookupError) -> KnownBlock { KnownBlock() }

    /// There are none.
    public func traitNames() async throws(LookupError) -> Set<[UInt8]>? { nil }
}
