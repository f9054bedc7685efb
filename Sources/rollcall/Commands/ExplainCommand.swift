internal import ArgumentParser
internal import ProfileCSV

/// `rollcall explain`: what a problem code means and how to mend it.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a problem code: what it means and how to mend it.",
        discussion: "Without a code: a list of all of them.")

    @Argument(help: ArgumentHelp("The code, as a report names it.", valueName: "code"))
    var code: String?

    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        var output = StandardOutput()
        for line in try lines(settings.console.outputStyle) { try output.print(line) }
        try output.flush()
    }

    /// - Throws: status 64 for a code that there is not.
    private func lines(_ style: Style) throws(Failure) -> [String] {
        guard let code else {
            var table = TextTable([.left, .left])
            for explanation in Explanation.all {
                table.append([explanation.code.rawValue, explanation.title])
            }
            return table.lines()
        }
        guard let explanation = Explanation.of(ProblemCode(rawValue: code)) else {
            let nearest = Explanation.nearestCode(to: code)
            throw Failure(
                .usage,
                "There is no problem code “\(Words.visible(code))”."
                    + (nearest.map { " Did you mean “\($0)”?" } ?? ""),
                advice: "All of them: rollcall explain")
        }
        return Self.lines(of: explanation, style)
    }

    private static func lines(of explanation: Explanation, _ style: Style) -> [String] {
        var lines = ["\(style.bold(explanation.code.rawValue)): \(explanation.title)"]
        let parts = [
            ("What it is", explanation.meaning), ("Why it matters", explanation.reason),
            ("How to mend it", explanation.mend),
        ]
        for (title, text) in parts where !text.isEmpty {
            lines += ["", style.bold(title)] + Words.wrapped(text, indent: 2)
        }
        for (title, text) in [("Before", explanation.before), ("After", explanation.after)] {
            lines += ["", style.bold(title)]
            lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        }
        if !explanation.weights.isEmpty {
            lines += ["", style.bold("Where you upload")]
            lines += explanation.weights.flatMap { Words.wrapped($0, indent: 2) }
        }
        return lines
    }
}
