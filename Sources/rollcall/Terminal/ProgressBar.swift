internal import ProfileImport
internal import Synchronization

/// One line on the terminal that says how far a pass has come; nothing anywhere else.
///
/// It overwrites itself and is gone when the command says anything else: ``clear()`` comes first.
final class ProgressBar: Sendable {
    private struct State {
        var isShown = false
        var stage: StageProgress.Stage?
        var file = 0
        var began = ContinuousClock.now
    }

    private static let barWidth = 24
    private let isOn: Bool
    private let files: [String]
    private let state = Mutex(State())

    init(_ console: Console, files: [String]) {
        isOn = console.showsProgress
        self.files = files
    }

    /// Draws how far the pass has come.
    ///
    /// - Parameters:
    ///   - retries: requests that had to be sent again.
    ///   - waiting: what it is waiting for just now.
    func show(_ progress: StageProgress, retries: Int = 0, waiting: String? = nil) {
        state.withLock { state in
            if state.stage != progress.stage || state.file != progress.file {
                state.stage = progress.stage
                state.file = progress.file
                state.began = .now
            }
            guard isOn else { return }
            state.isShown = true
            let seconds = Self.seconds(ContinuousClock.now - state.began)
            let line = line(progress, seconds, retries, waiting, withBar: true)
            Console.writeToStandardError("\r" + line + "\u{1B}[K")
        }
    }

    /// The same without the bar, for where a line cannot be drawn over.
    func plainLine(_ progress: StageProgress, retries: Int, waiting: String?) -> String {
        let seconds = state.withLock { Self.seconds(ContinuousClock.now - $0.began) }
        return line(progress, seconds, retries, waiting, withBar: false)
    }

    /// Takes the line away.
    func clear() {
        state.withLock { state in
            if state.isShown { Console.writeToStandardError("\r\u{1B}[K") }
            state.isShown = false
        }
    }

    /// Says something in the line's place, in one piece also where another task is about to draw it.
    func interrupt(with text: String, _ occasion: StopWords.Occasion, _ console: Console) {
        state.withLock { state in
            var start = ""
            if state.isShown {
                start = "\r\u{1B}[K"
            } else if console.errorIsTerminal, occasion == .interrupt {
                // The terminal has just written ^C where it was.
                start = "\n"
            }
            state.isShown = false
            Console.writeToStandardError(start + text + "\n")
        }
    }

    private func line(
        _ progress: StageProgress, _ seconds: Double, _ retries: Int, _ waiting: String?,
        withBar: Bool
    ) -> String {
        let verb =
            switch progress.stage {
            case .checking: "Checking"
            case .sending: "Delivering"
            case .splitting: "Splitting"
            case .fixing: "Mending"
            case .planning: "Bringing together"
            }
        var name = files.indices.contains(progress.file - 1) ? files[progress.file - 1] : ""
        if files.count > 1 { name += " (\(progress.file) of \(files.count))" }
        var parts = ["\(verb) \(Words.visible(name))"]
        var left: Double?
        if let total = progress.totalBytes, total > 0 {
            let share = min(1, Double(progress.inputBytes) / Double(total))
            let full = Int(share * Double(Self.barWidth))
            let bar = String(repeating: "=", count: full)
            let rest = String(repeating: " ", count: Self.barWidth - full)
            parts.append((withBar ? "[\(bar)\(rest)] " : "") + "\(Int(share * 100)) %")
            if share > 0.01, seconds > 1 { left = seconds / share - seconds }
        }
        parts.append(Words.count(progress.rows, "row"))
        if seconds > 0.5 {
            parts.append("\(Words.grouped(Int(Double(progress.rows) / seconds))) rows/s")
        }
        if progress.rejected > 0 { parts.append("\(Words.grouped(progress.rejected)) with errors") }
        if retries > 0 { parts.append(Words.count(retries, "retry", "retries")) }
        if let waiting {
            parts.append(waiting)
        } else if let left {
            parts.append("\(Self.time(Int(left.rounded(.up)))) left")
        }
        return parts.joined(separator: "  ")
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    /// `12 s`, `3 min 5 s`, `2 h 10 min`.
    static func time(_ seconds: Int) -> String {
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3_600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(Words.grouped(seconds / 3_600)) h \(seconds % 3_600 / 60) min"
    }
}
