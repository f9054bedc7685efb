internal import ProfileCSV

/// What lies beside the parts of a split: which of them to upload in which order, with boxes to
/// tick.
public struct SplitChecklist: Sendable {
    /// Its name in the folder of the parts.
    public static let fileName = "checklist.txt"

    /// Flags that the commands to copy need as well: `--space DIR` and the like.
    public var flags: [String]
    /// Those that only the source needs: the parts are in UTF-8 with commas.
    public var readingFlags: [String]

    public init(flags: [String] = [], readingFlags: [String] = []) {
        self.flags = flags
        self.readingFlags = readingFlags
    }

    /// The whole text.
    ///
    /// - Parameters:
    ///   - source: as the user named it.
    ///   - folder: where the parts are.
    public func text(
        of outcome: SplitOutcome, source: String, folder: String, size: SplitOptions.Size
    ) -> String {
        let name = source == "-" ? "standard input" : source
        var lines = [
            "\(name): \(Self.count(outcome.report.rows, "row")) in \(Self.count(outcome.parts.count, "part"))"
        ]
        lines += heading(outcome, size)
        lines.append("")
        lines += rows(outcome)
        if !outcome.remaining.isEmpty {
            let codes = outcome.remaining.map(\.rawValue).joined(separator: ", ")
            lines += [
                "",
                "As they are, \(Wording.name(of: outcome.report.target)) does not take them: \(codes).",
                "Mend the file first, then split the mended one:",
            ]
            lines.append(
                "  "
                    + command(
                        "check",
                        [source, "--target", outcome.report.target.rawValue] + readingFlags))
        }
        if case .parts = size, Self.knowsNobody(outcome) {
            lines += [
                "", "An import does not take them as they are. What to do:",
                "  " + command("check", [source, "--target", Target.api.rawValue] + readingFlags),
            ]
        } else if case .parts = size {
            lines += ["", "On each machine, with the part that is its own:"]
            if let first = outcome.parts.first {
                lines.append("  " + command("import", [folder + "/" + first.name]))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Whether nobody can be told apart, so that each row is taken for a person.
    private static func knowsNobody(_ outcome: SplitOutcome) -> Bool {
        !outcome.report.identifiers.contains { $0.identifier != "group_id" }
    }

    private func heading(_ outcome: SplitOutcome, _ size: SplitOptions.Size) -> [String] {
        let together =
            Self.knowsNobody(outcome)
            ? "No column is an identifier, so nobody can tell which rows are of one person."
            : "All rows of one person are in one part, in their order."
        return switch size {
        case .target(.api):
            [together, "rollcall import takes files of any size: one part is enough."]
        case .target(let target):
            [
                together,
                "Upload them one after the other in this order, with \(Wording.name(of: target));",
                "wait until one is done before the next, and tick it off.",
            ]
        case .parts(let wanted):
            outcome.parts.count < wanted
                ? [
                    together,
                    "There \(outcome.people == 1 ? "is" : "are") only "
                        + "\(Self.count(outcome.people, "person", "people")), so there are fewer parts.",
                ]
                : [together, "They can be delivered at the same time."]
        }
    }

    private func rows(_ outcome: SplitOutcome) -> [String] {
        let table = outcome.parts.map { part in
            [
                part.name, Self.count(part.rows, "row"), ShownNumber.grouped(part.bytes) + " bytes",
                part.rows == part.lastRow - part.firstRow + 1
                    ? "rows \(ShownNumber.grouped(part.firstRow + 1)) to \(ShownNumber.grouped(part.lastRow + 1))"
                    : "from rows \(ShownNumber.grouped(part.firstRow + 1)) to \(ShownNumber.grouped(part.lastRow + 1))",
            ]
        }
        let widths = (0..<4).map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { cells in
            var line = "[ ]"
            for (column, cell) in cells.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                line += "  " + (column == 1 || column == 2 ? space + cell : cell + space)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private func command(_ name: String, _ words: [String]) -> String {
        (["rollcall", name] + words + flags).map(ShellWord.quoted).joined(separator: " ")
    }

    private static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(ShownNumber.grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }
}
