internal import ProfileImport

/// How the rows of one person fare, for people.
struct PlanExplanationText {
    let explanation: PlanExplanation
    let writer: PlanWriter
    let style: Style
    let fileCount: Int

    /// All lines, without line ends.
    func lines() -> [String] {
        let count = explanation.steps.count
        var lines = [
            "Compared with \(explanation.basis.words).",
            "\(Words.count(count, "row")) of this person, in the order in which "
                + "\(count == 1 ? "it takes" : "they take") effect:",
        ]
        for step in explanation.steps { lines += [""] + self.lines(of: step) }
        return lines
    }

    private func lines(of step: PlanExplanation.Step) -> [String] {
        var lines = [style.bold(capitalized(PlanWords.place(step.place, fileCount: fileCount)))]
        for found in step.identifiers {
            let holder = found.holder.map { "held by \($0)" } ?? "not known yet"
            lines.append("  \(identifier(found.identifier)): \(holder)")
        }
        for rule in step.violations {
            if let left = rule.identifier {
                let reason = rule.reason == "ID value blocked"
                    ? "it is a blocked value"
                    : PlanWords.reason(
                        rule.reason, type: rule.limitedType, limit: rule.limit, window: rule.window)
                lines.append("  Left off: \(identifier(left)), because \(reason)")
            } else {
                lines.append("  \(rule.reason)")
            }
        }
        for name in step.merged {
            lines.append("  Merged: \(name) becomes part of \(step.profile ?? "")")
        }
        lines.append("  " + outcome(of: step))
        return lines
    }

    private func outcome(of step: PlanExplanation.Step) -> String {
        guard let profile = step.profile else { return "It goes to nobody: no identifier is left." }
        if step.isNew { return "It makes \(profile)." }
        guard !step.added.isEmpty else { return "It goes to \(profile)." }
        return "It goes to \(profile), which gets \(Words.list(step.added.map(identifier)))."
    }

    private func identifier(_ identifier: Plan.Identifier) -> String {
        let isAsked =
            explanation.subject == .identifier(type: identifier.type, value: identifier.value)
        let text = isAsked ? identifier.text : writer.value(identifier.text)
        return "\(identifier.type) \(Words.visible(text))"
    }

    private func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
