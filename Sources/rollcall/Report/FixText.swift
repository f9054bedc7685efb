internal import ProfileCSV
internal import ProfileImport

/// What became of a corrected copy, for people: at the end of a report.
struct FixText {
    let outcome: FixOutcome
    let style: Style
    /// Flags that commands for the copy need as well: `--space DIR`.
    var flags: [String] = []

    /// All lines, without line ends.
    func lines() -> [String] {
        guard let after = outcome.after else {
            return [
                style.bold("Corrected copy"),
                "  There is none: the file cannot be read to its end.",
            ]
        }
        let isPiped = outcome.file == "-"
        let name = isPiped ? "On standard output" : Words.visible(outcome.file)
        var lines = [style.bold("Corrected copy")]
        lines.append("  \(name), as UTF-8 with commas: \(changes)")
        if let list = outcome.changesFile {
            lines.append("  What was changed stands in \(Words.visible(list)).")
        }
        if outcome.isOK {
            lines.append("  \(style.good("taken")) by \(after.target.words).")
            if isPiped { return lines }
            if after.target != .api, !Self.isCSV(outcome.file) {
                lines.append("  Give it a name that ends in .csv.")
            }
            let (text, command) =
                after.target == .api
                ? ("Load it into the local space and look at the people:", "import")
                : ("Look at what it says about the copy, then upload that:", "check")
            lines += ["  \(text)", "    " + style.command(self.command(command, after))]
            return lines
        }
        lines.append("  \(style.error("Still refused")) by \(after.target.words):")
        var table = TextTable([.left, .right, .left])
        for remainder in outcome.remaining {
            table.append([
                remainder.code.rawValue, Words.grouped(remainder.count), remainder.reason,
            ])
        }
        lines += table.lines(indent: 4)
        return isPiped ? lines : lines + next(after)
    }

    private var changes: String {
        guard outcome.changeCount > 0 else { return "nothing else had to be changed." }
        let parts = outcome.changes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \(Words.grouped($0.value))" }
        return Words.count(outcome.changeCount, "change") + " (" + parts.joined(separator: ", ")
            + ")."
    }

    /// What to do with a copy that is still refused.
    private func next(_ after: Report) -> [String] {
        let codes = outcome.remaining.map(\.code)
        var steps: [(String, String)] = []
        if codes.contains(.tooManyRows) || codes.contains(.fileTooLarge) {
            steps.append(
                (
                    "Cut it into parts:",
                    command(
                        "split", after,
                        ["--target", after.target.rawValue, "-o", outcome.file + "-parts"])
                ))
        } else if codes == [.invalidCharacter] {
            steps.append(
                (
                    "Try a few rows on the upload page; once they arrive, check with:",
                    command("check", after, ["--characters", "headers"])
                ))
        } else {
            steps.append(("Mend these in the copy, then look again:", command("check", after)))
        }
        return steps.flatMap { ["  \($0.0)", "    " + style.command($0.1)] }
    }

    private func command(_ name: String, _ after: Report, _ more: [String] = []) -> String {
        var target: [String] = []
        if name == "check", after.target != .unify { target = ["--target", after.target.rawValue] }
        return (["rollcall", name, ShellWord.file(outcome.file)]
            + (target + more + flags).map(ShellWord.quoted)).joined(separator: " ")
    }

    private static func isCSV(_ file: String) -> Bool { file.lowercased().hasSuffix(".csv") }
}
