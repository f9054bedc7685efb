internal import ProfileCSV

/// The page of a kit that people read.
extension UndoKit {
    func readMe(_ plan: Plan, _ occasion: Occasion, _ outcome: Outcome) -> String {
        let files = occasion.files.joined(separator: ", ")
        let command = occasion.command.joined(separator: " ")
        var lines = [
            "What profiles said before \(files) was sent to \(occasion.destination).", "",
            "What can be set back",
            "  profiles.csv has all traits of \(outcome.profiles) profiles. This sets those that the "
                + "import sets back to what they",
            "  were, and empties those that were not there; other traits are left alone:",
            "    \(command)",
            "  Where profiles were merged, the one that stays gets its own traits back.", "",
            "What cannot be undone", "  Merges: \(plan.totals.merges). plan.html shows them.",
            "  New profiles: \(plan.totals.created). They stay, empty or not, until somebody deletes "
                + "them.",
            "  Identifiers that the rows add to profiles stay with them.",
            "  Whatever audiences, journeys and connected tools did with the rows meanwhile.",
            "  People count as tracked users once they were sent.",
        ]
        if outcome.unreachable > 0 {
            lines.append(
                "  \(outcome.unreachable) profiles have no identifier that an import could find them by.")
        }
        lines += [
            "", "These files hold personal data. Remove them once they are not needed any more.", "",
        ]
        return lines.joined(separator: "\n")
    }
}
