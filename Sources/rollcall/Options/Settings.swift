internal import ArgumentParser
internal import ByteSources
internal import Foundation
internal import Glibc
internal import RollcallCSV

/// What flags, environment and defaults come to: what was meant, where ``GlobalOptions`` is what was
/// typed (design §5). The order of precedence: flag, environment, space.yaml, default.
struct Settings: Sendable {
    static let workerRange = 1...256
    static let defaultMemory = 512_000_000

    var console: Console
    var space: SpaceLocation
    /// `--runs` or `$ROLLCALL_RUNS`; `nil` means the space's own folder.
    var runsDirectory: String?
    var force: Bool
    /// Whether values are shown in what goes to standard output.
    var showsValues: Bool
    /// Whether values are shown in what goes to standard error.
    var showsTalkValues: Bool
    var workers: Int
    var memory: Int
    var limits: ReadLimits
    var kernel: Kernel
    var inflater: InflaterChoice
    let environment: Environment

    /// Where what memory does not hold lies meanwhile.
    var temporaryFolder: String { environment["TMPDIR"] ?? "/tmp" }

    /// - Throws: ``Failure`` of status 64 when a variable of the environment says something impossible.
    init(_ options: GlobalOptions, environment: Environment = .process) throws {
        self.environment = environment
        let color = try options.color ?? environment.value("ROLLCALL_COLOR", as: When.init) ?? .auto
        let progress =
            try options.progress ?? environment.value("ROLLCALL_PROGRESS", as: When.init) ?? .auto
        console = Self.console(options, color: color, progress: progress, environment)
        space = SpaceLocation(flag: options.space, environment: environment)
        runsDirectory = environment["ROLLCALL_RUNS"]
        force = options.force
        showsValues = options.showValues || console.outputIsTerminal
        showsTalkValues = options.showValues || console.errorIsTerminal
        workers =
            try options.workers
            ?? environment.value("ROLLCALL_WORKERS") { Int($0).flatMap(Self.worker) }
            ?? Self.processors()
        memory =
            try options.memory?.bytes ?? environment.value("ROLLCALL_MEMORY") { ByteSize($0) }?.bytes
            ?? Self.defaultMemory
        limits = ReadLimits()
        if let size = try options.maxRecordBytes
            ?? environment.value("ROLLCALL_MAX_RECORD_BYTES", as: { ByteSize($0) })
        {
            limits.maxRecordBytes = size.bytes
        }
        kernel = try Self.kernel(environment)
        inflater = try Self.inflater(environment)
    }

    /// Where `space init` makes a space: what was named, else `./.rollcall`, never one further up.
    var spaceToCreate: SpaceLocation {
        space.origin == .found ? SpaceLocation(flag: "./" + SpaceLocation.folderName, environment: environment) : space
    }

    private static func worker(_ number: Int) -> Int? {
        workerRange.contains(number) ? number : nil
    }

    /// The processors this process may run on.
    private static func processors() -> Int {
        let count = ProcessInfo.processInfo.activeProcessorCount
        return min(max(count, workerRange.lowerBound), workerRange.upperBound)
    }

    private static func kernel(_ environment: Environment) throws(Failure) -> Kernel {
        guard let name = environment["ROLLCALL_KERNEL"] else { return .best }
        guard let kernel = Kernel(rawValue: name) else {
            let names = Kernel.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "ROLLCALL_KERNEL is “\(name)”; it takes one of \(names).")
        }
        guard kernel.isAvailable else {
            throw Failure(.usage, "ROLLCALL_KERNEL is “\(name)”, which this processor lacks.")
        }
        return kernel
    }

    private static func inflater(_ environment: Environment) throws(Failure) -> InflaterChoice {
        guard let name = environment["ROLLCALL_INFLATE"] else { return .automatic }
        guard let inflater = InflaterChoice(rawValue: name) else {
            let names = InflaterChoice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "ROLLCALL_INFLATE is “\(name)”; it takes one of \(names).")
        }
        guard inflater.isAvailable else {
            throw Failure(.usage, "ROLLCALL_INFLATE is “\(name)”, which this machine lacks.")
        }
        return inflater
    }

    private static func console(
        _ options: GlobalOptions, color: When, progress: When, _ environment: Environment
    ) -> Console {
        let errorIsTerminal = isatty(STDERR_FILENO) == 1
        let outputIsTerminal = isatty(STDOUT_FILENO) == 1
        let isDumb = environment["NO_COLOR"] != nil || environment["TERM"] == "dumb"
        func isColored(_ isTerminal: Bool) -> Bool {
            switch color {
            case .always: true
            case .never: false
            case .auto: isTerminal && !isDumb
            }
        }
        return Console(
            level: options.quiet ? .quiet : options.verbose ? .verbose : .normal,
            style: Style(isColored: isColored(errorIsTerminal)),
            outputStyle: Style(isColored: isColored(outputIsTerminal)),
            showsProgress: progress == .always
                || (progress == .auto && errorIsTerminal && !isDumb && !options.quiet),
            outputIsTerminal: outputIsTerminal, errorIsTerminal: errorIsTerminal,
            canAsk: !options.noInput && isatty(STDIN_FILENO) == 1 && errorIsTerminal)
    }
}
