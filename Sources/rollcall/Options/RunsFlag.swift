internal import ArgumentParser
internal import ProfileImport

/// The folder of runs, for every command that makes or finds them.
struct RunsFlag: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the folders of runs are kept. Default: $ROLLCALL_RUNS, else runs/ in the space.",
            valueName: "dir"))
    var runs: String?

    /// What finds a run again, as it was typed.
    func placeFlags(_ global: GlobalOptions) -> [String] {
        (global.space.map { ["--space", $0] } ?? []) + (runs.map { ["--runs", $0] } ?? [])
    }

    func path(_ settings: Settings) -> String {
        runs ?? settings.runsDirectory ?? settings.space.appending("runs")
    }

    /// - Throws: status 66 where there is no such run.
    func summary(of run: RunName, _ settings: Settings) throws(Failure) -> RunSummary {
        let path = path(settings)
        guard let summary = RunHistory(path).summary(run.run) else {
            throw Failure(
                .noInput, "There is no run \(run.run) in \(path).",
                advice: "Those that there are: rollcall runs list")
        }
        return summary
    }
}
