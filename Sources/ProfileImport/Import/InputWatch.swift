/// Sees to it that the file being sent is the one that was checked.
struct InputWatch {
    private let input: RunRecord.Input
    private var next = ContinuousClock.now

    private static let interval = Duration.milliseconds(500)

    init(_ input: RunRecord.Input) { self.input = input }

    /// Compares size and time.
    ///
    /// - Throws: `inputChanged`.
    func look() throws(ImportError) {
        let stamp: FileSystem.Stamp?
        do throws(SystemError) {
            stamp = try FileSystem.stamp(input.path)
        } catch {
            throw ImportError(
                .inputChanged, detail: "it can no longer be read: \(error.detail)", path: input.file
            )
        }
        guard stamp == input.stamp else { throw changed }
    }

    /// As `look()`, but twice a second at most.
    mutating func lookNowAndThen() throws(ImportError) {
        let now = ContinuousClock.now
        guard now >= next else { return }
        next = now + Self.interval
        try look()
    }

    /// Compares the digest, where one was taken both times.
    func compare(_ digest: String?) throws(ImportError) {
        guard let digest, let known = input.digest, known != digest else { return }
        throw changed
    }

    private var changed: ImportError {
        ImportError(
            .inputChanged,
            detail:
                "the file was changed after it was checked; put the old one back and resume, or "
                + "import the new one as a run of its own",
            path: input.file)
    }
}
