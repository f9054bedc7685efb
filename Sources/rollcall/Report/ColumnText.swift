internal import ProfileCSV
internal import ProfileImport

/// What was found in a file and what an import of it would take: the middle of a report for people.
struct ColumnText {
    /// Traits that are listed; a report as JSON has all.
    private static let maxTraits = 12

    let report: Report
    let writer: ReportWriter
    let style: Style

    /// All lines, without line ends; none where there is nothing to tell.
    func lines() -> [String] {
        guard report.hasHeader, report.rows > 0,
            !report.identifiers.isEmpty || !report.traits.isEmpty
        else { return [] }
        return [style.bold("What is in it")] + columns + forecast
    }

    private var columns: [String] {
        var table = TextTable([.left, .left, .right, .right, .left, .left])
        for column in report.identifiers {
            table.append([
                Self.shortened(column.header), "identifier \(column.identifier)",
                filled(column.filled),
                different(column.distinct, column.isDistinctEstimated), "",
                style.dim("as \(column.location)"),
            ])
        }
        for column in report.traits.prefix(Self.maxTraits) {
            let samples = writer.samples(of: column).map { Self.shortened($0, to: 18) }
            table.append([
                Self.shortened(column.header), "trait, \(column.looksLike ?? "string")",
                filled(column.filled), different(column.distinct, column.isDistinctEstimated),
                column.longestBytes.map { "up to \(Words.bytes($0))" } ?? "",
                style.dim(samples.joined(separator: " · ")),
            ])
        }
        var lines = table.lines(indent: 2)
        if report.traits.count > Self.maxTraits {
            let more = report.traits.count - Self.maxTraits
            lines.append("  … and \(Words.count(more, "trait")) more (--format json has all)")
        }
        if let rows = report.sampledRows {
            lines += Words.wrapped(
                "Kinds of values, examples and what stands as “about” are from \(Words.count(rows, "row")): "
                    + "the first ones and a regular sample of the others.", indent: 2)
        }
        return lines
    }

    private func filled(_ count: Int) -> String {
        // Only a column without a gap is full, and only one without a value is empty.
        let share = Int(Double(count) / Double(max(1, report.rows)) * 100)
        let percent = count == report.rows ? 100 : count > 0 ? min(99, max(1, share)) : 0
        return "\(percent) % filled"
    }

    private func different(_ count: Int?, _ isEstimated: Bool) -> String {
        guard let count else { return "" }
        return (isEstimated ? "about " : "") + Words.grouped(count) + " different"
    }

    // MARK: What it would take

    private var forecast: [String] {
        guard let forecast = report.forecast else { return [] }
        let about = forecast.isEstimated ? "about " : ""
        let users = forecast.trackedUsers
        let count =
            users.lowerBound == users.upperBound
            ? Words.count(users.upperBound, "tracked user")
            : "\(Words.grouped(users.lowerBound)) to \(Words.grouped(users.upperBound)) tracked users"
        var lines = Words.wrapped(
            "An import sends \(Words.count(forecast.messages, "message")) in \(about)"
                + "\(Words.count(forecast.batches, "request")) (\(about)\(Words.bytes(forecast.bytes))). "
                + "At Segment that takes at least \(Self.time(forecast.seconds)) and counts as \(count) in "
                + "the month; an upload on its page, or Reverse ETL from a warehouse, counts as none.",
            indent: 2)
        if forecast.traitsOverLimit > 0 {
            lines += Words.wrapped(
                "\(Words.count(forecast.traitsOverLimit, "trait")) more than one message carries, so rows "
                    + "become several messages.", indent: 2)
        }
        return lines
    }

    /// `1 second`, `17 minutes`, `3 hours`: rounded up, because it is the least.
    private static func time(_ seconds: Int) -> String {
        if seconds <= 120 { return Words.count(seconds, "second") }
        let minutes = (seconds + 59) / 60
        return minutes <= 120
            ? Words.count(minutes, "minute") : Words.count((minutes + 59) / 60, "hour")
    }

    private static func shortened(_ text: String, to length: Int = 30) -> String {
        let text = Words.visible(text)
        return text.count <= length ? text : String(text.prefix(length - 1)) + "…"
    }
}
