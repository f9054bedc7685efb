internal import ArgumentParser

/// The flags every command takes, as typed; ``Settings`` says what they come to (design §5).
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The space to work with. Default: $ROLLCALL_SPACE, else the nearest .rollcall upwards.",
            valueName: "dir"))
    var space: String?

    @Flag(name: .shortAndLong, help: "Say only what must not be missed.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say more: settings, bytes, code points.")
    var verbose = false

    @Option(help: "Colours: auto, always or never.")
    var color: When?

    @Option(help: "A progress bar: auto, always or never.")
    var progress: When?

    @Flag(help: "Never ask anything, even on a terminal.")
    var noInput = false

    @Flag(help: "Show values in reports and talk also where they would be masked.")
    var showValues = false

    @Option(
        help: ArgumentHelp(
            "Rows are worked on by so many tasks at once. Default: one a processor.",
            valueName: "n"))
    var workers: Int?

    @Option(
        help: ArgumentHelp(
            "Memory for what must be remembered across rows. Default: 512MB.", valueName: "size"))
    var memory: ByteSize?

    @Option(
        help: ArgumentHelp(
            "Largest record that is read, in bytes or as 64MB. Default: 16MiB.", valueName: "n"))
    var maxRecordBytes: ByteSize?

    @Flag(help: "Replace output files that are there already.")
    var force = false

    func validate() throws {
        if quiet, verbose {
            throw ValidationError("--quiet and --verbose are opposites: give one of them.")
        }
        if let workers, !Settings.workerRange.contains(workers) {
            throw ValidationError(
                "--workers takes a number from \(Settings.workerRange.lowerBound) "
                    + "to \(Settings.workerRange.upperBound).")
        }
    }
}
