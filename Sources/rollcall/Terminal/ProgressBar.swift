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
    func show(_ progress: StageProgress) {
        guard isOn else { return }
        state.withLock { state in
            if state.stage != progress.stage || state.file != progress.file {
                state.stage = progress.stage
                state.file = progress.file
                state.began = .now
            }
            state.isShown = true
            let seconds = Self.seconds(ContinuousClock.now - state.began)
            Console.writeToStandardError("\r" + line(progress, seconds: seconds) + "\u{1B}[K")
        }
    }

    /// Takes the line away.
    func clear() {
        state.withLock { state in
            if state.isShown { Console.writeToStandardError("\r\u{1B}[K") }
            state.isShown = false
        }
    }

    private func line(_ progress: StageProgress, seconds: Double) -> String {
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
            parts.append("[\(bar)\(rest)] \(Int(share * 100)) %")
            if share > 0.01, seconds > 1 { left = seconds / share - seconds }
        }
        parts.append(Words.count(progress.rows, "row"))
        if seconds > 0.5 {
            parts.append("\(Words.grouped(Int(Double(progress.rows) / seconds))) rows/s")
        }
        if progress.rejected > 0 { parts.append("\(Words.grouped(progress.rejected)) with errors") }
        if let left { parts.append("\(Self.time(left)) left") }
        return parts.joined(separator: "  ")
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}
