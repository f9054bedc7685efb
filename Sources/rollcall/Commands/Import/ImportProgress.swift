internal import ProfileImport
internal import Synchronization
internal import TrackingClient

/// How far an import has come: a bar on a terminal, a plain line every ten seconds elsewhere.
final class ImportProgress: Sendable {
    private struct State {
        var latest: StageProgress?
        var retries = 0
        /// What it is waiting for, and since when that has been so.
        var waiting: String?
    }

    private let console: Console
    private let bar: ProgressBar
    private let state = Mutex(State())

    private static let lineInterval = Duration.seconds(10)
    private static let barInterval = Duration.seconds(1)

    init(_ console: Console, files: [String]) {
        self.console = console
        bar = ProgressBar(console, files: files)
    }

    /// Keeps telling while nothing else moves: a server may be silent for minutes.
    ///
    /// - Returns: `nil` where nothing is told.
    func start() -> Task<Void, Never>? {
        guard console.level > .quiet, console.showsProgress || !console.errorIsTerminal else {
            return nil
        }
        let interval = console.showsProgress ? Self.barInterval : Self.lineInterval
        return Task {
            while true {
                do { try await Task.sleep(for: interval) } catch { return }
                redraw()
            }
        }
    }

    func show(_ progress: StageProgress) {
        let (retries, waiting) = state.withLock { state in
            state.latest = progress
            if progress.stage == .sending { state.waiting = nil }
            return (state.retries, state.waiting)
        }
        bar.show(progress, retries: retries, waiting: waiting)
    }

    /// Takes the bar away, so that something else can be said.
    func clear() { bar.clear() }

    /// Takes the bar away until the work goes on: nothing may be drawn over a question.
    func rest() {
        state.withLock { $0.latest = nil }
        clear()
    }

    /// As ``ProgressBar/interrupt(with:_:_:)``.
    func interrupt(with text: String, _ occasion: StopWords.Occasion) {
        bar.interrupt(with: text, occasion, console)
    }

    /// Something happened on the way to a server.
    func note(_ event: TrackingEvent) {
        switch event {
        case .retry(_, let attempt, let wait, let reason):
            tellWaiting("retry \(attempt) in \(Self.seconds(wait)): \(Words.visible(reason))")
        case .pause(let wait, let reason):
            tellWaiting("paused for \(Self.seconds(wait)): \(Words.visible(reason))")
        case .rate(let rate):
            let words = rate.map { "\(Words.grouped(Int($0.rounded(.up)))) messages a second" }
            clear()
            console.detail("Now \(words ?? "as fast as it goes").")
        case .split(let batch, let reason):
            clear()
            console.detail("Batch \(batch) was refused, looking for the row: \(Words.visible(reason))")
        }
    }

    private func tellWaiting(_ words: String) {
        let isFirst = state.withLock { state in
            defer { state.waiting = words }
            state.retries += 1
            return state.waiting == nil
        }
        // The first of a series is worth a line of its own; the progress tells of the others.
        if isFirst, !console.showsProgress {
            console.say("Waiting: \(words).")
        } else {
            clear()
            console.detail("Waiting: \(words).")
        }
    }

    private func redraw() {
        let (latest, retries, waiting) = state.withLock { ($0.latest, $0.retries, $0.waiting) }
        guard let latest else { return }
        if console.showsProgress {
            bar.show(latest, retries: retries, waiting: waiting)
        } else {
            console.say(bar.plainLine(latest, retries: retries, waiting: waiting))
        }
    }

    private static func seconds(_ duration: Duration) -> String {
        ProgressBar.time(max(1, Int(duration.components.seconds)))
    }
}
