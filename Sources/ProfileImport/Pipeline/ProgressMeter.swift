/// Tells how far a pass has come, a few times a second at most.
struct ProgressMeter {
    private let stage: StageProgress.Stage
    private let file: Int
    private let report: (@Sendable (StageProgress) -> Void)?
    private var next = ContinuousClock.now

    private static let interval = Duration.milliseconds(100)

    init(stage: StageProgress.Stage, file: Int, report: (@Sendable (StageProgress) -> Void)?) {
        self.stage = stage
        self.file = file
        self.report = report
    }

    mutating func tell(_ pass: InputPass) {
        tell(
            inputBytes: pass.inputBytes, totalBytes: pass.inputSize, rows: pass.report.rows,
            rejected: pass.report.rejectedRows)
    }

    mutating func tell(inputBytes: Int, totalBytes: Int?, rows: Int, rejected: Int = 0) {
        guard let report else { return }
        let now = ContinuousClock.now
        guard now >= next else { return }
        next = now + Self.interval
        report(
            StageProgress(
                stage: stage, file: file, inputBytes: inputBytes, totalBytes: totalBytes, rows: rows,
                rejected: rejected))
    }
}
