public import ProfileCSV

/// Writes reports as JSON, each with the same keys in the same order every time (design §6).
public struct ReportWriter: Sendable {
    /// Whether excerpts show the file's values. Default: no, they are masked.
    public var showsValues: Bool
    public var words: ProblemWords
    /// The program's version, where a format names it.
    public var version: String

    public init(
        showsValues: Bool = false, words: ProblemWords = .wording(), version: String = "0.0.0"
    ) {
        self.showsValues = showsValues
        self.words = words
        self.version = version
    }

    /// The excerpt of `problem` as this writer shows it.
    public func excerpt(of problem: Problem) -> String? {
        showsValues ? problem.excerpt : Masking.excerpt(of: problem)
    }

    /// The report as one object on one line, line feed included.
    ///
    /// - Parameter fix: the corrected copy that was made of the file, as the member `fix`.
    public func json(_ report: Report, fix: FixOutcome? = nil) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            head(of: report, into: &text)
            if let fix { member(fix, into: &text) }
            text.key("problems")
            text.array { text in
                for problem in report.problems {
                    text.object { members(of: problem, into: &$0) }
                }
            }
        }
        text.endLine()
        return text.bytes
    }

    /// JSON lines: one object a problem, each naming its file, and last the report without its
    /// `problems`, which is the object that has `v`.
    public func jsonLines(_ report: Report, fix: FixOutcome? = nil) -> [UInt8] {
        var text = JSONText()
        for problem in report.problems {
            text.object { text in
                text.member("file", report.file)
                members(of: problem, into: &text)
            }
            text.endLine()
        }
        text.object { text in
            head(of: report, into: &text)
            if let fix { member(fix, into: &text) }
        }
        text.endLine()
        return text.bytes
    }

    private func member(_ fix: FixOutcome, into text: inout JSONText) {
        text.key("fix")
        text.object { text in
            guard fix.after != nil else { return text.member("ok", false) }
            text.member("file", fix.file)
            text.member("changes_file", fix.changesFile)
            text.member("ok", fix.isOK)
            text.key("changes")
            text.object { text in
                for (rule, count) in fix.changes.sorted(by: { $0.key < $1.key }) {
                    text.member(rule, count)
                }
            }
            text.key("remaining")
            text.array { text in
                for remainder in fix.remaining {
                    text.object { text in
                        text.member("code", remainder.code.rawValue)
                        text.member("count", remainder.count)
                        text.member("reason", remainder.reason)
                    }
                }
            }
        }
    }

    private func head(of report: Report, into text: inout JSONText) {
        text.member("v", Report.version)
        text.member("file", report.file)
        text.member("target", report.target.rawValue)
        text.member("ok", report.isOK)
        text.member("bytes", report.bytes)
        text.member("compressed_bytes", report.compressedBytes)
        text.member("rows", report.rows)
        text.member("columns", report.columns)
        text.member("empty_lines", report.emptyLines)
        text.member("encoding", report.encoding)
        text.member("bom", report.hasBOM)
        text.member("delimiter", String(Unicode.Scalar(report.delimiter)))
        text.member("line_ending", report.lineEnding)
        text.key("identifiers")
        text.array { text in
            for column in report.identifiers { text.object { write(column, into: &$0) } }
        }
        text.key("traits")
        text.array { text in
            for column in report.traits { text.object { write(column, into: &$0) } }
        }
        text.member("sampled_rows", report.sampledRows)
        text.key("targets")
        text.object { text in
            for target in Target.allCases {
                let verdict = report.verdict(of: target)
                text.key(target.rawValue)
                text.object { text in
                    text.member("ok", verdict.isOK)
                    text.key("codes")
                    text.array { text in for code in verdict.codes { text.value(code.rawValue) } }
                }
            }
        }
        text.key("counts")
        text.object { text in
            for (code, count) in report.counts { text.member(code.rawValue, count) }
        }
        if let forecast = report.forecast {
            text.key("forecast")
            text.object { write(forecast, into: &$0) }
        }
    }

    private func write(_ column: Report.IdentifierColumn, into text: inout JSONText) {
        text.member("column", column.column)
        text.member("header", column.header)
        text.member("identifier", column.identifier)
        text.member("location", column.location)
        text.member("filled", column.filled)
        text.member("distinct", column.distinct)
        if column.isDistinctEstimated { text.member("distinct_estimated", true) }
    }

    private func write(_ column: Report.TraitColumn, into text: inout JSONText) {
        text.member("column", column.column)
        text.member("header", column.header)
        text.member("trait", column.trait)
        text.member("filled", column.filled)
        text.member("looks_like", column.looksLike)
        text.member("longest_bytes", column.longestBytes)
        text.member("distinct", column.distinct)
        if column.isDistinctEstimated { text.member("distinct_estimated", true) }
        guard !column.samples.isEmpty else { return }
        text.key("samples")
        text.array { text in for sample in samples(of: column) { text.value(sample) } }
    }

    /// The samples of a column as this writer shows them.
    public func samples(of column: Report.TraitColumn) -> [String] {
        showsValues ? column.samples : column.samples.map { Masking.mask($0) }
    }

    private func write(_ forecast: Forecast, into text: inout JSONText) {
        text.member("messages", forecast.messages)
        text.member("batches", forecast.batches)
        text.member("bytes", forecast.bytes)
        if forecast.isEstimated { text.member("bytes_estimated", true) }
        text.member("seconds", forecast.seconds)
        text.key("new_traits")
        text.array { text in for name in forecast.newTraits { text.value(name) } }
        text.member("traits_over_limit", forecast.traitsOverLimit)
        text.key("tracked_users")
        text.object { text in
            text.member("least", forecast.trackedUsers.lowerBound)
            text.member("most", forecast.trackedUsers.upperBound)
        }
    }

    private func members(of problem: Problem, into text: inout JSONText) {
        text.member("code", problem.code.rawValue)
        text.member("kind", problem.arguments["kind"])
        text.member("severity", problem.severity.rawValue)
        targets(of: problem, into: &text)
        places(of: problem, into: &text)
        text.member("message", words.message(problem))
        text.member("segment_message", words.segmentMessage(problem))
        text.key("arguments")
        text.object { text in
            for (name, value) in problem.arguments.sorted(by: { $0.key < $1.key }) {
                text.member(name, value)
            }
        }
        text.member("excerpt", excerpt(of: problem))
        text.member("fix", words.fix(problem))
    }

    func targets(of problem: Problem, into text: inout JSONText) {
        text.key("targets")
        text.array { text in
            for target in Target.allCases where problem.targets.contains(TargetSet(target)) {
                text.value(target.rawValue)
            }
        }
    }

    func places(of problem: Problem, into text: inout JSONText) {
        text.member("row", problem.place.row)
        text.member("sheet_row", problem.place.sheetRow)
        text.member("line", problem.place.line)
        text.member("byte", problem.place.byte)
        text.member("column", problem.place.column)
        text.member("header", problem.header)
    }
}
