internal import Dispatch

/// What a command says when a signal stops it: said from the thread that takes signals, so at once,
/// whatever the command itself is busy with.
struct StopWords: Sendable {
    /// A signal that asks a command to stop.
    enum Occasion: Sendable {
        /// SIGINT, as a terminal sends it for Ctrl-C.
        case interrupt
        /// SIGTERM.
        case terminate

        /// What ends the command at once.
        var again: String {
            switch self {
            case .interrupt: "Ctrl-C again"
            case .terminate: "A second signal"
            }
        }
    }

    /// How long the command may take to end before the first signal is answered: where that is soon,
    /// words are only in the way. Default: not at all.
    var delay: DispatchTimeInterval?
    /// Said of the first signal.
    var first: @Sendable (Occasion) -> Void
    /// Said of the second one, right before the process ends.
    var second: @Sendable () -> Void = {}

    /// For work that leaves nothing behind to go on from.
    static func plain(_ console: Console, over bar: ProgressBar) -> StopWords {
        StopWords(
            delay: .milliseconds(300),
            first: { occasion in
                guard console.level > .quiet else { return }
                bar.interrupt(
                    with: "Stopping: what is under way is finished first. \(occasion.again) ends it at "
                        + "once.", occasion, console)
            })
    }
}
